-- Readers who follow a part of the agenda by mail. Kept, as no event holds it. The address is the only personal data; it
-- goes, with the row, the moment its reader leaves, and after some days where it was never confirmed.
-- depends: 0022.desk-corrections

-- `token` is what the links of its mails carry: whoever has it may confirm, change or end. `due_at` is when something is
-- to be done next: send the letter with the link (`to_ask`), forget what nobody confirmed, or look for news.
-- `told_until`: what was seen up to then has been told; `telling_until`: up to when a letter under way tells, so that one
-- that is sent again says the same.
CREATE TABLE desk.subscriptions (
    subscription  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token         text        NOT NULL UNIQUE,
    address       text        NOT NULL,
    part          text        NOT NULL,
    rhythm        text        NOT NULL CHECK (rhythm IN ('on_change', 'weekly')),
    language      text        NOT NULL CHECK (language IN ('nl', 'en')),
    requested_at  timestamptz NOT NULL,
    to_ask        boolean     NOT NULL DEFAULT true,
    confirmed_at  timestamptz,
    told_until    timestamptz,
    telling_until timestamptz,
    due_at        timestamptz NOT NULL,
    attempts      int         NOT NULL DEFAULT 0,
    lease         text,
    lease_until   timestamptz
);
CREATE UNIQUE INDEX subscriptions_once ON desk.subscriptions (lower(address), part);
CREATE INDEX subscriptions_due ON desk.subscriptions (due_at);

-- Every piece of news by its name, and when the letters first saw it: what arrives late is told all the same, and nothing
-- is told twice, whatever time it bears itself.
CREATE TABLE desk.news (
    name    text        PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
