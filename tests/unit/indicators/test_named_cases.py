"""Where each awkward case of published practice is tested; a name that is no test any more fails here."""

import importlib
from types import ModuleType

import pytest

from schemas.verdicts import DriftPolicy

# What the case is: the tests that show it, as module::[Class::]test below tests/unit
CASES: dict[str, tuple[str, ...]] = {
    "a break restarts the baseline": ("indicators.test_breaks::test_a_baseline_never_lies_before_a_break",),
    "no verdict from the year of a break": ("indicators.test_breaks::test_the_value_of_a_break_year_gives_no_verdict",),
    "women in lifelong learning, trng_lfse_04, broken in 2024": (
        "indicators.test_breaks::test_before_the_break_the_path_of_its_own_series_counts",
        "indicators.test_breaks::test_the_value_of_a_break_year_gives_no_verdict",
    ),
    "two values after a break suffice and are weak": (
        "indicators.test_breaks::test_two_values_after_a_break_suffice_and_are_weak",
    ),
    "a break no value has followed": (
        "indicators.test_breaks::TestABreakThatNoValueHasFollowed::test_the_verdict_ends_with_the_series",
    ),
    "a break in the benchmark": (
        "indicators.test_breaks::TestABreakInTheBenchmark::test_gaps_on_both_sides_are_not_compared",
        "indicators.test_breaks::TestABreakInTheBenchmark::test_a_break_in_a_member_that_led_before_counts_as_well",
    ),
    "a break in a part of a formula": (
        "indicators.test_formulas::TestParts::test_a_break_in_a_part_breaks_the_whole",
        "indicators.test_formulas::TestParts::test_so_does_one_in_a_period_the_other_part_does_not_know",
    ),
    "a break in a member of a composite": (
        "indicators.test_composites::TestBreaksOfMembers::test_a_value_is_not_carried_on_over_a_declared_break",
        "indicators.test_composites::TestBreaksOfMembers::test_a_break_lost_in_normalising_breaks_the_whole",
    ),
    "flags p, e, f and i": (
        "indicators.test_steady_verdicts::TestConfirmation::test_every_provisional_flag_waits",
        "indicators.test_steady_verdicts::TestConfirmation::test_the_next_release_repeating_it_confirms_it",
    ),
    "flags u and n": (
        "indicators.test_steady_verdicts::TestConfirmation::"
        "test_an_unreliable_value_confirms_nothing_alone_a_second_one_does",
    ),
    "flags d, c, C, m and missing": ("indicators.test_level_verdicts::test_what_cannot_be_judged_says_why",),
    "flags bu and bep together": (
        "indicators.test_edge_cases::TestFlagsTogether::test_a_break_counts_whatever_stands_beside_it",
        "indicators.test_edge_cases::TestFlagsTogether::test_a_break_of_low_reliability_is_a_start_and_a_doubt",
    ),
    "a change of definition is no fall": (
        "indicators.test_edge_cases::TestAChangeOfDefinition::test_the_old_definition_is_not_read_at_all",
    ),
    "a revision that crosses a threshold": (
        "indicators.test_causes::test_another_value_of_a_known_period_is_a_revision",
        "indicators.test_edge_cases::TestRevisions::test_a_value_revised_across_a_threshold_changes_the_past_verdict",
    ),
    "a revision of precision only": (
        "indicators.test_edge_cases::TestRevisions::test_more_decimals_of_the_same_figure_change_no_episode",
    ),
    "zero base": (
        "indicators.test_edge_cases::TestNoughtsAndSigns::test_from_a_base_of_nought_growth_falls_back_to_the_line",
    ),
    "target of nought": (
        "indicators.test_edge_cases::TestNoughtsAndSigns::test_to_a_target_of_nought_growth_falls_back_to_the_line",
    ),
    "negative values": (
        "indicators.test_edge_cases::TestNoughtsAndSigns::test_negative_values_are_judged_on_the_line",
    ),
    "mixed signs": (
        "indicators.test_edge_cases::TestNoughtsAndSigns::test_values_of_both_signs_are_judged_on_the_line",
    ),
    "target is the base": (
        "indicators.test_path_verdicts::TestPathsThatCannotBeDrawn::"
        "test_a_target_that_is_the_baseline_cannot_be_judged_unless_it_is_met",
    ),
    "met, then slipping": (
        "indicators.test_path_verdicts::test_met_past_a_saturation_level_and_slipping_is_warned_of",
    ),
    "near the limit of 100": ("indicators.test_edge_cases::TestNearALimit::test_close_to_a_hundred",),
    "near the limit of 0": ("indicators.test_edge_cases::TestNearALimit::test_close_to_nought",),
    "base year missing": (
        "indicators.test_edge_cases::TestGapsAndFewPoints::"
        "test_where_the_base_year_is_missing_the_next_is_the_start_and_is_named",
    ),
    "gaps in the series": (
        "indicators.test_edge_cases::TestGapsAndFewPoints::test_a_gap_in_the_series_counts_in_the_pace",
    ),
    "few points": (
        "indicators.test_edge_cases::TestGapsAndFewPoints::test_two_points_make_a_weak_verdict_three_a_normal_one",
        "indicators.test_edge_cases::TestGapsAndFewPoints::test_one_point_makes_none",
    ),
    "percentage points against relative": (
        "indicators.test_path_verdicts::TestTolerance::test_two_points_where_none_is_declared_for_a_share",
        "indicators.test_path_verdicts::TestTolerance::test_five_percent_of_the_expected_value_for_other_units",
    ),
    "target year passed: missed": (
        "indicators.test_edge_cases::TestAClosedTarget::test_missed_by_how_much_and_no_pace_is_needed",
    ),
    "target year passed: met": (
        "indicators.test_edge_cases::TestAClosedTarget::test_met_and_no_longer_warned_of_slipping",
    ),
    "target year passed without its figure": (
        "indicators.test_path_verdicts::TestTheTargetYear::"
        "test_without_that_figure_the_last_verdict_stands_and_the_reader_is_told",
    ),
    "tie to rounding": (
        "indicators.test_edge_cases::TestTiesToRounding::test_a_sum_of_tenths_reaches_its_target",
        "indicators.test_edge_cases::TestTiesToRounding::test_a_figure_that_hovers_at_a_threshold_does_not_flip",
    ),
    "unit slip": (
        "ingest.test_checks::test_unit_slips_against_own_history",
        "indicators.test_edge_cases::test_a_unit_slip_that_got_through_is_marked_as_suspect_until_someone_looked",
    ),
    "hysteresis": (
        "indicators.test_steady_verdicts::test_a_ratio_must_pass_the_boundary_of_the_standing_verdict",
        "indicators.test_properties::TestStandings::test_on_a_path",
    ),
    "staleness by the dataset's own rhythm": (
        "indicators.test_freshness::test_an_overdue_figure_is_a_caveat_and_never_a_verdict",
    ),
    "a falling place with a rising value": (
        "indicators.test_peers::TestRank::test_a_falling_place_with_a_rising_value_reads_right",
    ),
}
NEVER_BY_THEMSELVES = "alerts.test_assessments::TestWhatIsNeverMailed::test_indicators_that_never_alert_by_themselves"
POLICIES: dict[DriftPolicy, str] = {
    DriftPolicy.alert: "alerts.test_assessments::TestWhatIsNeverMailed::test_what_the_world_changed_is",
    DriftPolicy.annual_only: "alerts.test_assessments::TestDriftPolicies::test_annual_only_alerts_at_most_once_a_wave",
    DriftPolicy.regression_only: "alerts.test_assessments::TestDriftPolicies::test_regression_only",
    DriftPolicy.manual_entry: NEVER_BY_THEMSELVES,
    DriftPolicy.context_only: NEVER_BY_THEMSELVES,
}


@pytest.mark.parametrize("named", sorted({name for names in CASES.values() for name in names} | {*POLICIES.values()}))
def test_each_case_has_the_test_that_is_named_for_it(named: str) -> None:
    module, *path = named.split("::")
    found: ModuleType | type = importlib.import_module(f"tests.unit.{module}")
    for name in path:
        found = getattr(found, name)
    assert callable(found)


def test_every_drift_policy_has_one() -> None:
    assert POLICIES.keys() == set(DriftPolicy)
