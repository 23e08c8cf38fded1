"""Every recipe is polled: recordings over HTTP give the recorded figures, the others get what they ask for.

Where nothing is recorded the answer is made up: a table of exactly the codes the recipe asks for, one figure in each
cell. That shows that it asks, is answered and publishes every series the agenda wants of it, not what the figures are.
"""

import csv
import json
from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest

from schemas.series import SeriesId
from schemas.stats import PollOutcome
from services.ingest.access import EurostatAccess, FactsAccess
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.drop import DropPoller
from services.ingest.fakes import FakeFetcher, answer
from services.ingest.fetch import HttpFetcher
from services.ingest.loop import idle_reason
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.recordings import Recording, expected_of, load_recordings
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.builders.ingest import Bench
from tests.builders.source_server import Served, SourceServer

RECIPES = {recipe.id: recipe for recipe in load_recipes()}
WANTED = wanted_by_recipe(AgendaIndex(load_agenda()).series_wanted(), list(RECIPES.values()))
RECORDED = [
    (RECIPES[name], path, recording)
    for path, recording in load_recordings()
    for name in recording.recipes
    if name in RECIPES and recording.expected and not recording.made_up and not RECIPES[name].suspended
]
ASKED = [
    recipe
    for recipe in RECIPES.values()
    if isinstance(recipe.access, EurostatAccess | FactsAccess) and WANTED.get(recipe.id) and not recipe.suspended
]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case[0].id}-{case[1].name}")
async def test_a_poll_of_a_recording_gives_the_recorded_figures(
    case: tuple[Recipe, Path, Recording], tmp_path: Path
) -> None:
    shipped, path, recording = case
    recipe = shipped.model_copy(update={"extra_slices": ({},)})
    bench, connector = Bench(tmp_path), connectors()[shipped.source]
    if connector.home is None:
        folder = tmp_path / "drop" / recipe.source / recipe.dataset
        folder.mkdir(parents=True)
        (folder / path.name).write_bytes(path.read_bytes())
        report = await DropPoller(bench.desk, tmp_path / "drop").poll(recipe)
    else:
        async with SourceServer().running() as server:
            server.serve(
                connector.request(recipe, ()).path,
                Served(path.read_bytes(), headers={"Content-Type": recording.media_type}),
            )
            async with HttpFetcher(server.url, spacing=0, agent="koers tests", attempts=1) as fetcher:
                report = await Poller(bench.desk, fetcher).poll(recipe)
    assert (report.outcome, report.live) == (PollOutcome.changed, True)
    with (path.parent / expected_of(recording, recipe)).open(encoding="utf-8", newline="") as file:
        expected = {(row["series_id"], row["period"]): row for row in csv.DictReader(file)}
    found = {(s.series_id, o.period.label): o for s in bench.snapshots() for o in s.observations}
    assert found.keys() == expected.keys()
    for key, o in found.items():
        row = expected[key]
        assert (o.value or "", o.obs_flags, o.conf or "") == (row["value"], row["obs_flags"], row["conf"])


@pytest.mark.parametrize("recipe", ASKED, ids=lambda recipe: recipe.id)
async def test_a_recipe_asks_for_every_series_the_agenda_wants_and_publishes_it(recipe: Recipe, tmp_path: Path) -> None:
    wanted = WANTED[recipe.id]
    bench = Bench(tmp_path, wanted=WANTED)
    request = connectors()[recipe.source].request(recipe, wanted)
    body = made_up_facts(recipe, wanted) if isinstance(recipe.access, FactsAccess) else made_up_table(recipe, wanted)
    answers = {request.path: answer(body)}
    if probe := connectors()[recipe.source].probe(recipe):
        answers[probe.path] = answer(b"{}")  # unreadable, so the data are fetched
    report = await Poller(bench.desk, FakeFetcher(answers)).poll(recipe)
    assert (report.outcome, report.missing) == (PollOutcome.changed, ()), report.reason
    assert {str(series) for series in wanted} <= set(bench.ledger.series)
    assert all(request.asked.values())


def made_up_table(recipe: Recipe, wanted: list[SeriesId]) -> bytes:
    """A made-up JSON-stat table of every combination of the codes that are wanted; 1 in each cell."""
    codes: dict[str, list[str]] = {}
    for name in sorted({name for series in wanted for name in series.codes} - recipe.dimensions.constants.keys()):
        codes[name] = sorted({series.codes.get(name, "OTHER") for series in wanted})
    sizes = [len(found) for found in codes.values()]
    axes = {name: {"category": {"index": {c: i for i, c in enumerate(found)}}} for name, found in codes.items()}
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "id": [*codes, "time"],
            "size": [*sizes, 1],
            "dimension": {**axes, "time": {"category": {"index": {"2024": 0}}}},
            "value": {str(i): 1 for i in range(prod(sizes))},
            "extension": {"id": recipe.dataset.upper(), "annotation": []},
        }
    ).encode()


def made_up_facts(recipe: Recipe, wanted: list[SeriesId]) -> bytes:
    """Made-up facts, one for every wanted series, in the names and codes of the publisher."""
    return json.dumps(list(_facts(recipe, wanted))).encode()


def _facts(recipe: Recipe, wanted: list[SeriesId]) -> Iterator[dict[str, object]]:
    names = {ours: theirs for theirs, ours in recipe.dimensions.rename.items()}
    for series in wanted:
        codes = series.codes
        fact: dict[str, object] = {"indicator": recipe.dataset, "value": 1, "reference_period": "2024"}
        fact["period"] = codes.pop("edition", "2024")
        for name, code in codes.items():
            back = {ours: theirs for theirs, ours in recipe.dimensions.codes.get(name, {}).items()}
            fact[names.get(name, name)] = back.get(code, code)
        yield fact


def test_what_is_polled_here_is_every_recipe_that_is_polled_at_all(tmp_path: Path) -> None:
    desk = Bench(tmp_path, wanted=WANTED).desk
    tried = {recipe.id for recipe in ASKED} | {recipe.id for recipe, _, _ in RECORDED}
    own_tests = {"eurostat.isoc_e_dii", "statbel.labour_force", "vdab.arvastat_occupations", "vdab.arvastat_studies"}
    polled = {name for name, recipe in RECIPES.items() if idle_reason(desk, recipe) is None}
    assert polled - tried <= own_tests, "give it a recording with its figures, or name a series in the agenda"
