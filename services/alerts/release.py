"""What an operator does with mails that wait for a person: look, let go, or take back."""

from collections.abc import Sequence

from services.alerts.store import mails
from services.alerts.store.mails import HeldMail
from services.runtime.clock import Clock
from services.runtime.database import Database


async def held(database: Database) -> Sequence[HeldMail]:
    """The mails that wait, oldest first, each with its body, why it waits, and the alerts it tells."""
    async with database.transaction() as connection:
        return await mails.held(connection)


async def release(database: Database, clock: Clock, mail_ids: Sequence[str] | None = None, *, actor: str) -> list[str]:
    """Let these held mails go (None: all), whatever the mail mode; returns the ids of those that were held.

    What no longer holds when its turn comes is still not sent. `actor` is a role, and is written down.
    """
    async with database.transaction() as connection:
        wanted = None if mail_ids is None else list(mail_ids)
        return await mails.release(connection, wanted, actor=actor, at=clock.now())


async def drop(database: Database, mail_ids: Sequence[str], *, reason: str) -> list[str]:
    """Take these held mails back for good; returns the ids of those that were held."""
    async with database.transaction() as connection:
        return await mails.drop(connection, mail_ids, reason=reason)
