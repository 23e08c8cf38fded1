"""Bodies' answers, links that have been used, and mailboxes that want no mail."""

from collections.abc import Iterable
from datetime import datetime

from schemas.policy import Answer, AnswerStatus
from services.runtime.database import Connection


async def save(connection: Connection, answer: Answer) -> None:
    """Keep the newest answer of a body about an item."""
    await connection.execute(
        "INSERT INTO alerts.answers (body, item, document, as_of) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (body, item) DO UPDATE SET document = EXCLUDED.document, as_of = EXCLUDED.as_of",
        (answer.body, answer.item, answer.model_dump_json(exclude_none=True), answer.as_of),
    )


async def about(connection: Connection, item: str) -> list[Answer]:
    """The newest answer of every body about an item."""
    cursor = await connection.execute(
        "SELECT document::text FROM alerts.answers WHERE item = %s ORDER BY as_of, body", (item,)
    )
    return [Answer.read(row[0].encode()) for row in await cursor.fetchall()]


async def all_of(connection: Connection) -> list[Answer]:
    """The newest answer of every body about every item."""
    cursor = await connection.execute("SELECT document::text FROM alerts.answers ORDER BY as_of, body")
    return [Answer.read(row[0].encode()) for row in await cursor.fetchall()]


async def about_ownership(connection: Connection) -> list[Answer]:
    """Every newest answer of a body about an item that says something of ownership."""
    cursor = await connection.execute(
        "SELECT document::text FROM alerts.answers WHERE document ? 'accepts_ownership' ORDER BY as_of, body"
    )
    return [Answer.read(row[0].encode()) for row in await cursor.fetchall()]


async def by(connection: Connection, body: str) -> list[Answer]:
    """All that a body has said and not taken back, by item."""
    cursor = await connection.execute(
        "SELECT document::text FROM alerts.answers WHERE body = %s AND document->>'status' <> %s ORDER BY item",
        (body, AnswerStatus.withdrawn),
    )
    return [Answer.read(row[0].encode()) for row in await cursor.fetchall()]


async def of(connection: Connection, body: str, item: str) -> Answer | None:
    """What a body has said of an item so far."""
    cursor = await connection.execute(
        "SELECT document::text FROM alerts.answers WHERE body = %s AND item = %s", (body, item)
    )
    row = await cursor.fetchone()
    return Answer.read(row[0].encode()) if row else None


async def disowned(connection: Connection, item: str, bodies: Iterable[str]) -> frozenset[str]:
    """Those of the bodies that said that this item is not theirs."""
    cursor = await connection.execute(
        "SELECT body FROM alerts.answers WHERE item = %s AND body = ANY(%s) AND document->>'status' = %s",
        (item, list(bodies), AnswerStatus.not_ours),
    )
    return frozenset(str(body) for (body,) in await cursor.fetchall())


async def use_nonce(
    connection: Connection, nonce: str, *, alert_id: str, body: str, action: str, at: datetime
) -> bool:  # fmt: skip
    """Use up a link; False when it was used before."""
    cursor = await connection.execute(
        "INSERT INTO alerts.nonces (nonce, alert_id, body, action, used_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (nonce) DO NOTHING",
        (nonce, alert_id, body, action, at),
    )
    return cursor.rowcount == 1


async def used(connection: Connection, nonce: str) -> tuple[str, datetime] | None:
    """What a link was used for, and when."""
    cursor = await connection.execute("SELECT action, used_at FROM alerts.nonces WHERE nonce = %s", (nonce,))
    row = await cursor.fetchone()
    return (str(row[0]), row[1]) if row else None


async def mute(connection: Connection, address: str, at: datetime) -> bool:
    """Write no more to this mailbox; False where that was so already."""
    cursor = await connection.execute(
        "INSERT INTO alerts.mutes (address, muted_at) VALUES (%s, %s) ON CONFLICT (address) DO NOTHING",
        (address.lower(), at),
    )
    return cursor.rowcount == 1


async def muted(connection: Connection) -> frozenset[str]:
    """All mailboxes that want no mail, in lower case."""
    cursor = await connection.execute("SELECT address FROM alerts.mutes")
    return frozenset(str(address) for (address,) in await cursor.fetchall())
