-- A role that may only read, for dashboards: the board as a whole, and of the alerts what names nobody. It cannot log in
-- until `koers migrate` gives it a password. Where this user may not create roles, a superuser creates it first.
-- depends: 0020.board 0011.alerts-editions

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'koers_reader') THEN
        CREATE ROLE koers_reader NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

GRANT USAGE ON SCHEMA board, alerts TO koers_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA board TO koers_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA board GRANT SELECT ON TABLES TO koers_reader;
GRANT SELECT ON alerts.alerts, alerts.flips, alerts.notifications TO koers_reader;
GRANT SELECT (mail_id, kind, body, state, hold_reason, created_at, not_before, attempts, sent_at)
    ON alerts.mails TO koers_reader;
