-- What the alert service knows and has promised to do. Kept: it cannot be rebuilt from the broker.
-- depends: 0001.schemas

-- The newest document of everything that can be alerted about, and how far alerting has dealt with it.
-- `settled` is the verdict the next one is compared with, `alerted` the period of the last alert, `broken` of the last
-- break seen; `episode` is the last one reported as handled.
CREATE TABLE alerts.subjects (
    sort        text        NOT NULL CHECK (sort IN ('assessment', 'milestone', 'source')),
    subject     text        NOT NULL,
    document    jsonb       NOT NULL,
    received_at timestamptz NOT NULL,
    handled     boolean     NOT NULL DEFAULT false,
    settled     text,
    episode     text,
    alerted     text,
    broken      text,
    PRIMARY KEY (sort, subject)
);

-- One row per alert. `document` is the event it stands on, from which its mail is rendered.
CREATE TABLE alerts.alerts (
    alert_id   text        PRIMARY KEY,
    kind       text        NOT NULL,
    sort       text        NOT NULL,
    subject    text        NOT NULL,
    state      text        NOT NULL,
    document   jsonb       NOT NULL,
    opened_at  timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX alerts_by_subject ON alerts.alerts (sort, subject);

CREATE TABLE alerts.flips (
    flip_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id   text        NOT NULL REFERENCES alerts.alerts,
    from_state text,
    to_state   text        NOT NULL,
    reason     text        NOT NULL,
    actor      text        NOT NULL,
    at         timestamptz NOT NULL,
    episode    text
);
CREATE INDEX flips_by_alert ON alerts.flips (alert_id, flip_id);

-- One alert as one body knows it: why it concerns the body, what it answered, what it was last told.
CREATE TABLE alerts.notifications (
    alert_id        text    NOT NULL REFERENCES alerts.alerts,
    body            text    NOT NULL,
    name            jsonb   NOT NULL,
    accepted        boolean NOT NULL,
    recommendations int[]   NOT NULL,
    answered_at     timestamptz,
    snoozed_until   date,
    mailed_at       timestamptz,
    mailed_verdict  text,
    mailed_period   text,
    mailed_shown    text,
    PRIMARY KEY (alert_id, body)
);
CREATE INDEX notifications_snoozed ON alerts.notifications (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- A mail as it waits to be sent. `released_by` (a role) lifts the brake for this mail. A lease ends by itself.
CREATE TABLE alerts.mails (
    mail_id     text        PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('alerts', 'overview', 'canary')),
    body        text        NOT NULL,
    details     jsonb       NOT NULL DEFAULT '{}',
    desk_reason text,
    state       text        NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'sent', 'failed', 'withdrawn')),
    hold_reason text,
    released_by text,
    created_at  timestamptz NOT NULL,
    not_before  timestamptz NOT NULL,
    attempts    int         NOT NULL DEFAULT 0,
    lease       text,
    lease_until timestamptz,
    last_error  text,
    sent_at     timestamptz
);
CREATE INDEX mails_waiting ON alerts.mails (body, created_at) WHERE state IN ('queued', 'sending');

-- What a body is to be told, until it is put into a mail; one per alert, body and occasion, so a replay adds none.
CREATE TABLE alerts.intents (
    intent_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id    text        NOT NULL REFERENCES alerts.alerts,
    body        text        NOT NULL,
    occasion    text        NOT NULL,
    previous    text,
    hold_reason text,
    desk_reason text,
    created_at  timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    mail_id     text        REFERENCES alerts.mails,
    UNIQUE (alert_id, body, occasion)
);
CREATE INDEX intents_waiting ON alerts.intents (due_at) WHERE mail_id IS NULL;
CREATE INDEX intents_by_mail ON alerts.intents (mail_id);

-- Events on their way to the broker; kept, since a broker that lost its data gets them again (`again`).
CREATE TABLE alerts.outbox (
    event_id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic        text        NOT NULL,
    key          text        NOT NULL,
    event        jsonb       NOT NULL,
    at           timestamptz NOT NULL,
    traceparent  text,
    again        boolean     NOT NULL DEFAULT false,
    published_at timestamptz
);
CREATE INDEX outbox_waiting ON alerts.outbox (event_id) WHERE published_at IS NULL;

-- The newest answer of a body about an item.
CREATE TABLE alerts.answers (
    body     text        NOT NULL,
    item     text        NOT NULL,
    document jsonb       NOT NULL,
    as_of    timestamptz NOT NULL,
    PRIMARY KEY (body, item)
);
CREATE INDEX answers_by_item ON alerts.answers (item, as_of);

-- A link that has been used once; the second use is refused.
CREATE TABLE alerts.nonces (
    nonce    text        PRIMARY KEY,
    alert_id text        NOT NULL,
    body     text        NOT NULL,
    action   text        NOT NULL,
    used_at  timestamptz NOT NULL
);

-- Functional mailboxes that asked to get no more mail.
CREATE TABLE alerts.mutes (
    address  text        PRIMARY KEY,
    muted_at timestamptz NOT NULL
);

-- Facts about this deployment: whether the first start is over, the last calendar day dealt with, the broker's epoch.
CREATE TABLE alerts.deployment (
    name  text        PRIMARY KEY,
    value text        NOT NULL,
    at    timestamptz NOT NULL
);
