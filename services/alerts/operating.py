"""What an operator does with alerts: find, take note, put off, silence, send again. Acts as a role, with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schemas.alerts import AlertState
from services.alerts.domain.silences import Scope
from services.alerts.ledger import DESK_OWNER, Ledger
from services.alerts.mail.content import Prompt, Reminder
from services.alerts.store import intents, notifications, register, shown, silences
from services.alerts.store.notifications import Notification
from services.alerts.store.register import Alert, Flip
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database
from services.runtime.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Whole:
    """One alert with everything that hangs on it."""

    alert: Alert
    known: dict[str, Notification]
    flips: tuple[Flip, ...]
    mails: list[dict[str, Any]]


class Operator:
    """Every method is one transaction. Raises ConfigError for what is not there or makes no sense, saying what does."""

    def __init__(self, database: Database, clock: Clock, ledger: Ledger) -> None:
        self.database, self.clock, self._ledger = database, clock, ledger

    async def show(self, name: str) -> Whole:
        """The alert of this id or fingerprint."""
        async with self.database.transaction() as connection:
            alert = await self._load(connection, name)
            return Whole(
                alert,
                await notifications.of_alert(connection, alert.alert_id),
                tuple(await register.flips(connection, alert.alert_id)),
                await shown.mails_of(connection, alert.alert_id),
            )

    async def acknowledge(self, name: str, *, role: str, reason: str) -> Alert:
        """It is being dealt with: nobody is pressed for an answer any more."""
        async with self.database.transaction() as connection:
            alert = await self._load_open(connection, name)
            await self._dealt_with(connection, alert, None)
            await self._ledger.flip(connection, alert, AlertState.acknowledged, reason=reason, actor=role)
        return alert

    async def snooze(self, name: str, *, until: date, role: str, reason: str) -> Alert:
        """Nobody is told before this day; then everybody concerned is."""
        async with self.database.transaction() as connection:
            alert = await self._load_open(connection, name)
            await self._dealt_with(connection, alert, until)
            await self._ledger.flip(
                connection, alert, AlertState.snoozed, reason=f"{reason}; until {until}", actor=role
            )  # fmt: skip
        return alert

    async def resend(self, name: str, *, body: str | None, role: str, reason: str) -> list[str]:
        """Tell it again, to one body or all concerned; returns them."""
        async with self.database.transaction() as connection:
            alert = await self._load_open(connection, name)
            known = sorted(await notifications.of_alert(connection, alert.alert_id))
            if body is not None and body not in known:
                raise ConfigError(
                    f"{alert.alert_id} does not concern {body}; it concerns {', '.join(known) or 'nobody'}"
                )
            told, at = [body] if body else known, self.clock.now()
            for one in told:
                await intents.add(
                    connection, alert.alert_id, one, f"resend {at.isoformat()}", at=at, due_at=at,
                    reminder=Reminder(prompt=Prompt.resent),
                )  # fmt: skip
            why = f"sent again to {', '.join(told)}: {reason}"
            await self._ledger.flip(connection, alert, alert.state, reason=why, actor=role)
        return told

    async def silence(
        self, scope: Scope, *, starts_at: datetime | None, ends_at: datetime, role: str, reason: str
    ) -> int:  # fmt: skip
        """Keep back what the scope covers; returns the silence's number. What is in a mail already goes."""
        now = self.clock.now()
        begin = starts_at or now
        if ends_at <= max(begin, now):
            raise ConfigError(
                f"the silence would end on {ends_at:%Y-%m-%d %H:%M} UTC, before it begins; give a later end"
            )
        async with self.database.transaction() as connection:
            return await silences.add(connection, scope, actor=role, reason=reason, starts_at=begin, ends_at=ends_at)

    async def end_silence(self, number: int) -> None:
        """Let go what a silence keeps back."""
        async with self.database.transaction() as connection:
            if not await silences.end(connection, number, self.clock.now()):
                raise ConfigError(f"there is no silence {number} that still holds; --list shows those that do")

    async def _dealt_with(self, connection: Connection, alert: Alert, until: date | None) -> None:
        known = await notifications.of_alert(connection, alert.alert_id)
        if not known:
            await notifications.save(connection, alert.alert_id, DESK_OWNER)
        for body in known or (DESK_OWNER.body,):
            await notifications.note_answer(connection, alert.alert_id, body, self.clock.now(), until)

    async def _load_open(self, connection: Connection, name: str) -> Alert:
        alert = await self._load(connection, name, lock=True)
        if alert.state is AlertState.resolved:
            raise ConfigError(f"{alert.alert_id} has ended; nothing can be done about it until it opens again")
        return alert

    async def _load(self, connection: Connection, name: str, *, lock: bool = False) -> Alert:
        found = await shown.find(connection, name)
        if len(found) > 1:
            raise ConfigError(f"{name} may be any of {', '.join(found[:5])}; give more letters")
        alert = await register.load(connection, found[0], lock=lock) if found else None
        if alert is None:
            raise ConfigError(f"there is no alert {name!r}; `koers alerts list --all` shows ids and fingerprints")
        return alert
