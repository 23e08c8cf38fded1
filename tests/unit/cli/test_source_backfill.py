"""`koers source backfill`: older files go into the archive, and a restart of the worker publishes them."""

from pathlib import Path

import pytest

from services.cli.sources.backfill import backfill
from services.cli.sources.workplace import Workplace
from services.ingest.archive import FileArchive, owned
from services.ingest.recipe import Recipe
from services.ingest.replay import replay
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.errors import BadRecord, ConfigError, TransientError
from tests.builders.ingest import NOW, Bench, fetched, sample, shipped

RECIPE = shipped("vdab.arvastat_construction_received")
HEAD, *LINES = sample("vdab", "monthly_totals.csv").decode().splitlines()


def totals(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return path


class Deployment:
    """A deployment that knows the last year only."""

    def __init__(self, state: Path) -> None:
        self.state, self.archive = state, FileArchive(state / "archive")
        self.archive.add(totals(state / "last.csv", LINES[-12:]).read_bytes(), fetched(RECIPE.id))

    def place(self, recipe: Recipe = RECIPE) -> Workplace:
        return Workplace(load_agenda(), [recipe], self.state, FixedClock(NOW))


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path)


async def test_older_periods_are_added_and_published_at_the_next_start(deployment: Deployment) -> None:
    older = totals(deployment.state / "older.csv", LINES[:-12])
    rows = await backfill(deployment.place(), RECIPE, None, [older], dry_run=False)
    assert {row.kind.value for row in rows} == {"added"}
    assert len(rows) == len(LINES) - 12
    bench = Bench(deployment.state / "again", archive=FileArchive(deployment.state / "archive"))
    await replay(bench.desk, [RECIPE], bench.kept, lambda left: None)
    (snapshot,) = bench.ledger.series.values()
    assert len(snapshot.observations) == len(LINES)


async def test_a_dry_run_archives_nothing(deployment: Deployment) -> None:
    older = totals(deployment.state / "older.csv", LINES[:-12])
    assert await backfill(deployment.place(), RECIPE, None, [older], dry_run=True)
    assert len(FileArchive(deployment.state / "archive").entries()) == 1


async def test_a_body_that_would_be_set_apart_ends_it_before_anything_is_archived(deployment: Deployment) -> None:
    good, bad = totals(deployment.state / "good.csv", LINES[:-12]), deployment.state / "bad.html"
    bad.write_text("<!doctype html>", "utf-8")
    with pytest.raises(BadRecord, match="nothing is archived"):
        await backfill(deployment.place(), RECIPE, None, [good, bad], dry_run=False)
    assert len(FileArchive(deployment.state / "archive").entries()) == 1


async def test_while_the_worker_has_the_archive_it_waits(deployment: Deployment) -> None:
    older = totals(deployment.state / "older.csv", LINES[:-12])
    with owned(deployment.state / "archive"), pytest.raises(TransientError, match="another ingest worker"):
        await backfill(deployment.place(), RECIPE, None, [older], dry_run=False)


async def test_a_dropped_source_is_not_asked_by_year(deployment: Deployment) -> None:
    with pytest.raises(ConfigError, match="not asked by year"):
        await backfill(deployment.place(), RECIPE, 2000, [], dry_run=True)
