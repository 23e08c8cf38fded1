"""`koers quarantine`: what is set apart, what a release would change, and that the worker carries a decision out."""

import json
from pathlib import Path

import pytest

from schemas.stats import PollOutcome
from services.cli.sources.quarantine import decide, differences_of, entry_of, quarantined
from services.cli.sources.quarantine import held as shown
from services.cli.sources.workplace import Workplace
from services.ingest.archive import FileArchive
from services.ingest.decisions import Decisions
from services.ingest.recipe import Recipe
from services.runtime.agenda import load_agenda
from tests.builders.ingest import Bench, fetched, sample, shipped
from tests.unit.cli.running import Koers

NAME = "eurostat.trng_lfse_04"
RECORDED = sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv")


def without_flanders() -> bytes:
    """The recorded table in which the publisher renamed the Flemish Region."""
    return RECORDED.replace(b",BE2\t", b",VLG\t")


class Deployment:
    """The folder of a deployment whose last body is set apart."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.recipe: Recipe = shipped(NAME).model_copy(update={"extra_slices": ({},)})
        self.archive = FileArchive(state / "archive")
        self.bench = Bench(state / "archive", archive=self.archive)

    async def take(self, body: bytes) -> PollOutcome:
        entry = self.archive.add(body, fetched(NAME, media_type="text/tab-separated-values"))
        return (await self.bench.desk.take(self.recipe, entry)).outcome


@pytest.fixture
async def held(tmp_path: Path) -> Deployment:
    deployment = Deployment(tmp_path)
    assert await deployment.take(RECORDED) is PollOutcome.changed
    assert await deployment.take(without_flanders()) is PollOutcome.quarantined
    return deployment


def test_nothing_is_set_apart_in_a_deployment_that_is_well(koers: Koers, tmp_path: Path) -> None:
    (tmp_path / "archive" / "reports").mkdir(parents=True)
    assert koers("quarantine", "list", "--state", tmp_path).out == "nothing is set apart\n"


def test_a_folder_without_archive_is_told(koers: Koers, tmp_path: Path) -> None:
    done = koers("quarantine", "list", "--state", tmp_path)
    assert (done.code, "holds no archive" in done.err) == (2, True)


async def test_the_list_tells_what_and_why(held: Deployment, koers: Koers) -> None:
    (row,) = json.loads(koers("quarantine", "list", "--state", held.state, "--json").out)
    assert (row["recipe"], row["reason"].partition(":")[0]) == (NAME, "changed_shape")
    assert "geo: gone BE2" in koers("quarantine", "list", "--state", held.state).out


def test_commands_on_what_is_not_set_apart_are_refused(koers: Koers, tmp_path: Path) -> None:
    (tmp_path / "archive" / "reports").mkdir(parents=True)
    done = koers("quarantine", "drop", NAME, "--why", "x", "--state", tmp_path)
    assert (done.code, f"nothing of {NAME} is set apart" in done.err) == (2, True)


async def decided(held: Deployment) -> PollOutcome:
    """What the worker makes of the decision on record."""
    held.bench.desk.decisions.refresh()
    report = await held.bench.desk.decide(held.recipe)
    assert report is not None
    return report.outcome


async def test_a_release_goes_on_record_and_the_worker_publishes(held: Deployment) -> None:
    place = Workplace(load_agenda(), [held.recipe], held.state, held.bench.clock)
    found = await shown(place, held.recipe)
    assert differences_of(found.report)[0].startswith("geo: gone BE2")
    assert found.released.outcome is PollOutcome.changed
    assert {row.kind.value for row in found.rows} == {"added"}
    assert found.head.startswith("unit,sex,age,geo")
    (report,) = quarantined(place)
    decide(place, entry_of(place, report), "release", "the publisher renamed the region")
    assert Decisions(held.state / "archive" / "decisions.jsonl").of(NAME, found.entry.sha256)
    assert await decided(held) is PollOutcome.changed
    assert quarantined(place) == []


async def test_a_drop_leaves_the_last_good_figures(held: Deployment) -> None:
    place = Workplace(load_agenda(), [held.recipe], held.state, held.bench.clock)
    (report,) = quarantined(place)
    before = dict(held.bench.ledger.series)
    decide(place, entry_of(place, report), "drop", "a test table of the publisher")
    assert await decided(held) is PollOutcome.unchanged
    assert held.bench.ledger.series == before
    assert quarantined(place) == []
