-- "This figure is wrong": what readers reported and what the desk answered. Kept, as no event holds it.
-- The address is the only personal data, given by choice, and goes with the answer.
-- depends: 0001.schemas

CREATE TABLE desk.corrections (
    correction  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    page        text        NOT NULL,
    report      text        NOT NULL,
    address     text,
    reported_at timestamptz NOT NULL,
    outcome     text        CHECK (outcome IN ('corrected', 'no_fault', 'passed_on')),
    answer_nl   text,
    answer_en   text,
    answered_at timestamptz,
    CHECK (num_nulls(outcome, answer_nl, answer_en, answered_at) IN (0, 4)),
    CHECK (answered_at IS NULL OR address IS NULL)
);
CREATE INDEX corrections_by_day ON desk.corrections (reported_at);
