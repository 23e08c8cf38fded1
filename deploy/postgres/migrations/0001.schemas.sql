-- Three schemas with three fates: `board` is derived and can be rebuilt, `alerts` and `desk` are kept.
-- Offsets live beside the rows they produced, so that one transaction moves both. They are valid for one epoch of the broker.
-- depends:

CREATE SCHEMA alerts;
CREATE SCHEMA board;
CREATE SCHEMA desk;

CREATE TABLE alerts.consumer_offsets (
    consumer    text   NOT NULL,
    topic       text   NOT NULL,
    partition   int    NOT NULL,
    epoch       text   NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (consumer, topic, partition)
);

CREATE TABLE board.consumer_offsets (LIKE alerts.consumer_offsets INCLUDING ALL);
