"""Bases hold and direction: every cell of the table of verdicts, and every reason for none. All input is made up."""

import pytest

from schemas.assessment import Assessment
from schemas.verdicts import Basis, Undetermined, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import History, at, indicator, judge, known, subject, target, tolerance

ON, RISK, OFF, AWAY = Verdict.on_track, Verdict.at_risk, Verdict.off_track, Verdict.moving_away


class TestHold:
    """At least 60, tolerance 2: what lies above or less than 2 below is held."""

    def judged(self, history: History, **changes: object) -> Assessment:
        fields = {"target": target(60, None, mode="hold"), "tolerance": tolerance(2)} | changes
        return judge(indicator(**fields), history)

    @pytest.mark.parametrize(
        ("before", "now", "verdict"),
        [
            ("70", "61", ON),  # the right side, though it falls
            ("58", "58", ON),
            ("57", "57.9", RISK),
            ("56", "56", RISK),  # 4 below is twice the tolerance
            ("50", "55.9", OFF),
            ("40", "45", OFF),
            ("57.9", "57.6", AWAY),
            ("70", "57", AWAY),
            ("56", "50", AWAY),
        ],
    )
    def test_verdicts(self, before: str, now: str, verdict: Verdict) -> None:
        found = self.judged({"2019": before, "2024": now})
        assert found.basis is Basis.hold
        assert found.history[-1].verdict is verdict

    def test_it_is_never_met_only_kept(self) -> None:
        assert self.judged({"2024": "99"}).verdict is ON

    def test_one_value_is_enough_unless_a_break_lies_before_it(self) -> None:
        alone = self.judged({"2024": "57"})
        assert (alone.verdict, alone.confidence, alone.gap) == (RISK, "weak", -3)
        assert self.judged({"2020": "57", "2024": "57 b"}).reason is Undetermined.incomparable

    def test_worsening_is_measured_over_five_years(self) -> None:
        # Up from 50 five years before, though down from 58 the year before
        assert self.judged({"2019": "50", "2023": "56.5", "2024": "56.2"}).verdict is RISK
        assert self.judged({"2018": "57", "2023": "50", "2024": "56.2"}).verdict is AWAY

    def test_where_less_is_better_the_sides_change(self) -> None:
        capped = {"target": target(10, None, mode="hold", operator="<="), "direction": "down"}
        assert self.judged({"2024": "12"}, **capped).verdict is ON
        assert self.judged({"2024": "13"}, **capped).verdict is RISK

    @pytest.mark.parametrize(
        ("first", "second", "verdict"),
        [
            ("60", "57.9", ON),  # the edge of 2 is left beyond 2.2
            ("60", "57.7", AWAY),
            ("57", "58.1", RISK),  # and entered within 1.8
            ("57", "58.2", ON),
            ("56.5", "57", RISK),
        ],
    )
    def test_the_edge_has_a_tenth_of_the_tolerance_as_slack(self, first: str, second: str, verdict: Verdict) -> None:
        assert self.judged({"2023": first, "2024": second}).verdict is verdict


class TestDirection:
    """Neither target nor benchmark: the change over five years, tolerance 2."""

    def judged(self, history: History, **changes: object) -> Assessment:
        return judge(indicator(**({"tolerance": tolerance(2)} | changes)), history)

    @pytest.mark.parametrize(
        ("now", "verdict"), [("52.1", ON), ("52", RISK), ("50", RISK), ("48", RISK), ("47.9", AWAY)]
    )
    def test_verdicts(self, now: str, verdict: Verdict) -> None:
        found = self.judged({"2019": "50", "2024": now})
        assert (found.basis, found.verdict) == (Basis.direction, verdict)

    def test_only_the_last_five_years_count(self) -> None:
        assert self.judged({"2010": "10", "2019": "50", "2024": "50"}).verdict is RISK

    def test_where_less_is_better_a_fall_is_good(self) -> None:
        assert self.judged({"2019": "50", "2024": "47"}, direction="down").verdict is ON

    @pytest.mark.parametrize(
        ("second", "third", "verdict"),
        [
            ("53", "51.9", ON),  # left at 1.8
            ("53", "51.8", RISK),
            ("51", "52.2", RISK),  # left beyond 2.2
            ("51", "52.3", ON),
            ("47", "48.1", AWAY),
            ("47", "48.2", RISK),
        ],
    )
    def test_the_edge_has_a_tenth_of_the_tolerance_as_slack(self, second: str, third: str, verdict: Verdict) -> None:
        assert self.judged({"2022": "50", "2023": second, "2024": third}).verdict is verdict

    def test_one_value_has_no_direction(self) -> None:
        assert self.judged({"2024": "50"}).reason is Undetermined.too_few_points

    def test_a_target_without_a_year_is_met_where_it_is_reached(self) -> None:
        undated = {"target": target(60, None)}
        assert self.judged({"2024": "60"}, **undated).verdict is Verdict.met
        assert self.judged({"2019": "50", "2024": "59"}, **undated).verdict is ON


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        ({}, Undetermined.no_data),
        ({"2024": ":"}, Undetermined.no_data),
        ({"2024": ": m"}, Undetermined.no_data),
        ({"2024": ": c"}, Undetermined.suppressed),
        ({"2024": "5 C"}, Undetermined.suppressed),
        ({"2024": "5 d"}, Undetermined.incomparable),
        ({"2024": "5"}, Undetermined.too_few_points),
        ({"2023": "5", "2024": "6 b"}, Undetermined.incomparable),
    ],
)
def test_what_cannot_be_judged_says_why(history: History, reason: Undetermined) -> None:
    found = judge(indicator(), history)
    assert (found.verdict, found.reason, found.confidence) == (Verdict.undetermined, reason, "normal")


def test_an_assessment_with_a_value_that_is_not_shown_survives_its_journey_as_an_event() -> None:
    found = judge(indicator(), {"2019": "50", "2023": "55", "2024": ": c"})
    assert found.chart.points[-1].value is None
    assert Assessment.read(found.write()) == found


def test_an_unusable_newest_value_leaves_the_verdict_and_says_so() -> None:
    found = judge(indicator(tolerance=tolerance(2)), {"2019": "50", "2023": "55", "2024": ": c"})
    assert found.verdict is ON
    texts = {caveat.code: caveat.text.en for caveat in found.caveats}
    assert texts["newest_missing"] == "The value for 2024 cannot be used: the publisher does not show it."


class TestStandIn:
    """The fallback speaks only where the primary place has no usable value at all."""

    def judged(self, own: History) -> Assessment:
        about = indicator(geography={"primary": "BE2", "fallback": "BE"}, tolerance=tolerance(2))
        return assess(subject(about), known(at("BE2", own), at("BE", {"2019": "50", "2024": "55"})), None)

    def test_it_is_labelled_first(self) -> None:
        found = self.judged({"2024": ": c"})
        assert found.stand_in is not None
        assert (found.stand_in.geo, found.stand_in.instead_of, found.stand_in.kind) == ("BE", "BE2", "fallback")
        assert found.caveats[0].code == "stand_in"
        assert found.caveats[0].text.nl == "Het cijfer is van België: er is er geen voor het Vlaams Gewest."
        assert (found.verdict, found.key) == (ON, "made-up/BE2")

    def test_one_own_value_is_not_filled_up_with_another_places(self) -> None:
        found = self.judged({"2024": "50"})
        assert (found.stand_in, found.reason) == (None, Undetermined.too_few_points)
