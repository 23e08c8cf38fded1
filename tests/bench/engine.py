"""The engine alone, on one core: the whole agenda on everything recorded, and many made-up series of twenty points."""

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import orjson
import psutil

from schemas.stats import SeriesSnapshot
from services.indicators.agenda import agenda_view
from services.indicators.domain.assess import assess
from services.ingest.archive import FileArchive
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.desk import Desk
from services.ingest.ledger import KeptReports, Ledger
from services.ingest.publisher import Publisher
from services.ingest.recipes import load_recipes
from services.ingest.recordings import import_recordings
from services.ingest.replay import replay
from services.ingest.rhythms import with_lent_rhythms
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.clock import SystemClock
from services.runtime.fakes import FakeBroker
from services.runtime.memory import settle
from services.runtime.metrics import Metrics
from tests.bench.measure import seconds
from tests.unit.indicators.builders import at, indicator, subject, target

SIZES = (1_000, 10_000, 100_000)
POINTS = 20
TODAY = date(2026, 11, 25)
_BATCH = 25
_FIRST_YEAR = 2005

# One indicator of each basis, judged in turn
_BASES: Sequence[dict[str, Any]] = (
    {"target": target(80), "path": "linear"},
    {"target": target(80), "path": "cagr"},
    {"target": target(60, None, mode="hold")},
    {"benchmark": "own_mean_5y"},
    {},
)


def run(folder: Path) -> Iterator[dict[str, object]]:
    """One line for the agenda, one for each number of series, with the time per series beside that of the fewest."""
    yield asyncio.run(_agenda(folder))
    settle()
    first = 0.0
    for size in SIZES:
        spent = _many(size)
        judged = spent["judge"] / size
        first = first or judged
        yield {
            "bench": "engine_series",
            "series": size,
            "points_per_series": POINTS,
            "judge_cpu_seconds": round(spent["judge"], 1),
            "judge_microseconds_per_series": round(judged * 1e6),
            "times_fewest_per_series": round(judged / first, 2),
            "judge_times_read": round(spent["judge"] / spent["read"], 1),
            "read_cpu_seconds": round(spent["read"], 1),
            "write_cpu_seconds": round(spent["write"], 1),
            "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
        }


async def _agenda(folder: Path) -> dict[str, object]:
    """Every indicator of the agenda, judged on all that the recordings hold."""
    snapshots = await everything(folder)
    subjects = agenda_view(AgendaIndex(load_agenda())).subjects.values()
    spent = seconds(lambda: [assess(about, snapshots, TODAY) for about in subjects])
    return {
        "bench": "engine_whole_agenda",
        "indicators": len(subjects),
        "series": len(snapshots),
        "observations": sum(len(snapshot.observations) for snapshot in snapshots.values()),
        "seconds": round(spent, 3),
    }


async def everything(folder: Path) -> Mapping[str, SeriesSnapshot]:
    """The newest snapshot of every series in the recordings, made by ingest itself, without a broker."""
    clock, metrics, agenda = SystemClock(), Metrics(), load_agenda()
    recipes = with_lent_rhythms(agenda, load_recipes())
    archive, ledger, kept = FileArchive(folder / "archive"), Ledger(), KeptReports(folder / "reports")
    import_recordings(archive)
    publisher = Publisher(FakeBroker(), ledger, kept, clock, metrics)
    wanted = wanted_by_recipe(AgendaIndex(agenda).series_wanted(), recipes)
    desk = Desk(archive, ledger, publisher, connectors(), wanted, clock, metrics)
    await replay(desk, recipes, kept, lambda left: None)
    return ledger.series


def _many(size: int) -> Mapping[str, float]:
    """CPU seconds to read, judge and write as many series, a batch in memory at a time."""
    spent: dict[str, float] = defaultdict(float)
    subjects = [subject(indicator(**basis)) for basis in _BASES]
    for start in range(0, size, _BATCH):
        bodies = made_up(range(start, min(start + _BATCH, size)))
        with _timed(spent, "read"):
            snapshots = [SeriesSnapshot.read(body) for body in bodies]
        with _timed(spent, "judge"):
            judged = [
                assess(about, {snapshot.series_id: snapshot}, TODAY)
                for about, snapshot in zip(cycle(subjects), snapshots, strict=False)
            ]
        with _timed(spent, "write"):
            for assessment in judged:
                assessment.write()
    return spent


@contextlib.contextmanager
def _timed(spent: dict[str, float], stage: str) -> Iterator[None]:
    """Add the CPU time of a block to its stage: what other processes take is not ours."""
    begin = time.process_time()
    yield
    spent[stage] += time.process_time() - begin


def made_up(numbers: Sequence[int]) -> list[bytes]:
    """One series for each number, as it lies on the topic: a walk of twenty years."""
    body = orjson.loads(at("BE2", {str(_FIRST_YEAR + step): "0" for step in range(POINTS)}).write())
    bodies = []
    for number in numbers:
        walk, value = random.Random(number), 30.0
        for observation in body["observations"]:
            value += walk.uniform(-1, 2)
            observation["value"] = f"{value:.1f}"
        bodies.append(orjson.dumps(body))
    return bodies
