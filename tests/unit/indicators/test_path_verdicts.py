"""Basis path: which value earns which verdict, when a target is met or missed, and what the path starts from.

Made-up input: a path from 0 in 2020 to 100 in 2030, so that the path asks for ten points a year.
"""

from datetime import date

import pytest

from schemas.assessment import Assessment
from schemas.verdicts import Basis, Cause, Undetermined, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import History, at, indicator, judge, known, subject, target, tolerance


def on_path(history: History, *, as_of: date | None = None, **changes: object) -> Assessment:
    fields = {"target": target(100), "path": "linear", "tolerance": tolerance(2)} | changes
    return judge(indicator(**fields), history, as_of=as_of)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("100", Verdict.met),
        ("50", Verdict.on_track),
        ("48", Verdict.on_track),  # 2 points behind is within the tolerance
        ("47.5", Verdict.on_track),  # r = 0.95
        ("47.4", Verdict.at_risk),
        ("30", Verdict.at_risk),  # r = 0.60
        ("29.9", Verdict.off_track),
        ("0", Verdict.off_track),  # r = 0
        ("-0.1", Verdict.moving_away),
    ],
)
def test_thresholds(value: str, verdict: Verdict) -> None:
    assert on_path({"2020": "0", "2025": value}).verdict is verdict


def test_moving_away_needs_to_be_beyond_the_tolerance() -> None:
    # 2021: the path asks for 10; -1 is 11 behind
    assert on_path({"2020": "0", "2021": "-1"}, tolerance=tolerance(11)).verdict is Verdict.on_track
    assert on_path({"2020": "0", "2021": "-1"}, tolerance=tolerance(10)).verdict is Verdict.moving_away


def test_the_path_is_judged_at_the_period_of_the_newest_value_never_today() -> None:
    early, late = (on_path({"2020": "0", "2025": "50"}, as_of=date(year, 12, 31)) for year in (2026, 2029))
    assert early.expected == late.expected == 50
    assert early.verdict is late.verdict is Verdict.on_track


def test_the_first_usable_value_is_the_baseline_where_none_is_declared() -> None:
    found = on_path({"2019": ":", "2020": "4", "2025": "52"})
    assert found.baseline is not None
    assert (found.baseline.period.label, found.baseline.value, found.baseline.shown) == ("2020", 4, "4")
    assert found.expected == 52  # 4 + 5 x 9.6


def test_a_declared_baseline_binds_even_where_the_series_does_not_hold_it() -> None:
    declared = {"geo": "BE2", "period": "2020", "value": 20, "note": None}
    found = on_path({"2024": "40", "2025": "61"}, baseline=declared)
    assert found.expected == 60  # 20 + 5 x 8
    assert found.pace is not None
    assert found.pace.per_year == pytest.approx(8.2)  # (61 - 20) / 5


def test_the_baseline_of_another_place_does_not_bind_the_fallback() -> None:
    declared = {"geo": "BE2", "period": "2020", "value": 20}
    judged = indicator(
        geography={"primary": "BE2", "fallback": "BE"}, target=target(100), path="linear", baseline=declared
    )
    found = assess(subject(judged), known(at("BE", {"2021": "10", "2025": "50"})), None)
    assert found.baseline is not None
    assert found.baseline.value == 10


def test_values_before_the_baseline_are_shown_but_not_judged() -> None:
    declared = {"geo": "BE2", "period": "2022", "value": 20}
    found = on_path({"2020": "0", "2022": "20", "2024": "40"}, baseline=declared)
    assert [entry.period.label for entry in found.history] == ["2024"]
    assert [point.period.label for point in found.chart.points] == ["2020", "2022", "2024"]


def test_a_target_relative_to_the_baseline() -> None:
    # Halving 14 points: 7 in 2030, so 10.5 in 2025
    halve = target(0.5, relative_to="baseline", operator="<=")
    found = on_path({"2020": "14", "2025": "10.5"}, target=halve, direction="down")
    assert found.target is not None
    assert (found.target.value, found.expected, found.verdict) == (7, 10.5, Verdict.on_track)


def test_a_target_relative_to_an_unknown_baseline_is_no_number_yet() -> None:
    found = on_path({}, target=target(0.5, relative_to="baseline", operator="<="), direction="down")
    assert found.target is None
    assert found.reason is Undetermined.no_data


class TestTheTargetYear:
    """A target is missed only when the figure of its year is there and falls short."""

    def test_a_figure_of_the_target_year_that_falls_short_misses_it(self) -> None:
        found = on_path({"2020": "0", "2029": "90", "2030": "99.9"}, as_of=date(2031, 6, 1))
        assert (found.verdict, found.episode.cause) == (Verdict.missed, Cause.deadline)
        assert found.episode.from_verdict is Verdict.on_track
        assert not found.deadline_passed

    def test_without_that_figure_the_last_verdict_stands_and_the_reader_is_told(self) -> None:
        found = on_path({"2020": "0", "2029": "90"}, as_of=date(2031, 1, 1))
        assert (found.verdict, found.deadline_passed) == (Verdict.on_track, True)
        (caveat,) = [caveat for caveat in found.caveats if caveat.code == "deadline_passed"]
        assert caveat.text.en == "The target year 2030 has passed; its figure is due in December 2030."
        assert caveat.text.nl == "Het doeljaar 2030 is voorbij; het cijfer ervan wordt verwacht in december 2030."

    def test_during_the_target_year_the_deadline_has_not_passed(self) -> None:
        assert not on_path({"2020": "0", "2029": "90"}, as_of=date(2030, 12, 31)).deadline_passed

    def test_a_provisional_figure_of_that_year_does_not_miss_it_yet(self) -> None:
        found = on_path({"2020": "0", "2029": "90", "2030": "91 p"}, as_of=date(2031, 6, 1))
        assert (found.verdict, found.deadline_passed) == (Verdict.on_track, True)

    def test_a_later_figure_that_falls_short_misses_it_too(self) -> None:
        assert on_path({"2020": "0", "2029": "90", "2031": "95"}).verdict is Verdict.missed

    def test_a_target_reached_late_is_met(self) -> None:
        found = on_path({"2020": "0", "2030": "95", "2031": "100"})
        assert (found.verdict, found.episode.from_verdict) == (Verdict.met, Verdict.missed)

    def test_a_quarter_of_the_target_year_does_not_speak_for_the_year(self) -> None:
        quarters = {"2020-Q1": "0", "2030-Q1": "99"}
        assert on_path(quarters, frequency="quarterly").verdict is Verdict.on_track
        whole = quarters | {"2030-Q4": "99"}
        assert on_path(whole, frequency="quarterly").verdict is Verdict.missed

    def test_a_last_known_figure_never_ends_as_missed(self) -> None:
        history = {"2020": "0", "2029": "90", "2030": "91"}
        found = on_path(history, last_known_end="2030", as_of=date(2032, 1, 1))
        assert (found.verdict, found.deadline_passed) == (Verdict.at_risk, True)  # r = 0.91
        assert "stale" in {caveat.code for caveat in found.caveats}
        assert on_path(history | {"2031": "92"}, last_known_end="2030").verdict is Verdict.missed


class TestPathsThatCannotBeDrawn:
    """Where progress needed is nought, nothing is divided by it."""

    def test_a_target_that_is_the_baseline_cannot_be_judged_unless_it_is_met(self) -> None:
        assert on_path({"2020": "100", "2025": "100"}).verdict is Verdict.met
        assert on_path({"2020": "100", "2025": "90"}).reason is Undetermined.no_target

    def test_a_goal_the_baseline_was_past_must_be_kept(self) -> None:
        past = {"2019": "120", "2020": "120"}
        verdicts = [on_path(past | {"2025": value}).verdict for value in ("100", "99", "97", "95")]
        assert verdicts == [Verdict.met, Verdict.on_track, Verdict.moving_away, Verdict.moving_away]

    def test_growth_from_nought_falls_back_to_the_straight_line_and_says_so(self) -> None:
        found = on_path({"2020": "0", "2025": "50"}, path="cagr", unit="count", tolerance=None)
        assert found.ratio == 1
        assert "linear_instead" in {caveat.code for caveat in found.caveats}

    def test_a_logistic_path_to_its_ceiling_needs_a_level_that_is_as_good(self) -> None:
        history = {"2020": "50", "2025": "80"}
        assert "linear_instead" in {c.code for c in on_path(history, path="logistic").caveats}
        found = on_path(history, path="logistic", saturation=99)
        assert "linear_instead" not in {c.code for c in found.caveats}
        # Half way on the logit from 0 to ln(99): sqrt(99) / (1 + sqrt(99)) = 90.87 %
        assert found.expected == pytest.approx(90.87, abs=5e-3)


class TestMilestones:
    """The policy's own steps are the path: e-invoicing 25 % in 2020 and 2025, then a jump to 100 % in 2026."""

    STEPS = ({"period": "2025", "value": 25}, {"period": "2026", "value": 100})

    def verdict(self, history: History) -> Assessment:
        return on_path(history, target=target(100, 2026), path="milestones", steps=self.STEPS, tolerance=tolerance(10))

    def test_before_the_jump_only_the_level_is_asked_for(self) -> None:
        found = self.verdict({"2020": "25", "2024": "26"})
        assert (found.expected, found.ratio, found.verdict) == (25, None, Verdict.on_track)

    def test_falling_below_it_beyond_the_tolerance_is_moving_away(self) -> None:
        assert self.verdict({"2020": "25", "2024": "14"}).verdict is Verdict.moving_away

    def test_after_the_jump_the_target_is_asked_for(self) -> None:
        assert self.verdict({"2020": "25", "2026": "90"}).verdict is Verdict.missed

    def test_the_chart_shows_the_corners(self) -> None:
        corners = [(corner.position, corner.value) for corner in self.verdict({"2020": "25", "2024": "26"}).chart.path]
        assert corners == [(2020, 25), (2025, 25), (2026, 100)]


class TestTolerance:
    """Points for shares and scores, else relative to what is expected."""

    def test_two_points_where_none_is_declared_for_a_share(self) -> None:
        found = on_path({"2020": "0", "2025": "48"}, tolerance=None)
        assert found.tolerance is not None
        assert (found.tolerance.value, found.tolerance.basis) == (2, "default")

    def test_five_percent_of_the_expected_value_for_other_units(self) -> None:
        found = on_path({"2020": "0", "2025": "48"}, tolerance=None, unit="persons")
        assert found.tolerance is not None
        assert (found.tolerance.value, found.tolerance.basis) == (2.5, "default")

    def test_a_declared_percentage_is_relative(self) -> None:
        found = on_path({"2020": "0", "2025": "44"}, tolerance=tolerance(12, "percent"), unit="count")
        assert found.tolerance is not None
        assert (found.tolerance.value, found.verdict) == (6, Verdict.on_track)


def test_met_past_a_saturation_level_and_slipping_is_warned_of() -> None:
    found = on_path({"2020": "99.9", "2025": "99.2"}, saturation=99)
    codes = {caveat.code: caveat.text.en for caveat in found.caveats}
    assert found.verdict is Verdict.met
    assert codes["saturated"] == "From 99 no further progress is expected; the target counts as met."
    # 0.14 points a year less: 98.5 in 2030
    assert codes["slipping"] == "The target is met now, but at this pace no longer in 2030."


def test_a_value_that_must_lie_above_is_not_met_by_touching() -> None:
    assert on_path({"2020": "0", "2025": "100"}, target=target(100, operator=">")).verdict is not Verdict.met
    assert on_path({"2020": "0", "2025": "100.1"}, target=target(100, operator=">")).verdict is Verdict.met


def test_the_basis_is_named_even_before_there_is_a_value() -> None:
    found = on_path({})
    assert (found.basis, found.verdict, found.reason) == (Basis.path, Verdict.undetermined, Undetermined.no_data)
    assert found.target is not None
    assert found.target.reference is None
