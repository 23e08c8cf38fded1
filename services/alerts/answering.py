"""What a body may answer to an alert, and what each answer does: one transaction, once per link."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from schemas.alerts import AlertState
from schemas.assessment import Assessment
from schemas.policy import Answer, AnswerStatus, Definition
from schemas.stats import MilestoneState
from services.alerts.domain.age import Document
from services.alerts.domain.routing import DESK
from services.alerts.ledger import DESK_OWNER, Ledger
from services.alerts.links import AnswerLink
from services.alerts.mail.content import DeskReason
from services.alerts.store import answers, intents, outbox, register
from services.alerts.store.register import Alert, Flip, Notification
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database


class Action(StrEnum):
    """What the page offers."""

    acknowledge = "acknowledge"
    done = "done"
    dispute = "dispute"
    not_ours = "not_ours"
    later = "later"
    define = "define"


class Acceptance(StrEnum):
    """What a body may accept beside its answer."""

    ownership = "ownership"
    target = "target"
    date = "date"


@dataclass(frozen=True, slots=True)
class Given:
    """One filled-in form, checked; `accepts` is what of the alert's subject the body takes for its own."""

    action: Action
    reason: str | None = None
    planned_date: date | None = None
    evidence_url: str | None = None
    until: date | None = None
    definition: Definition | None = None
    accepts: frozenset[Acceptance] = frozenset()
    disputed: str | None = None


Outcome = Literal["recorded", "used", "over", "unknown"]

_STATES = {
    Action.acknowledge: AlertState.acknowledged,
    Action.done: AlertState.resolved,
    Action.dispute: AlertState.disputed,
    Action.not_ours: AlertState.reassigned,
    Action.later: AlertState.snoozed,
    Action.define: AlertState.acknowledged,
}
# What the data desk must look into.
_FOR_THE_DESK = {
    Action.dispute: DeskReason.disputed,
    Action.not_ours: DeskReason.reassigned,
    Action.define: DeskReason.defined,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the holder of a link sees: the alert, the body's part in it, its life, and what the link was used for."""

    alert: Alert
    own: Notification | None
    flips: tuple[Flip, ...]
    used_for: Action | None


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
            own = (await register.notifications(connection, link.alert_id)).get(link.body)
            flips = tuple(await register.flips(connection, link.alert_id))
            used = await answers.used(connection, link.nonce)
        return Opened(alert, own, flips, Action(used[0]) if used else None)

    async def record(self, link: AnswerLink, given: Given) -> Outcome:
        """Take an answer. Only `recorded` has changed anything."""
        async with self._database.transaction() as connection:
            alert = await register.load(connection, link.alert_id, lock=True)
            if alert is None:
                return "unknown"
            if alert.state is AlertState.resolved:
                return "over"
            now = self._clock.now()
            if not await answers.use_nonce(
                connection, link.nonce, alert_id=link.alert_id, body=link.body, action=given.action, at=now
            ):
                return "used"
            await self._take(connection, alert, link, given)
        return "recorded"

    async def _take(self, connection: Connection, alert: Alert, link: AnswerLink, given: Given) -> None:
        now = self._clock.now()
        actor = DESK if link.body == DESK else f"body:{link.body}"
        if link.body == DESK:
            await register.save_notification(connection, alert.alert_id, DESK_OWNER)
        else:
            await self._publish(connection, alert, link.body, given)
        await register.note_answer(connection, alert.alert_id, link.body, now, given.until)
        await self._ledger.flip(connection, alert, _STATES[given.action], reason=_told(given), actor=actor)
        if link.body != DESK and given.action in _FOR_THE_DESK:
            await intents.add(
                connection, alert.alert_id, link.body, f"answer {link.nonce}", at=now, due_at=now,
                desk=_FOR_THE_DESK[given.action],
            )  # fmt: skip

    async def _publish(self, connection: Connection, alert: Alert, body: str, given: Given) -> None:
        """A body's answer is public, in the body's name; wanting to be asked later is none."""
        if given.action is Action.later:
            return
        answer = answer_of(alert, body, given, await answers.of(connection, body, alert.subject), self._clock.now())
        await answers.save(connection, answer)
        await outbox.add(connection, outbox.ANSWERS, f"{body}/{alert.subject}", answer, answer.as_of)


def answer_of(alert: Alert, body: str, given: Given, before: Answer | None, at: datetime) -> Answer:
    """The answer as it is published: the newest stands for all, so what was accepted before stays in it.

    What is disputed is no longer accepted, and who says that it is not theirs accepts nothing.
    """
    document, kept = alert.document, before
    if given.action is Action.not_ours or (before and before.status is AnswerStatus.withdrawn):
        kept = None
    target = document.target if isinstance(document, Assessment) and Acceptance.target in given.accepts else None
    day = _accepted_day(document, given)
    return Answer(
        body=body,
        item=alert.subject,
        status=_status(given),
        reason=given.reason,
        evidence_url=given.evidence_url,
        planned_date=given.planned_date,
        accepts_ownership=_owns(given, kept),
        accepts_target=None if given.disputed == "target" else target or (kept.accepts_target if kept else None),
        accepts_date=None if given.disputed == "date" else day or (kept.accepts_date if kept else None),
        defines=given.definition or (kept.defines if kept else None),
        as_of=at,
        public=True,
    )


def _owns(given: Given, kept: Answer | None) -> bool | None:
    if given.action is Action.not_ours:
        return False
    return True if Acceptance.ownership in given.accepts else kept.accepts_ownership if kept else None


def _accepted_day(document: Document, given: Given) -> date | None:
    """The day that binds the body from now on: the one it named, else the one it accepted."""
    if not isinstance(document, MilestoneState):
        return None
    return given.planned_date or (document.due if Acceptance.date in given.accepts else None)


def _told(given: Given) -> str:
    """What the alert's history says of an answer."""
    said = [given.reason] if given.reason else []
    said += [f"accepts {', '.join(sorted(given.accepts))}"] if given.accepts else []
    if given.definition:
        said += [f"{name} {found}" for name, found in given.definition.model_dump(exclude_none=True).items()]
    if given.until:
        said.append(f"until {given.until}")
    return "; ".join(said) or given.action.value


def _status(given: Given) -> AnswerStatus:
    if given.action is Action.acknowledge:
        return AnswerStatus.measure_planned if given.planned_date else AnswerStatus.acknowledged
    return {
        Action.define: AnswerStatus.acknowledged,
        Action.done: AnswerStatus.done,
        Action.dispute: AnswerStatus.disputed,
        Action.not_ours: AnswerStatus.not_ours,
    }[given.action]
