"""What holds for every history: no order, no scale, no delivery matters, and nothing a publisher sends fails."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.assessment import Assessment
from schemas.verdicts import Undetermined, Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.paths import Growth, Linear, Logistic, Path, Scale
from services.indicators.domain.versions import accept
from tests.unit.indicators.agenda_figures import subjects, transcribed
from tests.unit.indicators.builders import History, at, indicator, judge, known, subject, target, tolerance

TODAY = date(2026, 11, 25)
quick = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

FLAGS = ["", "", "", "b", "p", "e", "u", "d", "c", "bu", "bep", "n", "f", "i"]
numbers = st.integers(-300, 3000).map(lambda tenths: f"{tenths / 10:g}")
cells = st.builds(
    lambda value, flag: f"{value} {flag}".strip(), st.one_of(numbers, st.just(":")), st.sampled_from(FLAGS)
)
years = st.integers(2005, 2032).map(str)
quarters = st.builds(lambda year, quarter: f"{year}-Q{quarter}", st.integers(2018, 2026), st.integers(1, 4))
histories = st.dictionaries(years, cells, max_size=12)
mixed = st.dictionaries(st.one_of(years, quarters), cells, max_size=12)
bases: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"target": target(80), "path": "linear"},
        {"target": target(80), "path": "logistic", "limits": {"min": 0, "max": 100}},
        {"target": target(100), "path": "logistic", "saturation": 99, "limits": {"min": 0, "max": 100}},
        {"target": target(80), "path": "cagr", "unit": "count"},
        {"target": target(100), "path": "milestones", "steps": [{"period": "2025", "value": 25}]},
        {"target": target(0.5, relative_to="baseline", operator="<="), "path": "linear", "direction": "down"},
        {"target": target(1.5, relative_to="baseline", mode="hold"), "path": "linear"},
        {"target": target(60, None, mode="hold")},
        {"target": target(60, None)},
        {"benchmark": "EU27_2020"},
        {"benchmark": "own_mean_3y"},
        {"benchmark": "own_trend", "target": target(90), "path": "linear"},
        {"benchmark": "own_max_12m", "direction": "down"},
        {},
    ]
)
breaks = st.lists(years, max_size=2).map(
    lambda periods: [{"period": period, "reason": {"en": "new", "nl": "nieuw"}} for period in periods]
)


@quick
@given(basis=bases, own=mixed, union=histories, broken=breaks, day=st.sampled_from([None, TODAY]))
def test_no_history_fails_and_every_assessment_survives_its_journey(
    basis: dict[str, Any], own: History, union: History, broken: list[Any], day: date | None
) -> None:
    found = assess(subject(indicator(breaks=broken, **basis)), known(at("BE2", own), at("EU27_2020", union)), day)
    assert Assessment.read(found.write()) == found
    assert (found.reason is None) == (found.verdict is not Verdict.undetermined)
    assert found.episode.verdict is found.verdict


@quick
@given(basis=bases, own=histories, data=st.data())
def test_the_order_of_observations_and_snapshots_does_not_matter(
    basis: dict[str, Any], own: History, data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(own.items()))))
    about = subject(indicator(**basis))
    sides = [at("BE2", own), at("EU27_2020", {"2020": "50", "2024": "55"})]
    one = assess(about, known(*sides), TODAY)
    other = assess(about, known(sides[1], at("BE2", shuffled, content_sha256=sides[0].content_sha256)), TODAY)
    assert one == other


@quick
@given(basis=bases, own=histories)
def test_delivering_again_changes_nothing(basis: dict[str, Any], own: History) -> None:
    about, delivered = subject(indicator(**basis)), at("BE2", own)
    assert accept(delivered, delivered)
    first = assess(about, known(delivered), TODAY)
    assert assess(about, known(delivered), TODAY, first) == first


@quick
@given(own=st.dictionaries(years, numbers, min_size=2, max_size=8), scale=st.sampled_from([10, 100, 1000]))
def test_another_unit_changes_no_ratio_and_no_verdict(own: dict[str, str], scale: int) -> None:
    def judged(times: int) -> Assessment:
        history = {year: f"{float(value) * times:g}" for year, value in own.items()}
        return judge(indicator(target=target(400 * times), path="linear", tolerance=tolerance(times)), history)

    plain, scaled = judged(1), judged(scale)
    assert scaled.ratio == (None if plain.ratio is None else pytest.approx(plain.ratio, abs=1e-9))
    assert [entry.verdict for entry in scaled.history] == [entry.verdict for entry in plain.history]


@quick
@given(own=st.dictionaries(years, numbers, max_size=8))
def test_a_mirrored_indicator_earns_the_same_verdicts(own: dict[str, str]) -> None:
    mirrored = {year: f"{-float(value):g}" for year, value in own.items()}
    up = judge(indicator(target=target(80), path="linear"), own)
    down = judge(indicator(target=target(-80, operator="<="), path="linear", direction="down"), mirrored)
    assert [entry.verdict for entry in up.history] == [entry.verdict for entry in down.history]
    assert (up.ratio, up.gap, up.reason) == (down.ratio, down.gap, down.reason)


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
@given(value=st.integers(0, 2000))
def test_met_exactly_where_the_target_is_reached(value: int) -> None:
    found = judge(indicator(target=target(100), path="linear"), {"2020": "0", "2025": f"{value / 10:g}"})
    assert (found.verdict is Verdict.met) == (value >= 1000)


@quick
@given(lower=st.integers(-200, 1200), higher=st.integers(-200, 1200))
def test_a_better_value_never_earns_a_worse_verdict(lower: int, higher: int) -> None:
    order = [Verdict.moving_away, Verdict.off_track, Verdict.at_risk, Verdict.on_track, Verdict.met]
    worse, better = (
        judge(indicator(target=target(100), path="linear"), {"2020": "0", "2025": f"{value / 10:g}"}).verdict
        for value in sorted((lower, higher))
    )
    assert order.index(worse) <= order.index(better)


class TestNumbersAtTheEdge:
    """Paces that lead beyond all numbers are kept within, and are no reason to fail."""

    @pytest.mark.parametrize("path", ["linear", "cagr", "logistic"])
    def test_a_leap_within_a_day(self, path: str) -> None:
        about = indicator(target=target(99), path=path, frequency="daily", limits={"min": 0, "max": 100})
        found = judge(about, {"2026-01-01": "0.0000001", "2026-01-02": "98"})
        assert Assessment.read(found.write()) == found
        assert found.projection is not None
        assert found.projection.value == pytest.approx(100)

    def test_growth_beyond_all_numbers_is_not_carried_on(self) -> None:
        about = indicator(target=target(2, 2060), path="linear", unit="count")
        found = judge(about, {"2020": "0.000001", "2021": "1000000000000"})
        assert "un" not in {method.method for method in found.other_methods}


class TestTheAgenda:
    """All 175 indicators, with nothing, with the figures that ship with Koers, and with some of them."""

    def test_without_any_figure_every_indicator_is_undetermined_for_lack_of_data(self) -> None:
        found = [assess(about, {}, TODAY) for about in subjects().values()]
        assert len(found) == 175
        assert {one.reason for one in found} == {Undetermined.no_data}

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
