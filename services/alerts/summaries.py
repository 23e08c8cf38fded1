"""What another edition of the agenda changed for a body, told in one mail where the deployment wants it told at all."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import structlog

from schemas.agenda import Change
from schemas.assessment import Assessment, Owner
from services.alerts import overviews
from services.alerts.domain.editions import changed_verdict
from services.alerts.loops import Turn
from services.alerts.store import deployment, subjects
from services.alerts.upstream import Upstream
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database

log = structlog.get_logger()


class EditionSummaries:
    """Writes once per edition, when everything is judged by it; the edition that alerting began with is no change."""

    def __init__(
        self, database: Database, clock: Clock, upstream: Upstream, changes: Mapping[int, Change], *, quiet: timedelta
    ) -> None:  # fmt: skip
        """`quiet` is how long no assessment must have come, as after the first start."""
        self._database, self._clock, self._upstream = database, clock, upstream
        self._changes, self._quiet = changes, quiet

    async def turn(self) -> Turn:
        """Look whether an edition is to be told."""
        async with self._database.transaction() as connection:
            edition = await self._untold(connection)
        if edition is None or not await self._upstream.at_rest():
            return Turn(0)
        async with self._database.transaction() as connection:
            await deployment.decide_alone(connection)
            if await self._untold(connection) != edition:
                return Turn(1)
            await self._tell(connection, edition)
        return Turn(0, done=1)

    async def _untold(self, connection: Connection) -> int | None:
        """The newest edition something was judged by, once no assessment has come for a while; None if it is told."""
        began = await deployment.get(connection, deployment.FIRST_EDITION)
        newest, received_at = await subjects.newest_edition(connection)
        if began is None or newest is None or received_at is None or self._clock.now() - received_at < self._quiet:
            return None
        told = await deployment.get(connection, deployment.TOLD_EDITION)
        return newest if newest > max(int(began), int(told or began)) else None

    async def _tell(self, connection: Connection, edition: int) -> None:
        found = [subject.document for subject in await subjects.all_of(connection, "assessment")]
        change = self._changes.get(edition)
        bodies = _owners(a for a in found if isinstance(a, Assessment) and changed_verdict(a, edition))
        for owner in bodies.values():
            overview = overviews.Overview(owner.name, owner.accepted, [heir.name for heir in owner.successors])
            await overviews.queue(
                connection, owner.body, overview, self._clock.now(), edition=edition, why=change.why if change else None
            )
        await deployment.put(connection, deployment.TOLD_EDITION, str(edition), self._clock.now())
        log.info("edition_told", edition=edition, bodies=sorted(bodies))


def _owners(changed: Iterable[Assessment]) -> dict[str, Owner]:
    return {owner.body: owner for assessment in changed for owner in overviews.owners_of(assessment)}
