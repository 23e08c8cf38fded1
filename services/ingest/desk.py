"""The working desk of ingest: takes one archived body of a recipe all the way to its report."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from schemas.series import SeriesId
from schemas.stats import PollOutcome, PollReport, RawReference
from services.ingest.archive import Archive, Entry
from services.ingest.connectors.base import Connector
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData, SourceSaid, TooLarge
from services.ingest.decode.guard import unpacked
from services.ingest.decode.source_errors import error_of
from services.ingest.digest import Digest, digest
from services.ingest.ledger import Ledger
from services.ingest.outlook import next_release, next_turn, seems_frozen
from services.ingest.publisher import Publisher
from services.ingest.recipe import Recipe
from services.ingest.snapshot import Body
from services.runtime.clock import Clock
from services.runtime.metrics import Metrics

log = structlog.get_logger()

PLAN = "plan"
"""Name of the validator that tells whether recipe and wanted series are those of the last report."""

Wanted = Mapping[str, Sequence[SeriesId]]


@dataclass(frozen=True)
class Desk:
    """What every poll needs. `wanted` are the series of the agenda by recipe."""

    archive: Archive
    ledger: Ledger
    publisher: Publisher
    connectors: Mapping[str, Connector]
    wanted: Wanted
    clock: Clock
    metrics: Metrics
    timer: "Timer" = field(default_factory=lambda: Timer())

    async def take(
        self, recipe: Recipe, entry: Entry, *, run: str | None = None, validators: Mapping[str, str] | None = None
    ) -> PollReport:
        """Decode, check, compare and publish one archived body; the report says how it ended and is published last.

        A body that is no data is quarantined: its bytes stay in the archive, nothing of it is published. Raises
        TransientError when the broker does not take what is published.
        """
        stages = self.timer.start()
        read = self._read(recipe, entry, stages)
        if isinstance(read, NotData):
            report = self._refused(recipe, entry, read, stages.laps)
        else:
            answer, found = read
            await self.publisher.steps(found.steps, run)
            stages.lap("publish")
            report = self._accepted(recipe, entry, answer, found, {**(validators or {}), PLAN: self.plan(recipe)})
            report = report.model_copy(update={"durations": stages.laps})
        await self.publisher.report(report, run)
        self._measure(entry, report)
        return report

    def _read(self, recipe: Recipe, entry: Entry, stages: "Stages") -> tuple[Answer, Digest] | NotData:
        """The body and what it changes, or why it is set apart."""
        try:
            answer = self._decode(recipe, entry)
            stages.lap("decode")
            found = self._digest(recipe, entry, answer)
            stages.lap("compare")
        except NotData as error:
            return error
        except Exception as fault:
            # a fault of ours in reading one dataset must not stop the others; it is told like a quarantine
            log.exception("fault", recipe=recipe.id, sha256=entry.sha256)
            return NotData("fault", f"Koers failed to read the body: {type(fault).__name__}: {fault}")
        return answer, found

    def plan(self, recipe: Recipe) -> str:
        """A hash of the recipe and of what is wanted of it; another plan reads the last body anew."""
        wanted = "\n".join(sorted(str(series_id) for series_id in self.wanted.get(recipe.id, ())))
        return hashlib.sha256(f"{recipe.model_dump_json()}\n{wanted}".encode()).hexdigest()[:16]

    def _decode(self, recipe: Recipe, entry: Entry) -> Answer:
        if entry.cut:
            raise TooLarge(f"the body is longer than the limit of {recipe.size_limit} bytes")
        body = unpacked(self.archive.body(entry), recipe.size_limit)
        if entry.status != 200:
            raise error_of(body)
        return self.connectors[recipe.source].decode(recipe, body)

    def _digest(self, recipe: Recipe, entry: Entry, answer: Answer) -> Digest:
        known = self.ledger.of_recipe(recipe.id)
        return digest(answer, recipe, self.wanted.get(recipe.id, ()), known, entry.asked, body_of(entry, answer))

    def _accepted(
        self, recipe: Recipe, entry: Entry, answer: Answer, found: Digest, validators: Mapping[str, str]
    ) -> PollReport:
        held = [snapshot for snapshot in self.ledger.of_recipe(recipe.id).values() if snapshot.observations]
        return self.blank(recipe, entry).model_copy(
            update={
                "outcome": PollOutcome.changed if found.steps else PollOutcome.unchanged,
                "last_success_at": entry.retrieved_at,
                "published_at": answer.updated,
                "retrieved_at": entry.retrieved_at,
                "raw_sha256": entry.sha256,
                "validators": dict(validators),
                "series": len(held),
                "series_changed": len(found.steps),
                "observations": sum(len(snapshot.observations) for snapshot in held),
                "changes": found.changes,
                "suspects": found.suspects,
                "missing": tuple(map(str, found.unmet)),
                "next_release": next_release(recipe.rhythm, found.newest),
                "reason": self._remark(recipe, entry, found),
            }
        )

    def _remark(self, recipe: Recipe, entry: Entry, found: Digest) -> str | None:
        """What a reader of a good report should still know: a loosely dated recording, a dataset that seems frozen."""
        if recipe.successor and found.newest and seems_frozen(recipe.rhythm, found.newest, self.clock.now()):
            return f"no figure after {found.newest.label}; {recipe.successor} may have taken over"
        if entry.dating != "exact":
            return f"a recording, dated {entry.retrieved_at:%Y-%m-%d}: of its reading only the {entry.dating} is known"
        return None

    def _refused(self, recipe: Recipe, entry: Entry, error: NotData, durations: dict[str, float]) -> PollReport:
        """The report of a body that is no data; what was known before still stands."""
        waits = isinstance(error, SourceSaid) and error.retry
        log.warning("quarantined", recipe=recipe.id, reason=error.reason, message=error.message, sha256=entry.sha256)
        before = self.ledger.report(recipe.id)
        return (before or self.blank(recipe, entry)).model_copy(
            update={
                "outcome": PollOutcome.failed if waits else PollOutcome.quarantined,
                "reason": f"{error.reason}: {error.message}",
                "live": entry.live,
                "polled_at": entry.retrieved_at,
                "next_due": next_turn(recipe.schedule, self.clock.now()),
                "raw_sha256": entry.sha256,
                "sequence": entry.sequence,
                "unreachable_since": None,
                "durations": durations,
                "series_changed": 0,
                "changes": {},
            }
        )

    def blank(self, recipe: Recipe, entry: Entry | None = None) -> PollReport:
        """A report of nothing yet, with what the recipe says."""
        now = self.clock.now()
        return PollReport(
            recipe=recipe.id,
            source=recipe.source,
            dataset=recipe.dataset,
            outcome=PollOutcome.suspended,
            live=entry.live if entry else True,
            polled_at=entry.retrieved_at if entry else now,
            next_due=next_turn(recipe.schedule, now),
            sequence=entry.sequence if entry else 0,
            attribution=recipe.attribution,
            rhythm=recipe.rhythm.note,
        )

    def _measure(self, entry: Entry, report: PollReport) -> None:
        self.metrics.read_bytes.labels(report.source).inc(entry.bytes)
        for stage, seconds in report.durations.items():
            self.metrics.poll_seconds.labels(stage).observe(seconds)
        for kind, count in report.changes.items():
            self.metrics.changes.labels(kind.value).inc(count)
        if report.outcome is PollOutcome.quarantined:
            self.metrics.quarantined.labels(report.source).inc()


@dataclass
class Stages:
    """Seconds per stage of one poll."""

    timer: "Timer"
    last: float
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        """End a stage."""
        now = self.timer.monotonic()
        self.laps[name] = round(now - self.last, 4)
        self.last = now


class Timer:
    """Measures stages; a fixed one makes reports equal."""

    def monotonic(self) -> float:
        return time.perf_counter()

    def start(self) -> Stages:
        """Begin to measure."""
        return Stages(self, self.monotonic())


def body_of(entry: Entry, answer: Answer) -> Body:
    """Where the figures of an archived body come from."""
    raw = RawReference(
        sha256=entry.sha256, url=entry.url, media_type=entry.media_type, bytes=entry.bytes, query=entry.query
    )
    return Body(raw, entry.retrieved_at, answer.updated, entry.live)
