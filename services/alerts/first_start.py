"""The first start: nobody is flooded with what was there already; one overview per body, and the worst few drifts."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from schemas.alerts import AlertKind
from schemas.assessment import Assessment
from services.alerts.domain.decision import DRIFT_KINDS, Decision
from services.alerts.domain.first import worst
from services.alerts.intake import Intake
from services.alerts.ledger import Ledger
from services.alerts.loops import Turn
from services.alerts.overviews import Found, overviews_of, queue
from services.alerts.store import deployment, subjects
from services.alerts.store.subjects import Sort, Subject
from services.alerts.upstream import Upstream
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database
from services.runtime.health import Health

log = structlog.get_logger()

_SORTS: tuple[Sort, ...] = ("source", "assessment", "milestone")


@dataclass(frozen=True, slots=True)
class FirstStartRules:
    """When all that was there counts as read, and how many drifts get a mail of their own.

    `milestones` are those of the agenda: ingest publishes them behind all figures it had, so they are its end mark.
    """

    quiet: timedelta
    singles: int
    milestones: frozenset[str]


class FirstStart:
    """Ends once per deployment, in one transaction, so that a restart in the middle repeats nothing."""

    def __init__(
        self, database: Database, clock: Clock, intake: Intake, ledger: Ledger, caught_up: asyncio.Event,
        upstream: Upstream, rules: FirstStartRules, health: Health,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._intake, self._ledger = database, clock, intake, ledger
        self._caught_up, self._upstream, self._rules, self._health = caught_up, upstream, rules, health
        self._over = False
        self._newest: datetime | None = None
        self._complete_at: datetime | None = None

    async def turn(self) -> Turn:
        """End the first start when all that there was is published, judged and read, and no more comes.

        Silence alone proves nothing: a part of ours may be down. While figures are on their way others have the work;
        from then on until the overviews are written it is ours. Without any assessment there is nothing to tell yet.
        """
        if self._over:
            return Turn(0)
        newest, complete = await self._look_at_flow()
        self._health.facts["first_start"] = "over" if self._over else "collecting"
        arrived, self._newest = int(newest != self._newest), newest
        if self._over or newest is None or not (complete and await self._upstream.at_rest()):
            self._complete_at = None
            return Turn(0, done=arrived)
        now = self._clock.now()
        self._complete_at = self._complete_at or now
        if now - max(newest, self._complete_at) < self._rules.quiet:
            return Turn(1, done=arrived)
        async with self._database.transaction() as connection:
            if await deployment.end_collecting(connection, now):
                await self._tell(connection)
        return Turn(0, done=1)

    async def _look_at_flow(self) -> tuple[datetime | None, bool]:
        """When the newest assessment came, and whether all that there was at the start is read."""
        async with self._database.transaction() as connection:
            self._over = await deployment.get(connection, deployment.FIRST_START) is not None
            newest = await subjects.newest_assessment_at(connection)
            known = await subjects.names_of(connection, "milestone")
        return newest, self._caught_up.is_set() and self._rules.milestones <= known

    async def _tell(self, connection: Connection) -> None:
        found = [await self._look(connection, s) for sort in _SORTS for s in await subjects.all_of(connection, sort)]
        singles = self._choose(found)
        for item in found:
            subject, decision = item.subject, _only(item.decision, singles.get(item.subject.name))
            await self._ledger.apply(connection, subject.sort, subject.name, subject.document, decision, None)
        editions = [assessment.agenda.edition for assessment in _assessments(found)]
        if editions:
            await deployment.put(connection, deployment.FIRST_EDITION, str(max(editions)), self._clock.now())
        overviews = overviews_of(found, singles)
        for body, overview in overviews.items():
            await queue(connection, body, overview, self._clock.now())
        log.info("first_start_over", subjects=len(found), overviews=len(overviews), singles=sorted(singles))

    async def _look(self, connection: Connection, subject: Subject) -> Found:
        shown = replace(subject, document=await self._intake.as_it_stands(connection, subject.document))
        decision = await self._intake.decide(connection, shown.sort, shown.name, shown.document, None)
        return Found(shown, decision)

    def _choose(self, found: Iterable[Found]) -> Mapping[str, AlertKind]:
        """The few drifts with a mail of their own: subject to kind."""
        drifts = {
            item.subject.document.key: (item.subject.document, notice.kind)
            for item in found
            if isinstance(item.subject.document, Assessment)
            for notice in item.decision.notices
            if notice.kind in DRIFT_KINDS
        }
        chosen = worst([assessment for assessment, _ in drifts.values()], self._rules.singles)
        return {assessment.key: drifts[assessment.key][1] for assessment in chosen}


def _assessments(found: Iterable[Found]) -> list[Assessment]:
    return [item.subject.document for item in found if isinstance(item.subject.document, Assessment)]


def _only(decision: Decision, kind: AlertKind | None) -> Decision:
    """The decision with the notices of one kind, or none."""
    return replace(decision, notices=tuple(notice for notice in decision.notices if notice.kind is kind))
