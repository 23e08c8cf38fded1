-- Alerts that are not told for a while: by a silence, with its reason, or because another alert makes them needless.
-- depends: 0012.alerts-reminders

-- What is NULL is not asked for; a row of NULLs alone silences everything. `actor` is a role.
CREATE TABLE alerts.silences (
    silence_id     int         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text,
    body           text,
    subject        text,
    recommendation int,
    area           text,
    source         text,
    actor          text        NOT NULL,
    reason         text        NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL CHECK (ends_at >= starts_at)
);
CREATE INDEX silences_by_end ON alerts.silences (ends_at);

-- What keeps a notice from being told; it is looked at again when its due_at comes. `route`: to which part of a body.
ALTER TABLE alerts.intents ADD COLUMN muted_by text;
ALTER TABLE alerts.mails ADD COLUMN route text;
