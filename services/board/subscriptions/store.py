"""Subscriptions in the database: asked for, confirmed, changed, claimed by one mailer, and forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from psycopg.rows import class_row

from services.board.subscriptions.rhythm import Rhythm
from services.runtime.database import Connection
from services.runtime.wording import Lang

# Who does not confirm within these days never asked.
UNCONFIRMED: Final = timedelta(days=7)
# A form can be filled in with another's address: that mailbox gets one letter a day about a part, and so many in all.
ASKED_AGAIN_AFTER: Final = timedelta(days=1)
ASKED_AT_MOST: Final = 5
PER_DAY: Final = 200


@dataclass(frozen=True, slots=True)
class Subscription:
    """One reader's wish to be told about one part; `told_until` is None until it is confirmed."""

    token: str
    address: str
    part: str
    rhythm: Rhythm
    language: Lang
    requested_at: datetime
    to_ask: bool
    confirmed_at: datetime | None
    told_until: datetime | None
    telling_until: datetime | None
    attempts: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "rhythm", Rhythm(self.rhythm))


_FIND = """
SELECT token, address, part, rhythm, language, requested_at, to_ask, confirmed_at, told_until, telling_until, attempts
FROM desk.subscriptions WHERE token = %s
"""
_ASK = """
INSERT INTO desk.subscriptions AS s (token, address, part, rhythm, language, requested_at, due_at)
VALUES (%(token)s, %(address)s, %(part)s, %(rhythm)s, %(language)s, %(now)s, %(now)s)
ON CONFLICT (lower(address), part) DO UPDATE SET
    requested_at = excluded.requested_at, due_at = excluded.due_at, to_ask = true, language = excluded.language,
    rhythm = CASE WHEN s.confirmed_at IS NULL THEN excluded.rhythm ELSE s.rhythm END
WHERE s.requested_at <= %(again)s
"""


async def asked_lately(connection: Connection, now: datetime) -> int:
    """How many requests of the last day there are from all readers together."""
    cursor = await connection.execute(
        "SELECT count(*) FROM desk.subscriptions WHERE requested_at > %s", (now - timedelta(days=1),)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def ask(
    connection: Connection, address: str, part: str, rhythm: Rhythm, language: Lang, now: datetime
) -> None:  # fmt: skip
    """Have a letter with a link sent to this address; what is confirmed already stays as it is until the link is used.

    Nothing comes of it where the address was written to about this part, or about too many, within a day.
    """
    cursor = await connection.execute(
        "SELECT count(*) FROM desk.subscriptions WHERE lower(address) = lower(%s) AND requested_at > %s",
        (address, now - ASKED_AGAIN_AFTER),
    )
    row = await cursor.fetchone()
    if row and row[0] >= ASKED_AT_MOST:
        return
    await connection.execute(
        _ASK,
        {
            "token": secrets.token_urlsafe(24), "address": address, "part": part, "rhythm": rhythm, "now": now,
            "language": language, "again": now - ASKED_AGAIN_AFTER,
        },
    )  # fmt: skip


async def find(connection: Connection, token: str) -> Subscription | None:
    """The subscription behind a link."""
    async with connection.cursor(row_factory=class_row(Subscription)) as cursor:
        await cursor.execute(_FIND, (token,))
        return await cursor.fetchone()


async def settle(connection: Connection, token: str, rhythm: Rhythm, now: datetime) -> None:
    """Confirm it, or change how often it is told. What was on the board before it was confirmed is no news."""
    await connection.execute(
        "UPDATE desk.subscriptions SET rhythm = %s, confirmed_at = coalesce(confirmed_at, %s), to_ask = false, "
        "told_until = coalesce(told_until, %s), due_at = %s WHERE token = %s",
        (rhythm, now, now, rhythm.after_looking(now), token),
    )


async def forget(connection: Connection, token: str) -> None:
    """End it: nothing of it is kept."""
    await connection.execute("DELETE FROM desk.subscriptions WHERE token = %s", (token,))


async def forget_address(connection: Connection, address: str) -> int:
    """End everything of an address; returns how many subscriptions that were."""
    cursor = await connection.execute("DELETE FROM desk.subscriptions WHERE lower(address) = lower(%s)", (address,))
    return cursor.rowcount


_CLAIM = """
UPDATE desk.subscriptions SET lease = %(lease)s, lease_until = %(until)s,
    telling_until = CASE WHEN to_ask OR confirmed_at IS NULL THEN NULL ELSE coalesce(telling_until, %(now)s) END
WHERE subscription = (
    SELECT subscription FROM desk.subscriptions
    WHERE due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
      AND (to_ask OR confirmed_at IS NULL OR %(tell)s)
    ORDER BY due_at, subscription LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING token, address, part, rhythm, language, requested_at, to_ask, confirmed_at, told_until, telling_until,
    attempts
"""


async def claim(
    connection: Connection, lease: str, now: datetime, until: datetime, *, tell: bool
) -> Subscription | None:  # fmt: skip
    """Take the one that has waited longest, until the lease ends; without `tell` none that is to be told news."""
    async with connection.cursor(row_factory=class_row(Subscription)) as cursor:
        await cursor.execute(_CLAIM, {"lease": lease, "now": now, "until": until, "tell": tell})
        return await cursor.fetchone()


async def asked(connection: Connection, token: str, lease: str, due_at: datetime) -> None:
    """The letter with the link has gone out."""
    await connection.execute(
        "UPDATE desk.subscriptions SET to_ask = false, due_at = %s, attempts = 0, lease = NULL, lease_until = NULL "
        "WHERE token = %s AND lease = %s",
        (due_at, token, lease),
    )


async def told(
    connection: Connection, token: str, lease: str, until: datetime | None, due_at: datetime
) -> None:  # fmt: skip
    """Everything seen up to `until` has been told; None where there was nothing to tell yet."""
    await connection.execute(
        "UPDATE desk.subscriptions SET told_until = coalesce(%s, told_until), telling_until = NULL, due_at = %s, "
        "attempts = 0, lease = NULL, lease_until = NULL WHERE token = %s AND lease = %s",
        (until, due_at, token, lease),
    )


async def put_off(connection: Connection, token: str, lease: str, due_at: datetime) -> None:
    """The relay did not take the letter; the same letter is tried again later."""
    await connection.execute(
        "UPDATE desk.subscriptions SET due_at = %s, attempts = attempts + 1, lease = NULL, lease_until = NULL "
        "WHERE token = %s AND lease = %s",
        (due_at, token, lease),
    )


async def count(connection: Connection) -> dict[str, int]:
    """How many are confirmed, and how many wait for it."""
    cursor = await connection.execute(
        "SELECT count(*) FILTER (WHERE confirmed_at IS NOT NULL), count(*) FILTER (WHERE confirmed_at IS NULL) "
        "FROM desk.subscriptions"
    )
    confirmed, waiting = await cursor.fetchone() or (0, 0)
    return {"confirmed": int(confirmed), "unconfirmed": int(waiting)}


async def note_news(connection: Connection, names: dict[str, datetime], now: datetime) -> None:
    """Note news by its names as seen now; what is there at the very first look was there before anybody subscribed.

    An empty name stands for that first look, so that it is one even on a board without news.
    """
    cursor = await connection.execute("SELECT EXISTS (SELECT FROM desk.news)")
    row = await cursor.fetchone()
    seen = [now] * len(names) if row and row[0] else list(names.values())
    names, seen = {**names, "": now}, [*seen, now]
    await connection.execute(
        "INSERT INTO desk.news (name, seen_at) SELECT * FROM unnest(%s::text[], %s::timestamptz[]) "
        "ON CONFLICT (name) DO NOTHING",
        (list(names), seen),
    )


async def news_seen(connection: Connection, after: datetime, until: datetime) -> dict[str, datetime]:
    """The names of news seen first in (after, until], and when."""
    cursor = await connection.execute(
        "SELECT name, seen_at FROM desk.news WHERE seen_at > %s AND seen_at <= %s", (after, until)
    )
    return {str(name): seen for name, seen in await cursor.fetchall()}
