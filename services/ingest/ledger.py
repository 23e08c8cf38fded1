"""What ingest remembers: the last report of each recipe and the last published snapshot of each series.

The topics are the truth; a copy of the reports lies beside the archive and tells, on a broker that came back empty,
what had been published before.
"""

from collections.abc import Iterable
from pathlib import Path

import structlog
from pydantic import ValidationError

from schemas.base import Event
from schemas.stats import MilestoneState, PollReport, SeriesSnapshot
from services.ingest.archive import write_atomically
from services.runtime.broker import Producer, Reader
from services.runtime.consumer import send_dead_letter
from services.runtime.errors import ConfigError, TransientError
from services.runtime.records import Record

log = structlog.get_logger()

SERIES = "stats.series.v1"
REVISION = "stats.revision.v1"
POLL = "stats.poll.v1"
MILESTONE = "policy.milestone.v1"
_EVENTS: dict[str, type[Event]] = {SERIES: SeriesSnapshot, POLL: PollReport, MILESTONE: MilestoneState}
_PATIENCE = 60


class Ledger:
    """The state in memory. `series` and `reports` change only after the broker has what they say."""

    def __init__(self) -> None:
        self.series: dict[str, SeriesSnapshot] = {}
        self.reports: dict[str, PollReport] = {}
        self.milestones: dict[str, MilestoneState] = {}

    def report(self, recipe: str) -> PollReport | None:
        """The last report of a recipe."""
        return self.reports.get(recipe)

    def sequence(self, recipe: str) -> int:
        """The archive position up to which a recipe's bodies are wholly published."""
        found = self.reports.get(recipe)
        return found.sequence if found else 0

    def of_recipe(self, recipe: str) -> dict[str, SeriesSnapshot]:
        """The series a recipe has published."""
        return {series_id: found for series_id, found in self.series.items() if found.recipe == recipe}

    def take(self, event: Event) -> None:
        """Note what a topic says; of two snapshots of a series the higher version counts."""
        if isinstance(event, SeriesSnapshot):
            known = self.series.get(event.series_id)
            if known is None or event.version >= known.version:
                self.series[event.series_id] = event
        elif isinstance(event, PollReport):
            self.reports[event.recipe] = event
        elif isinstance(event, MilestoneState):
            self.milestones[event.id] = event


async def read_ledger(reader: Reader, dead_letters: Producer) -> Ledger:
    """Read the topics up to the ends they have now. A record that is no such event becomes a dead letter.

    `reader` reads SERIES, POLL and MILESTONE from their beginning. Raises TransientError, also when the end cannot be
    reached: half a memory would publish everything anew.
    """
    ledger, idle = Ledger(), 0
    ends = await reader.ends()
    behind = {position for position, end in ends.items() if end > 0}
    while behind:
        records = await reader.fetch(timeout=1.0, limit=2000)
        for record in records:
            await _take(ledger, record, dead_letters)
            if record.offset + 1 >= ends[record.topic, record.partition]:
                behind.discard((record.topic, record.partition))
        idle = 0 if records else idle + 1
        if idle > _PATIENCE:
            raise TransientError(f"the broker gives no records of {sorted(behind)}")
    return ledger


async def _take(ledger: Ledger, record: Record, dead_letters: Producer) -> None:
    if record.value is None:
        return
    try:
        ledger.take(_EVENTS[record.topic].read(record.value))
    except ValidationError as error:
        log.error("dead_letter", topic=record.topic, offset=record.offset)
        await send_dead_letter(dead_letters, record, service="ingest", reason="invalid", error=error)


class KeptReports:
    """The reports beside the archive, one file a recipe."""

    def __init__(self, folder: Path) -> None:
        """Open or make the folder. Raises ConfigError."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._known = {report.recipe: report for report in self._read(sorted(folder.glob("*.json")))}
        except OSError as error:
            raise ConfigError(f"the reports in {folder} cannot be used: {error}") from error

    def get(self, recipe: str) -> PollReport | None:
        """The report as it was last kept."""
        return self._known.get(recipe)

    def keep(self, report: PollReport) -> None:
        """Write a report; it is there wholly or not at all."""
        write_atomically(self._folder / f"{report.recipe}.json", report.write())
        self._known[report.recipe] = report

    @staticmethod
    def _read(paths: Iterable[Path]) -> Iterable[PollReport]:
        for path in paths:
            try:
                yield PollReport.read(path.read_bytes())
            except ValidationError:
                log.warning("kept_report_unreadable", file=path.name)
