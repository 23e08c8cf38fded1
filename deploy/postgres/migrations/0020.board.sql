-- Schema `board`: history and present state for readers, derived from Kafka alone; `koers rebuild board` makes it anew.
-- Bitemporal: a row holds from `known_from` until before `known_to` (NULL: still), so any past day can be shown as it was.
-- depends: 0001.schemas

CREATE TABLE board.series (
    series_id      text COLLATE "C" PRIMARY KEY,
    source         text        NOT NULL,
    dataset        text        NOT NULL,
    recipe         text        NOT NULL,
    unit           text        NOT NULL,
    frequency      text        NOT NULL,
    version        int         NOT NULL,
    content_sha256 text        NOT NULL,
    raw_sha256     text        NOT NULL,
    retrieved_at   timestamptz NOT NULL,
    published_at   timestamptz,
    live           boolean     NOT NULL,
    snapshot       jsonb       NOT NULL
);
CREATE INDEX series_by_recipe ON board.series (recipe);

CREATE TABLE board.observations (
    series_id  text        NOT NULL,
    period     text        NOT NULL,
    starts     date        NOT NULL,
    ends       date        NOT NULL,
    value      text,
    number     double precision,
    obs_flags  text        NOT NULL,
    conf       text,
    suspect    boolean     NOT NULL,
    raw_sha256 text        NOT NULL,
    known_from timestamptz NOT NULL,
    known_to   timestamptz,
    PRIMARY KEY (series_id, period, known_from),
    CHECK (known_to > known_from)
);
COMMENT ON COLUMN board.observations.value IS 'as published; `number` is the same for reckoning';
COMMENT ON COLUMN board.observations.ends IS 'first day after the period';
CREATE UNIQUE INDEX observations_now ON board.observations (series_id, period) WHERE known_to IS NULL;

CREATE TABLE board.revisions (
    revision_id  text PRIMARY KEY,
    series_id    text        NOT NULL,
    recipe       text        NOT NULL,
    version      int         NOT NULL,
    published_at timestamptz,
    retrieved_at timestamptz NOT NULL,
    kinds        jsonb       NOT NULL,
    changes      jsonb       NOT NULL
);
COMMENT ON COLUMN board.revisions.kinds IS 'number of changed observations by kind';
CREATE INDEX revisions_by_series ON board.revisions (series_id, retrieved_at);

CREATE TABLE board.polls (
    recipe            text PRIMARY KEY,
    source            text        NOT NULL,
    dataset           text        NOT NULL,
    outcome           text        NOT NULL,
    polled_at         timestamptz NOT NULL,
    unreachable_since timestamptz,
    report            jsonb       NOT NULL
);
CREATE TABLE board.poll_history (
    recipe    text        NOT NULL,
    polled_at timestamptz NOT NULL,
    outcome   text        NOT NULL,
    reason    text,
    changed   int         NOT NULL,
    PRIMARY KEY (recipe, polled_at)
);

CREATE TABLE board.milestones (
    id      text PRIMARY KEY,
    status  text NOT NULL,
    as_of   date,
    due     date,
    edition int  NOT NULL,
    state   jsonb NOT NULL
);

CREATE TABLE board.answers (
    body   text        NOT NULL,
    item   text        NOT NULL,
    status text        NOT NULL,
    as_of  timestamptz NOT NULL,
    public boolean     NOT NULL,
    answer jsonb       NOT NULL,
    PRIMARY KEY (body, item)
);

CREATE TABLE board.assessments (
    key        text        NOT NULL,
    indicator  text        NOT NULL,
    geo        text        NOT NULL,
    verdict    text        NOT NULL,
    edition    int         NOT NULL,
    digest     text        NOT NULL,
    brief      jsonb       NOT NULL,
    assessment jsonb       NOT NULL,
    known_from timestamptz NOT NULL,
    known_to   timestamptz,
    PRIMARY KEY (key, known_from),
    CHECK (known_to > known_from)
);
COMMENT ON COLUMN board.assessments.brief IS 'what lists show of it; the whole is in `assessment`';
COMMENT ON COLUMN board.assessments.digest IS 'hash of all but the day it was made: equal means nothing changed';
CREATE UNIQUE INDEX assessments_now ON board.assessments (key) WHERE known_to IS NULL;
CREATE INDEX assessments_by_indicator ON board.assessments (indicator) WHERE known_to IS NULL;

CREATE TABLE board.recommendations (
    number     int         NOT NULL,
    status     text        NOT NULL,
    headline   text,
    edition    int         NOT NULL,
    digest     text        NOT NULL,
    state      jsonb       NOT NULL,
    known_from timestamptz NOT NULL,
    known_to   timestamptz,
    PRIMARY KEY (number, known_from),
    CHECK (known_to > known_from)
);
CREATE UNIQUE INDEX recommendations_now ON board.recommendations (number) WHERE known_to IS NULL;

CREATE TABLE board.handled_episodes (
    subject text        NOT NULL,
    episode text        NOT NULL,
    at      timestamptz NOT NULL,
    reason  text        NOT NULL,
    PRIMARY KEY (subject, episode)
);
COMMENT ON TABLE board.handled_episodes IS 'what the alert service has told it has dealt with, with or without an alert';
CREATE INDEX series_by_raw ON board.series (raw_sha256);
CREATE INDEX observations_by_raw ON board.observations (raw_sha256);
