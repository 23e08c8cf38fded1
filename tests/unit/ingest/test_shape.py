"""A source that changes shape: what is told, what is set apart, and what the recipe lets pass."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.stats import PollOutcome, PollReport
from services.ingest.decisions import Decision
from services.ingest.shape import differences
from tests.builders.ingest import NOW, Bench, fetched, jsonstat, recipe

OLD = {"geo": ("BE", "BE2"), "sex": ("F", "M", "T")}
USED = [{"geo": "BE2", "sex": "T"}]


def told(new: dict[str, tuple[str, ...]]) -> list[tuple[str, bool]]:
    return [(each.text, each.breaking) for each in differences(OLD, new, USED)]


def test_the_same_shape_differs_in_nothing() -> None:
    assert told(dict(OLD)) == []


def test_every_difference_is_told_in_words() -> None:
    assert told({"geo": ("BE", "VLG"), "age": ("TOTAL",)}) == [
        ("dimension sex is gone (it had F, M, T)", True),
        ("dimension age is new (with TOTAL)", False),
        ("geo: gone BE2, 1 published series have one of them", True),
        ("geo: new VLG", False),
    ]


def test_a_code_nobody_publishes_may_go_and_a_new_dimension_of_several_codes_may_not_come() -> None:
    assert told({"geo": ("BE2",), "sex": OLD["sex"]}) == [("geo: gone BE", False)]
    assert told({**OLD, "age": ("Y16", "Y65")}) == [("dimension age is new (with Y16, Y65)", True)]


def test_long_lists_are_cut() -> None:
    codes = tuple(f"C{i:03}" for i in range(40))
    (one,) = differences({"nace": ()}, {"nace": codes}, ())
    assert one.text.endswith("C011 and 28 more")


FIRST = jsonstat({"BE": {"2020": 40.1, "2021": 41.2}, "BE2": {"2020": 50.1, "2021": 51.2}})
SPLIT = {
    **FIRST,
    "id": ["freq", "sex", "geo", "time"],
    "size": [1, 2, 2, 2],
    "dimension": {**FIRST["dimension"], "sex": {"category": {"index": {"F": 0, "M": 1}}}},
    "value": {str(i): 20.1 + i for i in range(8)},
}
RECODED = jsonstat({"BE": {"2020": 40.1, "2021": 41.2}, "VLG": {"2020": 50.1, "2021": 51.2}})
MORE = jsonstat({"BE": {"2021": 41.2}, "BE2": {"2021": 51.2}, "NL": {"2021": 61.2}})


class Rig:
    """A desk that has taken a first body."""

    def __init__(self, folder: Path, shape: str = "quarantine", **changes: Any) -> None:
        self.bench = Bench(folder)
        self.recipe = recipe(contract={"shape": shape}, **changes)

    async def take(self, document: dict[str, Any]) -> PollReport:
        entry = self.bench.archive.add(json.dumps(document).encode(), fetched(self.recipe.id))
        return await self.bench.desk.take(self.recipe, entry)


@pytest.mark.parametrize(
    ("shape", "document", "outcome"),
    [
        ("quarantine", SPLIT, PollOutcome.quarantined),
        ("quarantine", RECODED, PollOutcome.quarantined),
        ("quarantine", MORE, PollOutcome.changed),
        ("freeze", MORE, PollOutcome.quarantined),
        ("evolve", RECODED, PollOutcome.changed),
        ("evolve", MORE, PollOutcome.changed),
    ],
)
async def test_the_contract_says_what_another_shape_leads_to(
    tmp_path: Path, shape: str, document: dict[str, Any], outcome: PollOutcome
) -> None:
    rig = Rig(tmp_path, shape)
    first = await rig.take(FIRST)
    assert (first.outcome, first.shape) == (PollOutcome.changed, {"freq": ("A",), "geo": ("BE", "BE2")})
    report = await rig.take(document)
    assert report.outcome is outcome
    assert "changed_shape: " in f"{report.reason}" or "changed shape: " in f"{report.reason}"


async def test_a_quarantine_for_its_shape_shows_the_difference_and_keeps_the_last_good_data(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    good = await rig.take(FIRST)
    before = dict(rig.bench.ledger.series)
    report = await rig.take(SPLIT)
    assert report.reason == "changed_shape: dimension sex is new (with F, M)"
    assert (rig.bench.ledger.series, report.shape, report.series) == (before, good.shape, 2)


async def test_the_same_shape_the_next_time_is_measured_with_the_last_good_one(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.take(FIRST)
    for _ in range(2):
        assert (await rig.take(SPLIT)).outcome is PollOutcome.quarantined
    assert (await rig.take(FIRST)).outcome is PollOutcome.unchanged


async def test_another_recipe_is_held_to_no_old_shape(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.take(FIRST)
    rig.recipe = rig.recipe.model_copy(update={"note": "looked at"})
    assert (await rig.take(SPLIT)).outcome is PollOutcome.changed


async def test_a_body_of_another_frequency_is_set_apart(tmp_path: Path) -> None:
    rig = Rig(tmp_path, frequency="Q")
    report = await rig.take(FIRST)
    assert (report.outcome, report.reason) == (
        PollOutcome.quarantined,
        "changed_shape: the figures are of frequency A, the recipe expects Q",
    )


def decided(rig: Rig, report: PollReport, decision: str) -> Decision:
    assert report.raw_sha256
    return Decision.model_validate(
        {
            "recipe": rig.recipe.id,
            "sha256": report.raw_sha256,
            "decision": decision,
            "why": "the publisher told us",
            "decided_at": NOW,
        }
    )


async def test_a_released_body_is_published_and_its_shape_is_the_new_one(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.take(FIRST)
    refused = await rig.take(SPLIT)
    rig.bench.decisions.add(decided(rig, refused, "release"))
    report = await rig.bench.desk.decide(rig.recipe)
    assert report is not None
    assert (report.outcome, report.shape["sex"]) == (PollOutcome.changed, ("F", "M"))
    assert await rig.bench.desk.decide(rig.recipe) is None
    assert (await rig.take(SPLIT)).outcome is PollOutcome.unchanged


async def test_a_dropped_body_is_waited_for_no_longer_and_changes_nothing(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.take(FIRST)
    refused = await rig.take(SPLIT)
    count = len(rig.bench.snapshots())
    rig.bench.decisions.add(decided(rig, refused, "drop"))
    report = await rig.bench.desk.decide(rig.recipe)
    assert report is not None
    assert (report.outcome, report.reason) == (PollOutcome.unchanged, "a body was dropped: the publisher told us")
    assert len(rig.bench.snapshots()) == count
    assert (await rig.take(SPLIT)).outcome is PollOutcome.unchanged


async def test_a_replay_decides_as_it_was_decided(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    for document in (FIRST, SPLIT):
        report = await rig.take(document)
    rig.bench.decisions.add(decided(rig, report, "release"))
    await rig.bench.desk.decide(rig.recipe)
    again = Bench(tmp_path / "again", archive=rig.bench.archive)
    again.desk.decisions.add(decided(rig, report, "release"))
    for entry in rig.bench.archive.entries():
        await again.desk.take(rig.recipe, entry)
    assert {k: s.content_sha256 for k, s in again.ledger.series.items()} == {
        k: s.content_sha256 for k, s in rig.bench.ledger.series.items()
    }


async def test_no_release_makes_data_of_what_cannot_be_read(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    entry = rig.bench.archive.add(b"<html>maintenance</html>", fetched(rig.recipe.id))
    report = await rig.bench.desk.take(rig.recipe, entry)
    rig.bench.decisions.add(decided(rig, report, "release"))
    again = await rig.bench.desk.decide(rig.recipe)
    assert again is not None
    assert again.outcome is PollOutcome.quarantined
