"""Stage 2: after the waiting time, everything a body is to be told becomes one mail in the outbox."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from schemas.alerts import AlertState
from services.alerts.domain.decision import HoldReason
from services.alerts.domain.hours import Hours
from services.alerts.ledger import Ledger
from services.alerts.loops import Turn
from services.alerts.mail.content import DeskReason, Prompt
from services.alerts.muting import Mute, Muting
from services.alerts.routes import Routes
from services.alerts.store import intents, mails, register
from services.alerts.store.intents import Intent
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database

log = structlog.get_logger()


class Part(NamedTuple):
    """What goes into one mail: held for the same reason, to the desk for the same, to the same part and step."""

    hold: str | None
    desk: str | None
    route: str | None
    step: int | None


class Grouper:
    """Any number may run: a body is grouped under a lock of its own."""

    def __init__(
        self, database: Database, clock: Clock, ledger: Ledger, routes: Routes, hours: Hours, *,
        group_wait: timedelta, batch_limit: int,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._ledger = database, clock, ledger
        self._routes, self._hours = routes, hours
        self._group_wait, self._batch_limit = group_wait, batch_limit

    async def turn(self) -> Turn:
        """Write the mails that are due. Above the batch limit all of this batch waits for a person."""
        async with self._database.transaction() as connection:
            bodies = await intents.due_bodies(connection, self._clock.now())
            over = bool(bodies) and await self._is_flood(connection)
            pending = await intents.count_pending(connection, self._clock.now(), self._group_wait)
        if not bodies:
            return Turn(pending)
        written = 0
        for body in bodies:
            async with self._database.transaction() as connection:
                written += await self._group(connection, body, over=over)
        async with self._database.transaction() as connection:
            pending = await intents.count_pending(connection, self._clock.now(), self._group_wait)
        return Turn(pending, written)

    async def _is_flood(self, connection: Connection) -> bool:
        count = await intents.count_for_owners(connection, self._clock.now() + self._group_wait)
        if count > self._batch_limit:
            log.warning("batch_limit", notices=count, limit=self._batch_limit)
        return count > self._batch_limit

    async def _group(self, connection: Connection, body: str, *, over: bool) -> int:
        """Mails written for one body; none when another grouper has it in hand, or had it."""
        cursor = await connection.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('koers.alerts.group'), hashtext(%s))", (body,)
        )
        row = await cursor.fetchone()
        if not row or not row[0]:
            return 0
        # What came up within the waiting time of the first goes with it; what is due later than that waits.
        waiting = await intents.waiting_of(connection, body, self._clock.now() + self._group_wait)
        muting = await Muting.load(connection, self._clock.now())
        parts: dict[Part, list[Intent]] = defaultdict(list)
        for intent in waiting:
            if part := await self._part_of(connection, intent, muting):
                parts[part].append(intent)
        for part, told in parts.items():
            await self._write(connection, body, part, told, over=over)
        return len(parts)

    async def _part_of(self, connection: Connection, intent: Intent, muting: Muting) -> Part | None:
        """Where a notice goes; None where it is put off, for as long as something keeps it or until the next digest."""
        alert = await register.load(connection, intent.alert_id)
        if alert is None:
            return Part(intent.hold_reason, intent.desk_reason, None, intent.step)
        matter = await self._routes.matter(connection, alert, intent.body)
        route = self._routes.part(matter)
        if intent.prompt == Prompt.resent:
            return Part(intent.hold_reason, intent.desk_reason, route, intent.step)
        if alert.state is not AlertState.resolved and (mute := await muting.of(connection, alert, matter)):
            await self._mute(connection, intent, mute)
            return None
        if due_at := self._digest(intent, route):
            await intents.postpone(connection, intent.intent_id, due_at)
            return None
        return Part(intent.hold_reason, intent.desk_reason, route, intent.step)

    async def _mute(self, connection: Connection, intent: Intent, mute: Mute) -> None:
        """Put a notice off, and write down why where that is new."""
        await intents.postpone(connection, intent.intent_id, mute.until, muted_by=mute.by)
        alert = await register.load(connection, intent.alert_id, lock=True)
        if alert and intent.muted_by != mute.by:
            reason = f"not told to {intent.body}: {mute.reason}"
            await self._ledger.flip(connection, alert, alert.state, reason=reason, actor=mute.actor)

    def _digest(self, intent: Intent, route: str | None) -> datetime | None:
        """The digest it waits for, if it does; neither the desk nor the next in line gets one."""
        contact = self._routes.contact(intent.body, route)
        if contact is None or contact.digest == "each" or intent.desk_reason or intent.step is not None:
            return None
        due_at = self._hours.next_digest(intent.due_at, contact.digest, contact.zone)
        return due_at if due_at > self._clock.now() else None

    async def _write(
        self, connection: Connection, body: str, part: Part, told: Sequence[Intent], *, over: bool
    ) -> None:  # fmt: skip
        mail_id = mail_id_of(told)
        desk = DeskReason(part.desk) if part.desk else None
        hold = HoldReason(part.hold) if part.hold else HoldReason.batch_limit if over else None
        await mails.add(
            connection, mail_id, "alerts", body, self._clock.now(),
            hold=hold, desk=desk, route=part.route, step=part.step,
        )  # fmt: skip
        await intents.put_into(connection, mail_id, told)


def mail_id_of(told: Sequence[Intent]) -> str:
    """The identity of a mail follows from what it tells, so the same notices are always the same mail."""
    lines = sorted(f"{intent.alert_id}|{intent.body}|{intent.occasion}" for intent in told)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
