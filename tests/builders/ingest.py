"""Builders for the tests of ingest: recorded bodies, recipes, and a desk on fakes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from schemas.series import SeriesId
from schemas.stats import RawReference, SeriesSnapshot
from services.ingest.archive import Archive, Fetch, MemoryArchive
from services.ingest.connectors import connectors
from services.ingest.decisions import Decisions
from services.ingest.desk import Desk, Timer
from services.ingest.ledger import KeptReports, Ledger
from services.ingest.publisher import Publisher
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS, load_recipe
from services.runtime.broker import Producer
from services.runtime.clock import FixedClock
from services.runtime.fakes import FakeBroker
from services.runtime.metrics import Metrics

DATA = Path(__file__).parents[1] / "data" / "ingest"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def recorded(name: str) -> bytes:
    """A recorded body of the tests."""
    return (DATA / name).read_bytes()


def sample(source: str, name: str) -> bytes:
    """A recording that ships with a connector."""
    return (CONNECTORS / source / "samples" / name).read_bytes()


DII_2023 = "isoc_e_dii__sdmx21_data_full_2023-09-21.json.gz"
DII_2025 = "isoc_e_dii__sdmx21_data_full_2025-10-08.json.gz"


def shipped(recipe_id: str) -> Recipe:
    """A recipe as it ships."""
    source, _, dataset = recipe_id.partition(".")
    return load_recipe(CONNECTORS / source / "recipes" / f"{dataset}.yaml")


def recipe(**changes: Any) -> Recipe:
    """A made-up Eurostat recipe for made-up figures."""
    text = """
    source: eurostat
    dataset: made_up
    title: A made-up dataset
    access: {kind: sdmx30}
    attribution: {publisher: Eurostat, text: 'Source: Eurostat', licence: none}
    schedule: 5 11,23 * * *
    rhythm: {month: 12, year_offset: 0}
    unit: {name: percent}
    plausibility: {min: 0, max: 100}
    extra_slices: [{}]
    """
    return Recipe.model_validate({**yaml.safe_load(text), **changes})


def jsonstat(
    values: Mapping[str, Mapping[str, float | str | None]],
    *,
    dataset: str = "made_up",
    updated: str = "2026-01-01T11:00:00+0100",
    status: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """A made-up JSON-stat document: geo -> year -> value."""
    years = sorted({year for row in values.values() for year in row})
    geos = list(values)
    cells = {
        str(i * len(years) + years.index(year)): value
        for i, geo in enumerate(geos)
        for year, value in values[geo].items()
        if value is not None
    }
    flags = {
        str(geos.index(geo) * len(years) + years.index(year)): flag
        for geo, row in (status or {}).items()
        for year, flag in row.items()
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "made up",
        "source": "ESTAT",
        "updated": updated,
        "value": cells,
        **({"status": flags} if flags else {}),
        "id": ["freq", "geo", "time"],
        "size": [1, len(geos), len(years)],
        "dimension": {
            "freq": {"category": {"index": {"A": 0}, "label": {"A": "Annual"}}},
            "geo": {"category": {"index": {g: i for i, g in enumerate(geos)}, "label": {}}},
            "time": {"category": {"index": {y: i for i, y in enumerate(years)}, "label": {}}},
        },
        "extension": {"lang": "EN", "id": dataset.upper(), "annotation": []},
    }


class StoppedTimer(Timer):
    """Every stage takes no time, so that reports are equal."""

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Bench:
    """A desk on fakes, with everything a test may want to look at."""

    folder: Path
    wanted: Mapping[str, Sequence[SeriesId]] = field(default_factory=dict)
    archive: Archive = field(default_factory=MemoryArchive)
    broker: FakeBroker = field(default_factory=FakeBroker)
    producer: Producer | None = None
    ledger: Ledger = field(default_factory=Ledger)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def decisions_path(self) -> Path:
        """Where decisions about quarantined bodies are kept."""
        return self.folder / "decisions.jsonl"

    def __post_init__(self) -> None:
        self.kept = KeptReports(self.folder / "reports")
        self.publisher = Publisher(self.producer or self.broker, self.ledger, self.kept, self.clock, self.metrics)
        self.decisions = Decisions(self.decisions_path)
        self.desk = Desk(
            self.archive,
            self.ledger,
            self.publisher,
            connectors(),
            self.wanted,
            self.clock,
            self.metrics,
            self.decisions,
            StoppedTimer(),
        )

    def snapshots(self, series_id: str | None = None) -> list[SeriesSnapshot]:
        """What was published on stats.series.v1, of one series where it is given."""
        found = [SeriesSnapshot.read(r.value or b"") for r in self.broker.records("stats.series.v1")]
        return [s for s in found if series_id in (None, s.series_id)]


def fetched(recipe_id: str, **changes: Any) -> Fetch:
    """How a body came in, for tests that do not care."""
    return Fetch(
        **{
            "recipe": recipe_id,
            "url": "https://source.invalid/data",
            "media_type": "application/json",
            "retrieved_at": NOW,
            **changes,
        }
    )


def raw(text: str) -> RawReference:
    """A reference to bytes that a test does not look at."""
    return RawReference(
        sha256=hashlib.sha256(text.encode()).hexdigest(), url="https://source.invalid/data", media_type="x", bytes=1
    )
