"""The awkward cases of published practice: flags together, definitions, noughts, signs, limits, gaps, ties.

Digital skills of Belgium: Eurostat, 60.8 % in 2019 by the old definition (isoc_sk_dskl_i, I_DSK_BAB) and 54.2 % in
2021 by the new one (isoc_sk_dskl_i21, I_DSK2_BAB). Enterprises with high digital intensity: Eurostat isoc_e_dii, one
cell revised from 40.8 to 25.67. Women in lifelong learning: Eurostat trng_lfse_04. All other input is made up.
"""

from datetime import date
from typing import Any

import pytest

from schemas.assessment import Assessment
from schemas.verdicts import Cause, Undetermined, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import History, at, indicator, judge, known, snapshot, subject, target, tolerance

ON, OFF, NONE = Verdict.on_track, Verdict.off_track, Verdict.undetermined


def on_path(history: History, previous: Assessment | None = None, **changes: Any) -> Assessment:
    fields = {"target": target(100), "path": "linear", "tolerance": tolerance(2)} | changes
    return judge(indicator(**fields), history, previous=previous)


def codes(found: Assessment) -> set[str]:
    return {caveat.code for caveat in found.caveats}


class TestFlagsTogether:
    """Several flags hold at once; each keeps its own meaning."""

    WOMEN: History = {"2021": "18.6 b", "2022": "19.3", "2023": "19.4"}

    @pytest.mark.parametrize("flags", ["b", "bu", "ub", "bep", "bpu"])
    def test_a_break_counts_whatever_stands_beside_it(self, flags: str) -> None:
        found = on_path({**self.WOMEN, "2024": f"24.2 {flags}"}, target=target(30))
        assert (found.verdict, found.reason) == (NONE, Undetermined.incomparable)
        assert found.chart.points[-1].flags == flags

    def test_a_break_of_low_reliability_is_a_start_and_a_doubt(self) -> None:
        found = on_path({"2020": "50", "2021": "0 bu", "2022": "10 u"})
        assert found.baseline is not None
        assert (found.baseline.period.label, found.verdict, found.confidence) == ("2021", ON, "weak")
        assert {"break", "low_reliability"} <= codes(found)

    def test_a_provisional_break_restarts_and_what_follows_must_still_be_confirmed(self) -> None:
        found = on_path({"2020": "50", "2021": "0 bep", "2025": "10 p"})
        assert (found.verdict, found.episode.confirmed) == (OFF, False)
        assert {"break", "provisional"} <= codes(found)

    def test_a_break_in_a_value_that_is_no_evidence_still_counts(self) -> None:
        found = on_path({"2020": "50", "2021": "10 bd", "2022": "20", "2023": "30"})
        assert found.baseline is not None
        assert found.baseline.period.label == "2022"


class TestAChangeOfDefinition:
    """The series id carries the definition: what lies under another id is another measure."""

    OLD, NEW = (
        "eurostat:isoc_sk_dskl_i?freq=A&indic_is=I_DSK_BAB",
        "eurostat:isoc_sk_dskl_i21?freq=A&indic_is=I_DSK2_BAB",
    )

    def test_the_old_definition_is_not_read_at_all(self) -> None:
        about = indicator(geography={"primary": "BE"}, series=[{"id": self.NEW, "geo": ["BE"]}])
        old, new = (text.replace("freq=A", "freq=A&geo=BE") for text in (self.OLD, self.NEW))
        found = assess(subject(about), known(snapshot(old, {"2019": "60.8"}), snapshot(new, {"2021": "54.2"})), None)
        assert [point.value for point in found.chart.points] == [54.2]
        assert (found.verdict, found.reason) == (NONE, Undetermined.too_few_points)

    def test_where_the_agenda_lets_one_follow_the_other_the_declared_break_parts_them(self) -> None:
        broken = [{"period": "2021", "reason": {"en": "new definition", "nl": "nieuwe definitie"}}]
        found = judge(indicator(breaks=broken), {"2019": "60.8", "2021": "54.2"})
        assert (found.verdict, found.reason) == (NONE, Undetermined.incomparable)


class TestRevisions:
    """A revision that crosses a threshold is its own cause; one of precision only is nothing."""

    BEFORE: History = {"2020": "0", "2024": "40.8"}

    def test_a_value_revised_across_a_threshold_changes_the_past_verdict(self) -> None:
        before = on_path(self.BEFORE)
        after = on_path({"2020": "0", "2024": "25.67", "2025": "30"}, before)
        assert (before.verdict, after.verdict) == (ON, Verdict.at_risk)  # r = 0.64, then 0.60
        assert (after.episode.cause, after.episode.since) == (Cause.revision, before.episode.since)

    def test_more_decimals_of_the_same_figure_change_no_episode(self) -> None:
        before = on_path(self.BEFORE)
        after = on_path({"2020": "0.0", "2024": "40.80"}, before)
        assert (after.episode, after.verdict, after.ratio) == (before.episode, before.verdict, before.ratio)


class TestNoughtsAndSigns:
    """Nothing is put in the place of a nought; where growth means nothing the straight line is used, and told."""

    def test_from_a_base_of_nought_growth_falls_back_to_the_line(self) -> None:
        found = on_path({"2020": "0", "2025": "50"}, path="cagr", unit="count")
        assert (found.ratio, found.verdict, "linear_instead" in codes(found)) == (1, ON, True)
        assert {method.method for method in found.other_methods}.isdisjoint({"cagr", "un"})

    def test_to_a_target_of_nought_growth_falls_back_to_the_line(self) -> None:
        down = {"target": target(0, operator="<="), "direction": "down", "unit": "count", "path": "cagr"}
        found = on_path({"2020": "80", "2025": "40"}, **down)
        assert (found.expected, found.ratio, "linear_instead" in codes(found)) == (40, 1, True)
        assert on_path({"2020": "80", "2025": "0"}, **down).verdict is Verdict.met

    def test_negative_values_are_judged_on_the_line(self) -> None:
        # From -80 to -40: -60 in 2025, and halfway is halfway
        found = on_path({"2020": "-80", "2025": "-60"}, target=target(-40), path="cagr", unit="eur")
        assert (found.expected, found.ratio, "linear_instead" in codes(found)) == (-60, 1, True)

    def test_values_of_both_signs_are_judged_on_the_line(self) -> None:
        found = on_path({"2020": "-10", "2025": "15"}, target=target(40), path="cagr", unit="eur")
        assert (found.expected, found.ratio, found.verdict) == (15, 1, ON)

    def test_a_value_of_nought_on_a_growth_path_is_a_long_way_back(self) -> None:
        # 100 to 400 asks for 200; at nought growth has no rate, on the line it is -100 of the 100 needed
        found = on_path({"2020": "100", "2025": "0"}, target=target(400), path="cagr", unit="count")
        assert (found.ratio, found.verdict) == (pytest.approx(-1), Verdict.moving_away)


class TestNearALimit:
    """A share ends at 0 and 100: no projection and no band leaves them, and the last points cost the most."""

    LIMITS = {"limits": {"min": 0, "max": 100}}

    def test_close_to_a_hundred(self) -> None:
        found = on_path({"2020": "90", "2025": "99"}, **self.LIMITS)
        assert found.projection is not None
        assert (found.projection.value, found.projection.high) == (100, 100)
        assert max(point.high for point in found.chart.projection) == 100

    def test_close_to_nought(self) -> None:
        found = on_path({"2020": "10", "2025": "1"}, target=target(0.5, operator="<="), direction="down", **self.LIMITS)
        assert found.projection is not None
        assert (found.projection.value, found.projection.low) == (0, 0)

    def test_on_a_logistic_path_the_same_points_count_for_more_near_the_ceiling(self) -> None:
        # From 80 to 96 half of the way in logits is 90.7, not 88
        found = on_path({"2020": "80", "2025": "88"}, target=target(96), path="logistic", **self.LIMITS)
        assert found.expected == pytest.approx(90.74, abs=5e-3)
        assert found.verdict is Verdict.at_risk

    def test_at_the_limit_a_target_of_the_limit_is_met(self) -> None:
        assert on_path({"2020": "80", "2025": "100"}, **self.LIMITS).verdict is Verdict.met


class TestGapsAndFewPoints:
    """Years without a figure are years all the same."""

    def test_a_gap_in_the_series_counts_in_the_pace(self) -> None:
        found = on_path({"2016": "0", "2020": ":", "2024": "40"}, target=target(100, 2036))
        assert (found.expected, found.ratio, found.verdict) == (40, 1, ON)
        assert found.pace is not None
        assert found.pace.per_year == 5

    def test_two_points_make_a_weak_verdict_three_a_normal_one(self) -> None:
        two, three = {"2020": "0", "2025": "50"}, {"2020": "0", "2023": "30", "2025": "50"}
        assert [on_path(history).confidence for history in (two, three)] == ["weak", "normal"]

    def test_one_point_makes_none(self) -> None:
        assert on_path({"2020": "0"}).reason is Undetermined.too_few_points

    def test_where_the_base_year_is_missing_the_next_is_the_start_and_is_named(self) -> None:
        found = on_path({"2020": ": c", "2021": "10", "2025": "50"})
        assert found.baseline is not None
        assert (found.baseline.period.label, found.expected) == ("2021", 50)

    def test_a_baseline_behind_which_the_publisher_flags_the_first_figure_as_a_break_gives_way(self) -> None:
        declared = {"geo": "BE2", "period": "2019", "value": 10}
        found = on_path({"2021": "20 b", "2025": "60"}, baseline=declared)
        assert found.baseline is not None
        assert (found.baseline.period.label, "rebased" in codes(found)) == ("2021", True)

    def test_a_baseline_of_the_new_series_holds_though_its_figure_came_later(self) -> None:
        declared = {"geo": "BE2", "period": "2021", "value": 20}
        broken = [{"period": "2021", "reason": {"en": "new", "nl": "nieuw"}}]
        found = on_path(
            {"2019": "70", "2024": "50", "2025": "55"}, baseline=declared, breaks=broken, target=target(110)
        )
        assert found.baseline is not None
        assert (found.baseline.period.label, found.expected, "rebased" in codes(found)) == ("2021", 60, False)


class TestAClosedTarget:
    """Past its year a target is met or missed, by how much, and no pace leads there any more."""

    def test_missed_by_how_much_and_no_pace_is_needed(self) -> None:
        found = judge(
            indicator(target=target(100), path="linear"),
            {"2020": "0", "2029": "85", "2030": "91.5"},
            as_of=date(2031, 6, 1),
        )
        assert (found.verdict, found.gap, found.projection) == (Verdict.missed, -8.5, None)
        assert found.pace is not None
        assert found.pace.needed_per_year is None

    def test_met_and_no_longer_warned_of_slipping(self) -> None:
        found = on_path({"2020": "0", "2029": "110", "2030": "101"})
        assert (found.verdict, found.gap, "slipping" in codes(found)) == (Verdict.met, 1, False)


class TestTiesToRounding:
    """Figures are decimals: what is equal as published is equal, whatever binary fractions make of it."""

    def test_the_same_figure_with_other_decimals_is_the_same(self) -> None:
        for value in ("100", "100.0", "100.000", "1e2"):
            assert on_path({"2020": "0", "2025": value}).verdict is Verdict.met

    def test_a_sum_of_tenths_reaches_its_target(self) -> None:
        series = [{"input": name, "id": f"eurostat:{name}?freq=A", "geo": ["BE2"]} for name in ("one", "two")]
        about = subject(indicator(formula="one + two", series=series, target=target(0.3), path="linear", unit="ratio"))
        sides = [
            snapshot(f"eurostat:{name}?freq=A&geo=BE2", {"2020": "0.05", "2025": value})
            for name, value in (("one", "0.1"), ("two", "0.2"))
        ]
        assert assess(about, known(*sides), None).verdict is Verdict.met

    def test_exactly_on_a_threshold_is_on_the_better_side(self) -> None:
        # 0.95 x 0.7 = 0.665 of the way from 0 to 0.7 in 2025, and a tolerance of nothing
        tight = {"target": target(1.4), "tolerance": tolerance(0), "unit": "ratio"}
        assert on_path({"2020": "0", "2025": "0.665"}, **tight).verdict is ON
        assert on_path({"2020": "0", "2025": "0.664"}, **tight).verdict is Verdict.at_risk

    def test_exactly_on_the_edge_of_the_tolerance_is_within(self) -> None:
        # 0.7 - 0.6 is not 0.1 in binary
        held = {
            "target": target(0.7, None, mode="hold"),
            "tolerance": tolerance(0.1, "ratio"),
            "unit": "ratio",
            "path": "none",
        }
        assert on_path({"2024": "0.6"}, **held).verdict is ON

    def test_a_figure_that_hovers_at_a_threshold_does_not_flip(self) -> None:
        # r = 0.951, 0.949, 0.951 from 2025 on, each year's share of the path
        found = on_path({"2020": "0", "2025": "47.55", "2026": "56.94", "2027": "66.57"}, tolerance=tolerance(0))
        assert [entry.verdict for entry in found.history] == [ON, ON, ON]


def test_a_unit_slip_that_got_through_is_marked_as_suspect_until_someone_looked() -> None:
    jump = at("BE2", {"2020": "0", "2025": "50"}).observations[-1].model_copy(update={"value": "5", "suspect": True})
    found = on_path({"2020": "0", "2024": "45", "2025": jump})
    assert (found.verdict, found.episode.suspect) == (OFF, True)
    assert "suspect" in codes(found)
