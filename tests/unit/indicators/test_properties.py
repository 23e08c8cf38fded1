"""What holds for every history: no unit, no direction, no order matters, and what is better is never judged worse."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.assessment import Assessment
from schemas.verdicts import Undetermined, Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.paths import Growth, Linear, Logistic, Path, Scale
from services.indicators.domain.standing import BADNESS, AgainstLevel, OnPath, Standing, Trend
from tests.unit.indicators.agenda_figures import subjects, transcribed
from tests.unit.indicators.builders import History, at, indicator, judge, known, subject, target, tolerance
from tests.unit.indicators.strategies import numbers, quick, thorough, years
from tests.unit.indicators.test_any_input import TODAY

plain_histories = st.dictionaries(years, numbers, min_size=2, max_size=8)
# A basis in a unit of any size: the numbers of the agenda are given per unit
SCALED: dict[str, Callable[[float], dict[str, Any]]] = {
    "path": lambda k: {"target": target(90 * k), "path": "linear", "tolerance": tolerance(2 * k)},
    "relative": lambda k: {"target": target(0.5, relative_to="baseline"), "path": "linear", "unit": "count"},
    "growth": lambda k: {"target": target(90 * k), "path": "cagr", "unit": "count"},
    "logistic": lambda k: {"target": target(90 * k), "path": "logistic", "limits": {"min": 0, "max": 300 * k},
                           "tolerance": tolerance(2 * k)},
    "hold": lambda k: {"target": target(60 * k, None, mode="hold"), "tolerance": tolerance(3, "percent")},
    "others": lambda k: {"benchmark": "EU27_2020", "tolerance": tolerance(3, "percent")},
    "own past": lambda k: {"benchmark": "own_mean_5y", "tolerance": tolerance(2 * k)},
    "direction": lambda k: {"tolerance": tolerance(3, "percent")},
}  # fmt: skip


def times(history: dict[str, str], factor: str) -> History:
    """The values times a decimal factor, exactly."""
    return {year: f"{Decimal(value) * Decimal(factor):f}" for year, value in history.items()}


@thorough
@given(
    own=plain_histories,
    union=plain_histories,
    basis=st.sampled_from(sorted(SCALED)),
    factor=st.sampled_from(["0.000001", "0.001", "0.01", "7", "1000", "1000000", "1000000000"]),
)
def test_another_unit_changes_no_ratio_and_no_verdict(
    own: dict[str, str], union: dict[str, str], basis: str, factor: str
) -> None:
    def judged(by: str) -> Assessment:
        about = subject(indicator(**SCALED[basis](float(by))))
        return assess(about, known(at("BE2", times(own, by)), at("EU27_2020", times(union, by))), None)

    plain, scaled = judged("1"), judged(factor)
    assert scaled.ratio == (None if plain.ratio is None else pytest.approx(plain.ratio, rel=1e-6, abs=1e-9))
    assert [entry.verdict for entry in scaled.history] == [entry.verdict for entry in plain.history]
    assert (scaled.verdict, scaled.reason) == (plain.verdict, plain.reason)


MIRRORED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"target": target(80), "path": "linear"}, {"target": target(-80, operator="<="), "path": "linear"}),
    ({"target": target(80), "path": "linear", "saturation": 70},
     {"target": target(-80, operator="<="), "path": "linear", "saturation": -70}),
    ({"target": target(60, None, mode="hold")}, {"target": target(-60, None, mode="hold", operator="<=")}),
    ({"target": target(60, None)}, {"target": target(-60, None, operator="<=")}),
    *(({"benchmark": kind}, {"benchmark": kind}) for kind in
      ("EU27_2020", "own_mean_3y", "own_mean_5y", "own_median_10y", "own_max_12m", "own_first", "own_trend")),
    ({}, {}),
]  # fmt: skip


@thorough
@given(own=st.dictionaries(years, numbers, max_size=8), union=plain_histories, bases=st.sampled_from(MIRRORED))
def test_a_mirrored_indicator_earns_the_same_verdicts(
    own: dict[str, str], union: dict[str, str], bases: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    ways = zip(("up", "down"), bases, strict=True)
    upwards, downwards = (subject(indicator(**{"direction": way} | basis)) for way, basis in ways)
    up = assess(upwards, known(at("BE2", own), at("EU27_2020", union)), None)
    down = assess(downwards, known(at("BE2", times(own, "-1")), at("EU27_2020", times(union, "-1"))), None)
    assert [entry.verdict for entry in up.history] == [entry.verdict for entry in down.history]
    assert (up.verdict, up.ratio, up.gap, up.reason) == (down.verdict, down.ratio, down.gap, down.reason)


@quick
@given(
    base=st.floats(1, 98),
    goal=st.floats(1, 98),
    year=st.floats(2020.25, 2030),
    scale=st.sampled_from([Linear(), Growth(), Logistic(100)]),
)
def test_a_value_on_the_path_has_ratio_one(base: float, goal: float, year: float, scale: Scale) -> None:
    path = Path(2020, base, 2030, goal, scale)
    ratio = path.ratio(year, path.at(year))
    assert ratio == (None if path.at(year) == base else 1)


@quick
@given(base=st.integers(-500, 500), step=st.integers(1, 50), years_on=st.integers(1, 9), down=st.booleans())
def test_a_published_value_on_the_path_is_on_track_with_no_gap(base: int, step: int, years_on: int, down: bool) -> None:
    sign = -1 if down else 1
    goal = base + sign * 10 * step
    about = indicator(
        target=target(goal, operator="<=" if down else ">="),
        path="linear",
        direction="down" if down else "up",
        tolerance=tolerance(0),
    )
    found = judge(about, {"2020": str(base), str(2020 + years_on): str(base + sign * step * years_on)})
    assert (found.verdict, found.ratio, found.gap) == (Verdict.on_track, 1, 0)


@quick
@given(value=st.integers(0, 2000))
def test_met_exactly_where_the_target_is_reached(value: int) -> None:
    found = judge(indicator(target=target(100), path="linear"), {"2020": "0", "2025": f"{value / 10:g}"})
    assert (found.verdict is Verdict.met) == (value >= 1000)


MONOTONE = [basis for basis, _ in MIRRORED] + [
    {"target": target(90), "path": "cagr", "unit": "count"},
    {"target": target(90), "path": "logistic", "limits": {"min": 0, "max": 100}},
    {"target": target(100), "path": "milestones", "steps": [{"period": "2025", "value": 25}]},
]


@thorough
@given(
    before=st.dictionaries(st.integers(2015, 2027).map(str), numbers, min_size=1, max_size=6),
    union=plain_histories,
    pair=st.tuples(st.integers(-300, 1500), st.integers(-300, 1500)),
    basis=st.sampled_from(MONOTONE),
    width=st.sampled_from(["0", "2", "20"]),
)
def test_a_better_newest_value_never_earns_a_worse_verdict(
    before: dict[str, str], union: dict[str, str], pair: tuple[int, int], basis: dict[str, Any], width: str
) -> None:
    about = subject(indicator(**{"tolerance": tolerance(float(width))} | basis))
    worse, better = (
        assess(about, known(at("BE2", {**before, "2028": f"{value / 10:g}"}), at("EU27_2020", union)), None)
        for value in sorted(pair)
    )
    assume(Verdict.undetermined not in (worse.verdict, better.verdict))
    assert BADNESS[worse.verdict] >= BADNESS[better.verdict]


class TestStandings:
    """The same at the edges themselves, with every verdict that may stand before; the steps are made up."""

    STANDING = [verdict for verdict in BADNESS if verdict not in (Verdict.met, Verdict.missed)]
    STEPS = [step / 40 for step in range(-60, 121)]  # a tolerance of 1 on both sides, in fortieths

    def entered(self, standing: Standing, before: Verdict) -> int:
        plain = standing.plain()
        return BADNESS[before if before is not plain and standing.stays(before, plain) else plain]

    @pytest.mark.parametrize("before", STANDING)
    def test_on_a_path(self, before: Verdict) -> None:
        # What the path asks for, from half a tolerance to five, and nothing at all
        for needed in [None, *(quarter / 4 for quarter in range(2, 21))]:
            ratios = [(-step, None if needed is None else 1 - step / needed) for step in self.STEPS]
            badness = [self.entered(OnPath(gap, 1.0, ratio), before) for gap, ratio in ratios]
            assert badness == sorted(badness)

    @pytest.mark.parametrize("before", STANDING)
    def test_against_a_level(self, before: Verdict) -> None:
        # The own value five years before, from two tolerances above the level to three below it
        for lag in (twentieth / 20 for twentieth in range(-40, 61)):
            badness = [self.entered(AgainstLevel(step, 1.0, lag - step), before) for step in self.STEPS]
            assert badness == sorted(badness)

    @pytest.mark.parametrize("before", STANDING)
    def test_by_direction(self, before: Verdict) -> None:
        badness = [self.entered(Trend(-step, 1.0), before) for step in self.STEPS]
        assert badness == sorted(badness)


class TestTheAgenda:
    """All indicators of the agenda, with nothing, with the figures that ship with Koers, and with some of them."""

    def test_without_any_figure_every_indicator_is_undetermined_and_says_why(self) -> None:
        found = {name: assess(about, {}, TODAY) for name, about in subjects().items()}
        assert len(found) == 175
        to_define = {name for name, about in subjects().items() if about.indicator.target_to_define}
        assert {name: one.reason for name, one in found.items()} == {
            name: Undetermined.no_target if name in to_define else Undetermined.no_data for name in found
        }

    def test_with_the_transcribed_figures_none_fails(self) -> None:
        figures = transcribed()
        found = {name: assess(about, figures, TODAY) for name, about in subjects().items()}
        assert all(Assessment.read(one.write()) == one for one in found.values())
        assert sum(one.latest is not None for one in found.values()) > 50
        assert found["digital-skills-basic"].reason is not Undetermined.no_data

    @settings(max_examples=4, deadline=None, derandomize=True)
    @given(data=st.data())
    def test_with_some_of_them_none_fails_and_nothing_depends_on_their_order(self, data: st.DataObject) -> None:
        figures = transcribed()
        chosen = data.draw(st.lists(st.sampled_from(sorted(figures)), unique=True, max_size=80))
        some = {series: figures[series] for series in chosen}
        turned = {series: figures[series] for series in reversed(chosen)}
        for about in subjects().values():
            found = assess(about, some, None)
            assert found == assess(about, turned, None)
            assert {one.series_id for one in found.inputs} <= set(chosen)
