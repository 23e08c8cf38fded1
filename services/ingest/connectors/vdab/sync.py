"""One poll of the Vacature API: the register brought up to date, archived reduced, counted like any other body."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import structlog

from schemas.stats import PollOutcome, PollReport
from services.ingest.archive import Entry, Fetch
from services.ingest.connectors.vdab.api import LONGEST_WINDOW, VacancyApi
from services.ingest.connectors.vdab.errors import AccessRefused
from services.ingest.connectors.vdab.register import Register
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import unpacked
from services.ingest.desk import Desk
from services.ingest.outlook import next_try, next_turn
from services.ingest.recipe import Recipe
from services.runtime.errors import TransientError

log = structlog.get_logger()

OVERLAP = timedelta(hours=1)


@dataclass
class VacancyPoller:
    """Keeps the register of one recipe. Its last state is the last body in the archive; there is no other memory."""

    desk: Desk
    api: VacancyApi
    jitter: Random = field(default_factory=Random)
    failures: Counter[str] = field(default_factory=Counter)

    async def poll(self, recipe: Recipe) -> PollReport:
        """Ask for what changed, or for everything where too long has passed, and publish the counts.

        Nothing is archived unless every page came. Raises TransientError when the broker does not take the report.
        """
        now = self.desk.clock.now()
        try:
            register, asked = await self._renewed(recipe, now)
        except AccessRefused as refused:
            return await self._refused(recipe, PollOutcome.failed, refused.message, next_turn(recipe.schedule, now))
        except NotData as error:
            reason, again = f"{error.reason}: {error.message}", next_turn(recipe.schedule, now)
            return await self._refused(recipe, PollOutcome.quarantined, reason, again)
        except TransientError as error:
            self.failures[recipe.id] += 1
            wait = error.details.get("retry_after")
            again = next_try(self.failures[recipe.id], now, wait if isinstance(wait, float) else None, self.jitter)
            return await self._refused(recipe, PollOutcome.failed, error.message, again, down=True)
        self.failures[recipe.id] = 0
        return await self.desk.take(recipe, self.desk.archive.add(register.body(), self._fetch(recipe, asked, now)))

    async def _renewed(self, recipe: Recipe, now: datetime) -> tuple[Register, str]:
        """The register at `now`, and what was asked for it."""
        known = self._last(recipe)
        if known is None or now - known.as_of > LONGEST_WINDOW:
            told = await self.api.everything(now)
            return Register(now, now).changed(told.vacancies, told.gone, now, told.unreadable), "/vacatures/initial"
        told = await self.api.changes(known.as_of - OVERLAP, now)
        return known.changed(told.vacancies, told.gone, now, told.unreadable), "/vacatures/bulk"

    def _last(self, recipe: Recipe) -> Register | None:
        """The newest register of the archive that can be read."""
        entries: Sequence[Entry] = self.desk.archive.entries(recipe.id)
        for entry in reversed(entries):
            try:
                return Register.read(unpacked(self.desk.archive.body(entry), recipe.size_limit))
            except NotData as error:
                log.warning("register_unreadable", recipe=recipe.id, sha256=entry.sha256, reason=error.reason)
        return None

    def _fetch(self, recipe: Recipe, asked: str, now: datetime) -> Fetch:
        return Fetch(
            recipe=recipe.id,
            url=self.api.home + asked,
            media_type="application/json",
            retrieved_at=now,
            note="Reduced to what is counted before it was stored: no contacts, employers, addresses or texts.",
        )

    async def _refused(
        self, recipe: Recipe, outcome: PollOutcome, reason: str, again: datetime, *, down: bool = False
    ) -> PollReport:
        """The report of a poll that brought nothing; what was known before still stands."""
        now = self.desk.clock.now()
        before = self.desk.ledger.report(recipe.id) or self.desk.blank(recipe)
        update: dict[str, object] = {
            "outcome": outcome,
            "reason": reason,
            "live": True,
            "polled_at": now,
            "next_due": again,
            "unreachable_since": (before.unreachable_since or now) if down else before.unreachable_since,
            "series_changed": 0,
            "changes": {},
            "durations": {},
        }
        if outcome is PollOutcome.quarantined:
            # what came may hold personal data, so there are no bytes to look at
            update["raw_sha256"] = None
        report = before.model_copy(update=update)
        log.warning("vacancies_not_read", recipe=recipe.id, reason=reason)
        await self.desk.publisher.report(report, quietly=before.outcome is outcome)
        return report
