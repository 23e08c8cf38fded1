-- How each mailbox took what it was sent: one that refuses for good is spared for a while, and the desk reads in its place.
-- depends: 0013.alerts-submissions

CREATE TABLE alerts.mailboxes (
    address    text        PRIMARY KEY,
    taken_at   timestamptz,
    refused_at timestamptz,
    said       text
);

-- To whom a mail was handed, so that a bounce that comes days later is known to be of that mailbox.
ALTER TABLE alerts.mails ADD COLUMN sent_to text;
