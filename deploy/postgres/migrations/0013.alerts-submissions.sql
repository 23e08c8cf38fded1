-- What was answered through a link: it waits until the body's functional mailbox confirms it, and gets a receipt.
-- depends: 0011.alerts-editions

-- Under the nonce of the link. `said` is one entry per alert: what was filled in.
CREATE TABLE alerts.submissions (
    submission_id text        PRIMARY KEY,
    body          text        NOT NULL,
    said          jsonb       NOT NULL,
    language      text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('waiting', 'confirmed', 'discarded')),
    made_at       timestamptz NOT NULL,
    decided_at    timestamptz
);
CREATE INDEX submissions_waiting ON alerts.submissions (body, made_at) WHERE state = 'waiting';

-- Notes are about answers and mailboxes; the kinds are listed in the code that sends them.
ALTER TABLE alerts.mails DROP CONSTRAINT mails_kind_check;
