-- A short name for each alert; why something is told again; to which step of an escalation; since when a body owes an answer.
-- depends: 0011.alerts-editions

-- What an operator types in place of the long id; it follows from the id, so it never changes.
ALTER TABLE alerts.alerts ADD COLUMN fingerprint text GENERATED ALWAYS AS (substr(md5(alert_id), 1, 12)) STORED;
CREATE UNIQUE INDEX alerts_by_fingerprint ON alerts.alerts (fingerprint);

-- `prompt` is empty where it is news; `day` the one asked for, planned for, or of the unanswered mail; `step` counts from 0.
ALTER TABLE alerts.intents ADD COLUMN prompt text, ADD COLUMN day date, ADD COLUMN step int;
ALTER TABLE alerts.mails ADD COLUMN step int;

-- When the mail went out that the body has not answered; empty where it has, or was never written to itself.
ALTER TABLE alerts.notifications ADD COLUMN unanswered_since timestamptz;
CREATE INDEX notifications_unanswered ON alerts.notifications (unanswered_since) WHERE unanswered_since IS NOT NULL;
