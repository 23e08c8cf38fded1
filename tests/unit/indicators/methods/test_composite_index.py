"""The arithmetic of the DESI: worked numbers, clipping, turned scales, and cells that are missing."""

import pytest

from services.indicators.domain.methods.composite_index import Group, Measure, Score, scores

# DESI 2020: SMEs selling online count a third and score 0 to 33 %; never used the internet, half, from 45 to 0 %
SELLING = Measure("desi_4b1_smeso", 1 / 3, ("selling",), 0, 33)
NEVER = Measure("desi_3a1_notiu", 0.5, ("never",), 45, 0)
# DESI 2020, Belgium, label 2020: dimension weights and scores
BELGIUM = {
    "conn": (0.25, 52.0274),
    "hc": (0.25, 50.3874),
    "ui": (0.15, 61.1605),
    "idt": (0.20, 65.8697),
    "dps": (0.15, 71.7312),
}


def tenth(name: str, weight: float) -> Measure:
    """A made-up measure from 0 to 10."""
    return Measure(name, weight, (name,), 0, 10)


# Made up: two dimensions, one with two sub-dimensions, one with a turned scale
A1, A2 = Group("a1", 0.5, (tenth("m1", 1),)), Group("a2", 0.5, (tenth("m2", 1),))
B1 = Group("b1", 1, (tenth("m3", 0.25), Measure("m4", 0.75, ("m4",), 10, 0)))
WHOLE = Group("whole", 1, (Group("a", 0.6, (A1, A2)), Group("b", 0.4, (B1,))))


def found(values: dict[str, float]) -> dict[str, Score]:
    return {score.name: score for score in scores(WHOLE, {(name,): value for name, value in values.items()})}


def test_belgium_2018_smes_selling_online_as_published() -> None:
    assert SELLING.contribution(23.255) == pytest.approx(23.4899, abs=1e-4)


def test_belgium_2018_never_used_the_internet_as_published() -> None:
    assert NEVER.contribution(9.83994) == pytest.approx(39.0667, abs=1e-4)


def test_ireland_passes_its_maximum_for_the_2020_edition_clips_nothing() -> None:
    assert SELLING.contribution(35.1282) == pytest.approx(35.483, abs=1e-3)


def test_belgium_2020_overall_from_its_dimensions() -> None:
    index = Group("desi", 1, tuple(_dimension(name, weight) for name, (weight, _) in BELGIUM.items()))
    whole = next(iter(scores(index, {(name,): score for name, (_, score) in BELGIUM.items()})))
    assert whole.score == pytest.approx(58.7114, abs=5e-5)


def _dimension(name: str, weight: float) -> Group:
    """A dimension whose score is handed in."""
    return Group(name, weight, (Group(f"{name}1", 1, (Measure(name, 1, (name,), 0, 100),)),))


def test_level_by_level() -> None:
    by_name = found({"m1": 2, "m2": 4, "m3": 8, "m4": 1})
    assert [(score.level, name, score.score) for name, score in by_name.items()] == [
        ("total", "whole", pytest.approx(53)),
        ("dimension", "a", pytest.approx(30)),
        ("subdimension", "a1", pytest.approx(20)),
        ("indicator", "m1", pytest.approx(20)),
        ("subdimension", "a2", pytest.approx(40)),
        ("indicator", "m2", pytest.approx(40)),
        ("dimension", "b", pytest.approx(87.5)),
        ("subdimension", "b1", pytest.approx(87.5)),
        ("indicator", "m3", pytest.approx(20)),
        ("indicator", "m4", pytest.approx(67.5)),
    ]


def test_a_missing_cell_leaves_everything_above_it_without_a_score_and_names_itself() -> None:
    by_name = found({"m1": 2, "m3": 8, "m4": 1})
    assert by_name["whole"] == Score("total", "whole", None, ("m2",))
    assert by_name["a"] == Score("dimension", "a", None, ("m2",))
    assert by_name["a1"].score == pytest.approx(20)
    assert by_name["b"] == Score("dimension", "b", pytest.approx(87.5))
    assert found({})["whole"].missing == ("m1", "m2", "m3", "m4")


def test_clipping_is_a_property_of_each_indicator() -> None:
    clipping = Measure("clipping", 0.5, ("x",), 0, 33, clip=True)
    assert (clipping.contribution(66), clipping.contribution(-1)) == (50, 0)
    assert Measure("open", 0.5, ("x",), 0, 33).contribution(66) == 100


def test_a_score_beyond_all_numbers_counts_as_missing() -> None:
    assert found({"m1": 1e308, "m2": 1, "m3": 1, "m4": 1})["whole"] == Score("total", "whole", None, ("m1",))
