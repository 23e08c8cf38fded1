"""Rebuilding topics: equal topics differ in nothing; another decoder is told, published above, and mails nobody."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.stats import SeriesRevision, SeriesSnapshot
from services.cli.sources.rebuilding import rebuild, show
from services.cli.sources.workplace import Workplace
from services.ingest.archive import FileArchive
from services.ingest.ledger import Ledger
from services.ingest.rebuild import compare
from services.ingest.recipe import Recipe
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.fakes import FakeBroker
from tests.builders.ingest import NOW, Bench, fetched, sample, shipped

TSV = sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv")
RECIPE = shipped("eurostat.trng_lfse_04").model_copy(update={"extra_slices": ({},)})


class Deployment:
    """The archive of a deployment and the topics it has filled."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.bench = Bench(state / "archive", archive=FileArchive(state / "archive"))

    async def filled(self) -> "Deployment":
        for body in (TSV, TSV.replace(b"8.6 \t8.7", b"8.5 \t8.7")):
            await self.bench.desk.take(RECIPE, self.bench.archive.add(body, fetched(RECIPE.id)))
        return self

    def place(self, recipes: Sequence[Recipe] = (RECIPE,)) -> Workplace:
        return Workplace(load_agenda(), recipes, self.state, FixedClock(NOW))


@pytest.fixture
async def deployment(tmp_path: Path) -> Deployment:
    return await Deployment(tmp_path).filled()


async def test_topics_that_hold_what_the_archive_gives_differ_in_nothing(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = FakeBroker()
    found, published = await rebuild(deployment.place(), deployment.bench.ledger, broker)
    assert (found, published, broker.records("stats.series.v1")) == ([], 0, [])
    show(found, published, limit=10, as_json=False)
    assert capsys.readouterr().out.endswith("the topics hold what the archive gives; 0 series published\n")


async def test_another_reading_is_told_and_published_one_version_above(deployment: Deployment) -> None:
    tenfold = RECIPE.model_copy(update={"unit": RECIPE.unit.model_copy(update={"decimals": 0})})
    held, broker = deployment.bench.ledger, FakeBroker()
    versions = {series: snapshot.version for series, snapshot in held.series.items()}
    found, published = await rebuild(deployment.place([tenfold]), held, broker)
    assert {each.what for each in found} == {"figures"}
    assert published == len(found) > 0
    snapshots = [SeriesSnapshot.read(r.value or b"") for r in broker.records("stats.series.v1")]
    assert all(snapshot.version == versions[snapshot.series_id] + 1 for snapshot in snapshots)
    records = [*broker.records("stats.series.v1"), *broker.records("stats.revision.v1")]
    assert {record.run for record in records} == {"rebuild"}
    revision = SeriesRevision.read(broker.records("stats.revision.v1")[0].value or b"")
    assert revision.changes
    assert compare(held, deployment.bench.ledger) == []


async def test_a_dry_run_publishes_nothing(deployment: Deployment) -> None:
    found, published = await rebuild(deployment.place(), Ledger(), None)
    assert ({each.what for each in found}, published) == ({"missing"}, 0)


async def test_what_the_archive_does_not_give_is_told_and_left_alone(deployment: Deployment) -> None:
    broker = FakeBroker()
    found, published = await rebuild(deployment.place([]), deployment.bench.ledger, broker)
    assert {each.what for each in found} == {"not_archived"}
    assert (published, broker.records("stats.series.v1")) == (0, [])
