"""Stage 1: assessments, milestones and poll reports become alerts and notices, in the transaction of their offsets."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import structlog

from schemas.agenda import Change
from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import Answer
from schemas.stats import MilestoneState, PollReport
from services.alerts.domain import assessments, milestones, sources
from services.alerts.domain.age import Document, is_older
from services.alerts.domain.decision import Decision, Handled, Known
from services.alerts.domain.editions import NO_CHANGES, Editions
from services.alerts.domain.routing import CANARY
from services.alerts.ledger import Ledger
from services.alerts.ownership import MilestoneOwners
from services.alerts.reminding import Reminding
from services.alerts.store import answers, deployment, mails, register, subjects
from services.alerts.store.subjects import Sort
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Connection
from services.runtime.milestones import as_it_stands, waits_for
from services.runtime.records import Record

log = structlog.get_logger()

_EVENTS: Mapping[str, type[Event]] = {
    "policy.assessment.v1": Assessment,
    "policy.milestone.v1": MilestoneState,
    "stats.poll.v1": PollReport,
}
TOPICS = tuple(_EVENTS)
_CANARIES_KEPT = timedelta(days=2)


def check(record: Record) -> object:
    """Raises ValidationError for a record that is not what its topic promises. A tombstone takes nothing back."""
    return None if record.value is None else _EVENTS[record.topic].read(record.value)


class Intake:
    """What one document means, asked of the rules and written to the ledger."""

    def __init__(
        self, clock: Clock, ledger: Ledger, reminding: Reminding, owners: MilestoneOwners,
        changes: Mapping[int, Change] = NO_CHANGES,
    ) -> None:  # fmt: skip
        """`owners` names those of a milestone, which carries an id only; `changes` are the agenda's editions."""
        self._clock, self._ledger, self._reminding = clock, ledger, reminding
        self._owners, self._changes = owners, changes

    async def handle(self, connection: Connection, records: Sequence[Record]) -> None:
        """Take a batch. While the first start collects, documents are kept and nothing is decided."""
        collecting = await deployment.is_collecting(connection)
        for record in records:
            if record.value is not None:
                await self._take(connection, record, _EVENTS[record.topic].read(record.value), collecting=collecting)

    async def as_it_stands(self, connection: Connection, document: Document) -> Document:
        """What the rules and readers are shown: a milestone with its answers, in its present round."""
        if not isinstance(document, MilestoneState):
            return document
        return as_it_stands(document, await answers.about(connection, document.id), self._today())

    async def decide(
        self, connection: Connection, sort: Sort, name: str, document: Document, handled: Handled | None
    ) -> Decision:
        """Ask the rules about a document as it stands, with the subject's alerts as they are (locked from here on)."""
        known = await register.states(connection, sort, name)
        if isinstance(document, Assessment):
            down = frozenset(await subjects.down_since(connection))
            return assessments.decide(document, handled, known, down, await self._editions(connection, handled))
        if isinstance(document, MilestoneState):
            waits = await self._waits_for(connection, document)
            return self.weigh(document, handled, known, waits, await answers.about_ownership(connection))
        return sources.decide(document, known, self._clock.now())

    def weigh(
        self, milestone: MilestoneState, handled: Handled | None, known: Known, waits: Sequence[str],
        said: Sequence[Answer],
    ) -> Decision:  # fmt: skip
        """Ask the rules about a milestone as it stands: `waits` is what it waits for, `said` is about ownership."""
        owners = self._owners(milestone, self._today(), said)
        return milestones.decide(milestone, owners, self._today(), handled, known, waits)

    async def _take(self, connection: Connection, record: Record, event: Event, *, collecting: bool) -> None:
        if isinstance(event, Assessment) and event.canary:
            return await _queue_canary(connection, event, self._clock)
        sort, name, document = _identify(event)
        stored = await subjects.load(connection, sort, name)
        if stored and is_older(document, stored.document):
            log.info("older_ignored", sort=sort, subject=name)
            return None
        await subjects.save(connection, sort, name, document, self._clock.now())
        if collecting:
            return None
        handled = stored.handled if stored else None
        shown = await self.as_it_stands(connection, document)
        decision = await self.decide(connection, sort, name, shown, handled)
        if record.run:
            decision = decision.silenced()
        await self._ledger.apply(connection, sort, name, shown, decision, handled, trace=record.traceparent)
        if isinstance(shown, Assessment) and decision.standing:
            await self._reminding.of_figure(connection, shown, decision.standing)
        return None

    async def _editions(self, connection: Connection, handled: Handled | None) -> Editions:
        """The edition the first start ended with is asked for only where nothing has been handled yet."""
        began = await deployment.get(connection, deployment.FIRST_EDITION) if handled is None else None
        return Editions(int(began) if began else None, self._changes)

    async def _waits_for(self, connection: Connection, milestone: MilestoneState) -> tuple[str, ...]:
        """What it depends on that was never done; asked only where it depends on something."""
        if not milestone.depends_on:
            return ()
        others = await subjects.milestones(connection, milestone.depends_on)
        stand = {
            name: as_it_stands(other, await answers.about(connection, name), self._today())
            for name, other in others.items()
        }
        return waits_for(milestone, stand)

    def _today(self) -> date:
        return brussels_date(self._clock)


def _identify(event: Event) -> tuple[Sort, str, Document]:
    if isinstance(event, Assessment):
        return "assessment", event.key, event
    if isinstance(event, MilestoneState):
        return "milestone", event.id, event
    if isinstance(event, PollReport):
        return "source", event.recipe, event
    raise TypeError(f"{type(event).__name__} is no subject of alerts")


async def _queue_canary(connection: Connection, assessment: Assessment, clock: Clock) -> None:
    """Straight to the outbox: no grouping, no brake; the same canary twice is one mail."""
    text = assessment.model_dump_json(exclude_none=True)
    mail_id = hashlib.sha256(f"canary|{text}".encode()).hexdigest()[:32]
    set_out = max((found.retrieved_at for found in assessment.inputs), default=clock.now())
    details = {"assessment": text, "set_out": set_out.isoformat()}
    await mails.forget_canaries(connection, clock.now() - _CANARIES_KEPT)
    await mails.add(connection, mail_id, "canary", CANARY, clock.now(), details=details)
