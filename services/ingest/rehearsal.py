"""Ingest without consequences: the real desk on what is archived, publishing to nobody and keeping nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.agenda import Agenda
from schemas.base import Event
from schemas.stats import PollReport, SeriesRevision, SeriesSnapshot
from services.ingest.archive import Archive, Entry, Fetch, FileArchive, MemoryArchive, sha256_of
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.decisions import Decisions
from services.ingest.desk import Desk, Wanted
from services.ingest.ledger import Ledger
from services.ingest.publisher import Publisher
from services.ingest.recipe import Recipe
from services.ingest.recordings import import_recordings
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import Clock
from services.runtime.metrics import Metrics
from services.runtime.records import Message


class Layered:
    """An archive over another one: what is added is kept in memory and forgotten."""

    def __init__(self, below: Archive) -> None:
        self._below, self._bodies = below, dict[str, bytes]()
        self._journal = list(below.entries())

    def add(self, body: bytes, fetch: Fetch) -> Entry:
        sequence = self._journal[-1].sequence + 1 if self._journal else 1
        entry = Entry(**fetch.model_dump(), sequence=sequence, sha256=sha256_of(body), bytes=len(body))
        self._bodies[entry.sha256] = body
        self._journal.append(entry)
        return entry

    def body(self, entry: Entry) -> bytes:
        return self._bodies[entry.sha256] if entry.sha256 in self._bodies else self._below.body(entry)

    def entries(self, recipe: str | None = None, *, after: int = 0) -> list[Entry]:
        return [e for e in self._journal if recipe in (None, e.recipe) and e.sequence > after]


class Listener:
    """A producer that sends nothing and remembers what it was given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def send(self, messages: Sequence[Message]) -> None:
        self.events.extend(message.event for message in messages)

    async def forward(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        raise AssertionError("a rehearsal has no dead letters")


class ForgottenReports:
    """Reports that are kept nowhere."""

    def keep(self, report: PollReport) -> None:
        return None


@dataclass
class Rehearsal:
    """A desk that publishes to nobody. `wanted` are the series of the agenda by recipe."""

    below: Archive
    wanted: Wanted
    clock: Clock
    decisions: Decisions = field(default_factory=Decisions)
    listener: Listener = field(default_factory=Listener)

    def __post_init__(self) -> None:
        ledger, metrics = Ledger(), Metrics()
        publisher = Publisher(self.listener, ledger, ForgottenReports(), self.clock, metrics)
        self.desk = Desk(
            Layered(self.below), ledger, publisher, connectors(), self.wanted, self.clock, metrics, self.decisions
        )

    async def replay(self, recipe: Recipe) -> PollReport | None:
        """Take everything archived of a recipe, in order; the report of the last body. Nothing of it counts as news."""
        for entry in self.below.entries(recipe.id):
            await self.desk.take(recipe, entry)
        self.listener.events.clear()
        return self.desk.ledger.report(recipe.id)

    @property
    def revisions(self) -> list[SeriesRevision]:
        """What would be published as revisions since the replay."""
        return [event for event in self.listener.events if isinstance(event, SeriesRevision)]

    @property
    def snapshots(self) -> dict[str, SeriesSnapshot]:
        """The last snapshot that would be published of each series since the replay."""
        return {e.series_id: e for e in self.listener.events if isinstance(e, SeriesSnapshot)}


def rehearsal(agenda: Agenda, recipes: Sequence[Recipe], archive_dir: Path | None, clock: Clock) -> Rehearsal:
    """A rehearsal on the archive of a deployment, or on the recordings that ship with Koers where it has none.

    Raises ConfigError for an archive that cannot be read.
    """
    wanted = wanted_by_recipe(AgendaIndex(agenda).series_wanted(), recipes)
    if archive_dir and (archive_dir / "journal.jsonl").exists():
        return Rehearsal(
            FileArchive(archive_dir, reading=True), wanted, clock, Decisions(archive_dir / "decisions.jsonl")
        )
    shipped = MemoryArchive()
    import_recordings(shipped)
    return Rehearsal(shipped, wanted, clock)
