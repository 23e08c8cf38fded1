"""Publishing: revisions before their snapshots, reports after both, each acknowledged before the next begins."""

from collections.abc import Sequence

from schemas.base import Event
from schemas.stats import PollReport
from services.ingest.ledger import POLL, REVISION, SERIES, KeptReports, Ledger
from services.ingest.measures import count_poll, show_levels
from services.ingest.snapshot import Step
from services.runtime.broker import Producer
from services.runtime.clock import Clock
from services.runtime.metrics import Metrics
from services.runtime.records import Message

_BATCH = 250


class Publisher:
    """The only writer of the topics of ingest. Every method raises TransientError when the broker does not take it."""

    def __init__(self, producer: Producer, ledger: Ledger, kept: KeptReports, clock: Clock, metrics: Metrics) -> None:
        self._producer, self._ledger, self._kept = producer, ledger, kept
        self._clock, self._metrics = clock, metrics

    async def steps(self, steps: Sequence[Step], run: str | None) -> None:
        """Publish revisions and snapshots in batches; a crash in between leaves nothing that cannot be said again."""
        for first in range(0, len(steps), _BATCH):
            batch = steps[first : first + _BATCH]
            revisions = [step.revision for step in batch if step.revision]
            await self._producer.send([self._message(REVISION, r.series_id, r, run) for r in revisions])
            await self._producer.send([self._message(SERIES, s.snapshot.series_id, s.snapshot, run) for s in batch])
            for step in batch:
                self._ledger.take(step.snapshot)
                self._metrics.series_published.labels(step.snapshot.source).inc()

    async def report(self, report: PollReport, run: str | None = None, *, quietly: bool = False) -> None:
        """Publish a report and keep it beside the archive; `quietly` only keeps it, so an outage floods no topic."""
        if not quietly:
            await self._producer.send([self._message(POLL, report.recipe, report, run)])
        self._kept.keep(report)
        self._ledger.take(report)
        count_poll(self._metrics, report)
        show_levels(self._metrics, self._ledger.reports.values())

    async def events(self, topic: str, events: Sequence[tuple[str, Event]]) -> None:
        """Publish other events by key."""
        await self._producer.send([self._message(topic, key, event, None) for key, event in events])
        for _, event in events:
            self._ledger.take(event)

    def _message(self, topic: str, key: str, event: Event, run: str | None) -> Message:
        return Message(topic, key, event, "ingest", self._clock.now(), run=run)
