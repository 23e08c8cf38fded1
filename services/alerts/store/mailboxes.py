"""How each mailbox took what it was sent."""

from datetime import datetime

from services.runtime.database import Connection


async def took(connection: Connection, mail_id: str, address: str, at: datetime) -> None:
    """A mailbox has this mail; whatever it refused before is forgotten."""
    await connection.execute("UPDATE alerts.mails SET sent_to = %s WHERE mail_id = %s", (address.lower(), mail_id))
    await connection.execute(
        "INSERT INTO alerts.mailboxes (address, taken_at) VALUES (%s, %s) "
        "ON CONFLICT (address) DO UPDATE SET taken_at = EXCLUDED.taken_at, refused_at = NULL, said = NULL",
        (address.lower(), at),
    )


async def refused(connection: Connection, address: str, said: str, at: datetime) -> None:
    """A mailbox refuses mail for good, at once or by a bounce."""
    await connection.execute(
        "INSERT INTO alerts.mailboxes (address, refused_at, said) VALUES (%s, %s, %s) "
        "ON CONFLICT (address) DO UPDATE SET refused_at = EXCLUDED.refused_at, said = EXCLUDED.said",
        (address.lower(), at, said),
    )


async def refusing(connection: Connection, since: datetime) -> frozenset[str]:
    """The mailboxes that have refused since then, in lower case."""
    cursor = await connection.execute("SELECT address FROM alerts.mailboxes WHERE refused_at > %s", (since,))
    return frozenset(str(address) for (address,) in await cursor.fetchall())


async def bounced(connection: Connection, mail_id: str, said: str, at: datetime) -> str | None:
    """A mail came back: it goes to the desk, once; the mailbox it had been handed to, None where that is not so."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET state = 'queued', desk_reason = 'undeliverable', attempts = 0, not_before = %s, "
        "last_error = %s WHERE mail_id = %s AND state = 'sent' AND desk_reason IS NULL AND kind <> 'canary' "
        "RETURNING sent_to",
        (at, said, mail_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row and row[0] else None
