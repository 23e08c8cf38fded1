"""One poll of one recipe: probe, fetch, archive; the desk does the rest."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from schemas.stats import PollOutcome, PollReport
from services.ingest.archive import Entry, Fetch
from services.ingest.connectors.base import Request
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import unpacked
from services.ingest.decode.source_errors import error_of
from services.ingest.desk import PLAN, Desk
from services.ingest.fetch import Fetcher, Headers, Response
from services.ingest.intake import kept_headers, redacted
from services.ingest.outlook import next_try, next_turn
from services.ingest.recipe import Recipe
from services.runtime.errors import TransientError

log = structlog.get_logger()

_PROBE_LIMIT = 1_000_000
_CONDITIONS = {"etag": "if-none-match", "last-modified": "if-modified-since"}


_DOWN = ("unreachable", "leads_away", "retry_after")


@dataclass(frozen=True, slots=True)
class Outage:
    """A source that is down, and when it is tried again."""

    cause: TransientError
    until: datetime


class Unanswered(Exception):
    """The source did not answer; `cause` says why."""

    def __init__(self, cause: TransientError) -> None:
        super().__init__(cause.message)
        self.cause = cause


@dataclass
class Poller:
    """Polls the recipes of one source.

    When the source itself is down (it refuses connections, or asks to be left alone), its other recipes fail with it
    until it is tried again: an outage costs one attempt, not one for every dataset.
    """

    desk: Desk
    fetcher: Fetcher
    jitter: random.Random = field(default_factory=random.Random)
    failures: Counter[str] = field(default_factory=Counter)
    outage: Outage | None = None

    async def poll(self, recipe: Recipe) -> PollReport:
        """Look at a dataset once and publish what came of it.

        A source that does not answer is a report too. Raises TransientError when the broker does not take it.
        """
        if self.outage and self.desk.clock.now() < self.outage.until:
            return await self._failed(recipe, self.outage.cause, self.outage.until)
        try:
            report = await self._look(recipe)
        except Unanswered as unanswered:
            return await self._unanswered(recipe, unanswered.cause)
        self.failures[recipe.id], self.failures[recipe.source], self.outage = 0, 0, None
        return report

    async def _unanswered(self, recipe: Recipe, cause: TransientError) -> PollReport:
        down = any(cause.details.get(sign) for sign in _DOWN)
        who = recipe.source if down else recipe.id
        self.failures[who] += 1
        asked = cause.details.get("retry_after")
        wait = asked if isinstance(asked, float) else None
        again = next_try(self.failures[who], self.desk.clock.now(), wait, self.jitter)
        self.outage = Outage(cause, again) if down else None
        return await self._failed(recipe, cause, again)

    async def _failed(self, recipe: Recipe, cause: TransientError, again: datetime) -> PollReport:
        """Report that the source did not answer; figures keep the date on which they were read.

        Only the first failure of an outage is published, so days of it flood nothing; the kept report follows each.
        """
        now = self.desk.clock.now()
        before = self.desk.ledger.report(recipe.id) or self.desk.blank(recipe)
        report = before.model_copy(
            update={
                **_NOTHING_NEW,
                "outcome": PollOutcome.failed,
                "reason": cause.message,
                "live": True,
                "polled_at": now,
                "next_due": again,
                "unreachable_since": before.unreachable_since or now,
            }
        )
        log.warning("source_unreachable", recipe=recipe.id, error=cause.message)
        await self.desk.publisher.report(report, quietly=before.unreachable_since is not None)
        return report

    async def _look(self, recipe: Recipe) -> PollReport:
        connector, before = self.desk.connectors[recipe.source], self.desk.ledger.report(recipe.id)
        stamps = await self._probed(recipe)
        known = before.validators if before else {}
        same_plan = known.get(PLAN) == self.desk.plan(recipe)
        if before and stamps and same_plan and all(known.get(name) == text for name, text in stamps.items()):
            return await self._unchanged(recipe, before)
        request = connector.request(recipe, self.desk.wanted.get(recipe.id, ()))
        conditions = [(_CONDITIONS[name], text) for name, text in known.items() if same_plan and name in _CONDITIONS]
        answer = await self._get(request, recipe.size_limit, tuple(conditions))
        if answer.status == 304 and before:
            return await self._unchanged(recipe, before)
        entry = self._archived(recipe, request, answer)
        offered = {name: text for name, text in answer.headers if name in _CONDITIONS}
        return await self.desk.take(recipe, entry, validators={**offered, **stamps})

    async def _probed(self, recipe: Recipe) -> dict[str, str]:
        """The stamps of the change probe; none where there is no probe, or it cannot be read: then the data tell."""
        connector = self.desk.connectors[recipe.source]
        probe = connector.probe(recipe)
        if probe is None:
            return {}
        answer = await self._get(probe, _PROBE_LIMIT)
        try:
            body = unpacked(answer.body, _PROBE_LIMIT)
            if answer.status != 200:
                raise error_of(body)
            return connector.validators(body)
        except NotData as error:
            log.warning("probe_unreadable", recipe=recipe.id, reason=error.reason, message=error.message)
            return {}

    async def _get(self, request: Request, limit: int, headers: Headers = ()) -> Response:
        try:
            return await self.fetcher.get(request, limit=limit, headers=headers)
        except TransientError as error:
            raise Unanswered(error) from error

    def _archived(self, recipe: Recipe, request: Request, answer: Response) -> Entry:
        body = answer.body
        if recipe.personal:
            body = redacted(_opened(body, recipe.size_limit), recipe.redact)
        headers = kept_headers(answer.headers)
        fetch = Fetch(
            recipe=recipe.id,
            url=answer.url,
            query=answer.query,
            media_type=headers.get("content-type", "application/octet-stream").partition(";")[0],
            headers=headers,
            asked=request.asked,
            status=answer.status,
            cut=answer.cut,
            retrieved_at=self.desk.clock.now(),
        )
        return self.desk.archive.add(body, fetch)

    async def _unchanged(self, recipe: Recipe, before: PollReport) -> PollReport:
        now = self.desk.clock.now()
        report = before.model_copy(
            update={
                **_NOTHING_NEW,
                "outcome": PollOutcome.unchanged,
                "reason": None,
                "live": True,
                "polled_at": now,
                "last_success_at": now,
                "next_due": next_turn(recipe.schedule, now),
                "unreachable_since": None,
            }
        )
        await self.desk.publisher.report(report)
        return report


_NOTHING_NEW: dict[str, object] = {"series_changed": 0, "changes": {}, "suspects": 0, "durations": {}}


def _opened(body: bytes, limit: int) -> bytes:
    try:
        return unpacked(body, limit)
    except NotData:
        return b""
