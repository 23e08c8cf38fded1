"""Verdicts that hold still: hysteresis on both sides of every edge, and confirmation of what is worse.

Made-up input on a path from 0 in 2020 to 100 in 2030: 2025 asks for 50, 2026 for 60, 2027 for 70.
"""

import pytest

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import Observation
from schemas.verdicts import Verdict
from tests.unit.indicators.builders import Cell, indicator, judge, target, tolerance

ON, RISK, OFF, AWAY = Verdict.on_track, Verdict.at_risk, Verdict.off_track, Verdict.moving_away


def course(*values: Cell, points: float = 0.1) -> Assessment:
    """The values of 2025, 2026, …, after a baseline of 0 in 2020."""
    history = {"2020": "0"} | {str(2025 + index): value for index, value in enumerate(values)}
    return judge(indicator(target=target(100), path="linear", tolerance=tolerance(points)), history)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("48", "56.4", ON),  # r 0.96, then 0.94: on track is left below 0.93
        ("48", "55.7", RISK),  # 0.928
        ("45", "57.6", RISK),  # 0.90, then 0.96: at risk is left upwards from 0.97
        ("45", "58.2", ON),  # 0.97
        ("45", "35.4", RISK),  # 0.59: at risk is left downwards below 0.58
        ("45", "34.7", OFF),  # 0.578
        ("25", "36.6", OFF),  # 0.50, then 0.61: off track is left upwards from 0.62
        ("25", "37.2", RISK),  # 0.62
        ("10", "-0.6", OFF),  # -0.01: off track is left downwards below -0.02
        ("10", "-1.8", AWAY),  # -0.03
        ("-5", "0.6", AWAY),  # 0.01: moving away is left from 0.02
        ("-5", "1.2", OFF),
    ],
)
def test_a_ratio_must_pass_the_boundary_of_the_standing_verdict(first: str, second: str, verdict: Verdict) -> None:
    assert course(first, second).verdict is verdict


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("45", "53.6", ON),  # 5 behind with a tolerance of 6, then 6.4: left beyond 6.6
        ("45", "53.3", RISK),  # 6.7 behind
        ("40", "54.3", RISK),  # 10 behind, then 5.7: entered within 5.4
        ("40", "54.7", ON),  # 5.3 behind
    ],
)
def test_a_tolerance_edge_must_be_passed_by_a_tenth_of_the_tolerance(first: str, second: str, verdict: Verdict) -> None:
    assert course(first, second, points=6).verdict is verdict


def test_what_is_entered_follows_the_plain_thresholds() -> None:
    # From on track straight to r = 0.595: off track by the plain thresholds, though at risk would be left at 0.58
    assert course("48", "35.7").verdict is OFF


def test_met_has_no_slack_in_either_direction() -> None:
    assert course("100", "99.9").verdict is ON
    assert course("99.9", "100").verdict is Verdict.met


def test_a_verdict_kept_by_the_margin_alone_is_explained() -> None:
    assert "margin" in {caveat.code for caveat in course("48", "56.4").caveats}
    assert "margin" not in {caveat.code for caveat in course("48", "57").caveats}


class TestConfirmation:
    """A worse verdict counts only once a value confirms it."""

    def test_a_provisional_value_does_not_enter_a_worse_verdict(self) -> None:
        found = course("48", "30 p")
        assert (found.verdict, found.episode.since) == (ON, Period.parse("2025"))
        newest = found.history[-1]
        assert (newest.period.label, newest.verdict, newest.confirmed) == ("2026", OFF, False)
        assert {"provisional", "unconfirmed"} <= {caveat.code for caveat in found.caveats}

    @pytest.mark.parametrize("flag", ["p", "e", "f", "i"])
    def test_every_provisional_flag_waits(self, flag: str) -> None:
        assert course("48", f"30 {flag}").verdict is ON

    def test_the_next_release_repeating_it_confirms_it(self) -> None:
        repeated = Observation(period=Period.parse("2026"), value="30", obs_flags="p", releases=2)
        found = course("48", repeated)
        assert (found.verdict, found.episode.confirmed) == (OFF, True)
        assert found.episode.since == Period.parse("2026")

    def test_the_same_value_without_its_flag_confirms_it(self) -> None:
        assert course("48", "30").episode.since == Period.parse("2026")

    def test_the_next_final_value_confirms_it_from_where_it_began(self) -> None:
        found = course("48", "30 p", "35")
        assert (found.verdict, found.episode.since) == (OFF, Period.parse("2026"))
        assert (found.episode.from_verdict, found.episode.from_period) == (ON, Period.parse("2025"))

    def test_another_worse_verdict_begins_with_the_value_that_confirms_it(self) -> None:
        found = course("48", "50 p", "35")  # at risk was only hinted at
        assert (found.verdict, found.episode.since) == (OFF, Period.parse("2027"))
        assert found.episode.from_verdict is ON

    def test_a_recovery_before_confirmation_leaves_no_trace_in_the_episode(self) -> None:
        found = course("48", "30 p", "70")
        assert (found.verdict, found.episode.since) == (ON, Period.parse("2025"))

    def test_two_provisional_values_do_not_confirm_each_other(self) -> None:
        assert course("48", "30 p", "35 p").verdict is ON

    @pytest.mark.parametrize("flag", ["u", "n"])
    def test_an_unreliable_value_confirms_nothing_alone_a_second_one_does(self, flag: str) -> None:
        assert course("48", f"30 {flag}").verdict is ON
        found = course("48", f"30 {flag}", f"35 {flag}")
        assert (found.verdict, found.episode.since, found.confidence) == (OFF, Period.parse("2026"), "weak")

    def test_a_second_unreliable_value_confirms_no_more_than_the_first_hinted_at(self) -> None:
        assert course("48", "50 u", "35 u").verdict is ON
        assert course("48", "30 u", "50 u").verdict is RISK

    def test_a_better_verdict_is_entered_at_once(self) -> None:
        found = course("25", "58 p")
        assert (found.verdict, found.episode.confirmed) == (ON, False)

    def test_without_a_verdict_to_stand_on_the_first_is_entered_unconfirmed(self) -> None:
        found = course("25 p")
        assert (found.verdict, found.episode.confirmed, found.confidence) == (OFF, False, "weak")
        assert course("25 p", "30").episode.confirmed


def test_a_suspect_value_marks_the_episode_it_begins() -> None:
    jump = Observation(period=Period.parse("2026"), value="30", suspect=True)
    assert course("48", jump).episode.suspect
    later = course("48", jump, "35")
    assert later.episode.suspect
    assert not course("25", "30").episode.suspect


def test_the_episode_id_depends_on_its_four_facts_alone() -> None:
    first, again = course("48", "30"), course("48.2", "29")
    assert first.episode.id == again.episode.id
    assert first.episode.id != course("25", "30").episode.id
