"""Takes what the holder of a link answers: at once, or once the body's functional mailbox has confirmed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.alerts import AlertState
from schemas.base import Text
from schemas.policy import Answer, AnswerStatus
from services.alerts.domain.answers import STATES, Action, Given, Said, answer_of
from services.alerts.domain.routing import DESK
from services.alerts.ledger import DESK_OWNER, Ledger
from services.alerts.links import AnswerLink, DecisionLink
from services.alerts.mail.content import DeskReason, Language
from services.alerts.notes import ask_to_confirm, send_receipt
from services.alerts.store import answers, intents, notifications, outbox, register, submissions
from services.alerts.store.notifications import Notification
from services.alerts.store.register import Alert, Flip
from services.alerts.store.submissions import State, Submission
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database

Outcome = Literal["recorded", "waiting", "used", "over", "unknown"]
Decided = Literal["confirmed", "discarded", "was_confirmed", "was_discarded", "unknown"]

# What the data desk must look into.
_FOR_THE_DESK = {
    Action.dispute: DeskReason.disputed,
    Action.not_ours: DeskReason.reassigned,
    Action.define: DeskReason.defined,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the holder of a link sees: the alert, the body's part in it and its life.

    `used_for` is what the link was used for, `standing` what the body has said, `waiting` what waits to be confirmed,
    `others` the body's other alerts that have not ended.
    """

    alert: Alert
    own: Notification | None
    flips: tuple[Flip, ...]
    used_for: Action | None
    standing: Answer | None = None
    waiting: Submission | None = None
    others: tuple[Alert, ...] = ()

    @property
    def is_over(self) -> bool:
        """Nothing is left to answer: it has ended, and not by anything the body said."""
        return self.alert.state is AlertState.resolved and self.standing is None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody answered in the name of a body, alert by alert, and whether the body has decided on it."""

    state: State
    body: Text
    items: tuple[tuple[Alert, Given], ...]


class Answering:
    """Reads alerts for the holder of a link, and takes one answer per link."""

    def __init__(self, database: Database, clock: Clock, ledger: Ledger) -> None:
        self._database, self._clock, self._ledger = database, clock, ledger

    async def open(self, link: AnswerLink) -> Opened | None:
        """Look, and change nothing; None for an alert that is not there."""
        async with self._database.transaction() as connection:
            alert = await register.load(connection, link.alert_id)
            if alert is None:
                return None
            known = await notifications.of_alert(connection, link.alert_id)
            used = await answers.used(connection, link.nonce)
            active = await register.active_of(connection, link.body) if link.body != DESK else []
            return Opened(
                alert,
                known.get(link.body),
                tuple(await register.flips(connection, link.alert_id)),
                Action(used[0]) if used else None,
                await _standing(connection, link.body, alert),
                await submissions.waiting_about(connection, link.body, link.alert_id),
                tuple(other for other in active if other.alert_id != alert.alert_id),
            )

    async def submit(self, body: str, nonce: str, language: Language, said: Sequence[Said]) -> Outcome:
        """Take one form's answers, all or none; `recorded` and `waiting` have used the nonce up.

        What will be public in a body's name waits until its functional mailbox has confirmed it.
        """
        at_once = body == DESK or not any(one.given.is_public for one in said)
        async with self._database.transaction() as connection:
            alerts = await _lock(connection, said)
            if not alerts:
                return "unknown"
            if all([await _is_over(connection, body, alert) for alert in alerts]):
                return "over"
            now, first = self._clock.now(), said[0]
            if not await answers.use_nonce(
                connection, nonce, alert_id=first.alert_id, body=body, action=first.given.action, at=now
            ):
                return "used"
            state: Literal["confirmed", "waiting"] = "confirmed" if at_once else "waiting"
            made = Submission(nonce, body, tuple(said), language, state, now)
            await submissions.save(connection, made)
            if at_once:
                await self._settle(connection, made, alerts, actor=body)
                return "recorded"
            await ask_to_confirm(connection, made, now)
            return "waiting"

    async def look(self, link: DecisionLink) -> Proposed | None:
        """What waits to be confirmed, or was; None where there is no such thing."""
        async with self._database.transaction() as connection:
            made = await submissions.load(connection, link.submission_id)
            if made is None:
                return None
            alerts = [await register.load(connection, one.alert_id) for one in made.said]
            known = await notifications.of_alert(connection, made.said[0].alert_id)
            name = known[made.body].owner.name if made.body in known else Text(en=made.body, nl=made.body)
        items = tuple((alert, one.given) for alert, one in zip(alerts, made.said, strict=True) if alert)
        return Proposed(made.state, name, items)

    async def decide(self, link: DecisionLink, *, agree: bool) -> Decided:
        """Let an answer stand, or drop it. Only `confirmed` and `discarded` have changed anything."""
        async with self._database.transaction() as connection:
            found = await submissions.load(connection, link.submission_id, lock=True)
            if found is None:
                return "unknown"
            if found.state != "waiting":
                return "was_confirmed" if found.state == "confirmed" else "was_discarded"
            decision: Literal["confirmed", "discarded"] = "confirmed" if agree else "discarded"
            await submissions.decide(connection, found.submission_id, decision, self._clock.now())
            if agree:
                alerts = await _lock(connection, found.said)
                await self._settle(connection, found, alerts or (), actor=link.by)
            return decision

    async def _settle(self, connection: Connection, made: Submission, alerts: Sequence[Alert], *, actor: str) -> None:
        """Let every answer of a form take effect, and tell the body so."""
        for alert, one in zip(alerts, made.said, strict=True):
            await self._take(connection, alert, made, one.given, actor)
        if made.body != DESK:
            await send_receipt(connection, made, self._clock.now())

    async def _take(self, connection: Connection, alert: Alert, made: Submission, given: Given, actor: str) -> None:
        now, body = self._clock.now(), made.body
        flips = await register.flips(connection, alert.alert_id)
        if body == DESK:
            await notifications.save(connection, alert.alert_id, DESK_OWNER)
        elif given.is_public:
            await self._publish(connection, alert, body, given)
        if given.action is Action.withdraw:
            await notifications.forget_answer(connection, alert.alert_id, body)
        else:
            await notifications.note_answer(connection, alert.alert_id, body, now, given.until)
        if alert.state is not AlertState.resolved or _ended_by(body, flips):
            by = DESK if actor == DESK else f"body:{body}"
            await self._ledger.flip(connection, alert, STATES[given.action], reason=given.told, actor=by)
        if body != DESK and given.action in _FOR_THE_DESK:
            await intents.add(
                connection, alert.alert_id, body, f"answer {made.submission_id}", at=now, due_at=now,
                desk=_FOR_THE_DESK[given.action],
            )  # fmt: skip

    async def _publish(self, connection: Connection, alert: Alert, body: str, given: Given) -> None:
        before = await answers.of(connection, body, alert.subject)
        answer = answer_of(alert.document, alert.subject, body, given, before, self._clock.now())
        await answers.save(connection, answer)
        await outbox.add(connection, outbox.ANSWERS, f"{body}/{alert.subject}", answer, answer.as_of)


async def _lock(connection: Connection, said: Sequence[Said]) -> tuple[Alert, ...] | None:
    """The alerts, in the order of what is said of them, locked in the order of their ids; None where one is not."""
    found = {
        alert_id: await register.load(connection, alert_id, lock=True)
        for alert_id in sorted({one.alert_id for one in said})
    }
    alerts = [found[one.alert_id] for one in said]
    return tuple(alert for alert in alerts if alert) if all(alerts) else None


async def _standing(connection: Connection, body: str, alert: Alert) -> Answer | None:
    """What the body has said of the alert's subject, and not taken back."""
    answer = await answers.of(connection, body, alert.subject)
    return None if answer is None or answer.status is AnswerStatus.withdrawn else answer


async def _is_over(connection: Connection, body: str, alert: Alert) -> bool:
    return alert.state is AlertState.resolved and await _standing(connection, body, alert) is None


def _ended_by(body: str, flips: Sequence[Flip]) -> bool:
    return bool(flips) and flips[-1].actor == f"body:{body}"
