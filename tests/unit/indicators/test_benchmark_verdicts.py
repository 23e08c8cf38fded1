"""Basis benchmark: the gap to others or to the own past, every cell of the table. All input is made up."""

import pytest

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.verdicts import Basis, Undetermined, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import History, at, indicator, judge, known, members, subject, tolerance

MET, ON, RISK = Verdict.met, Verdict.on_track, Verdict.at_risk
OFF, AWAY, NONE = Verdict.off_track, Verdict.moving_away, Verdict.undetermined


class TestBenchmark:
    """The gap to the Union's figure, tolerance 1, five years apart."""

    def judged(self, own: tuple[str, str], union: tuple[str, str]) -> Assessment:
        found = subject(indicator(benchmark="EU27_2020", tolerance=tolerance(1)))
        years = ("2019", "2024")
        sides = (at(geo, dict(zip(years, values, strict=True))) for geo, values in (("BE2", own), ("EU27_2020", union)))
        return assess(found, known(*sides), None)

    @pytest.mark.parametrize(
        ("own", "union", "verdict"),
        [
            (("50", "60"), ("55", "60"), MET),
            (("50", "56"), ("55", "60"), ON),  # the gap shrinks from 5 to 4
            (("50", "54"), ("55", "60"), ON),  # widens by 1
            (("50", "53.5"), ("55", "60"), RISK),  # by 1.5
            (("50", "53"), ("55", "60"), RISK),  # by 2
            (("50", "52.9"), ("55", "60"), OFF),  # by 2.1
            (("50", "49"), ("55", "55.5"), AWAY),  # by 1.5, and the own value falls
            (("50", "49"), ("55", "54.5"), ON),  # the own value falls, but not the gap
        ],
    )
    def test_verdicts(self, own: tuple[str, str], union: tuple[str, str], verdict: Verdict) -> None:
        found = self.judged(own, union)
        assert (found.basis, found.verdict) == (Basis.benchmark, verdict)

    def test_both_gaps_are_told(self) -> None:
        found = self.judged(("50", "53.5"), ("55", "60")).benchmark
        assert found is not None
        assert (found.value, found.gap, found.gap_before) == (60, -6.5, -5)
        assert (found.period, found.before_period) == (Period.parse("2024"), Period.parse("2019"))

    def test_one_gap_is_one_point_unless_it_is_closed(self) -> None:
        found = subject(indicator(benchmark="EU27_2020"))
        judged = {
            value: assess(found, known(at("BE2", {"2024": value}), at("EU27_2020", {"2024": "60"})), None)
            for value in ("59", "60")
        }
        assert judged["59"].reason is Undetermined.too_few_points
        assert judged["60"].verdict is MET

    def test_a_provisional_benchmark_confirms_nothing(self) -> None:
        found = subject(indicator(benchmark="EU27_2020", tolerance=tolerance(1)))
        own, union = {"2019": "50", "2020": "50", "2024": "50"}, {"2019": "55", "2020": "55", "2024": "59 p"}
        judged = assess(found, known(at("BE2", own), at("EU27_2020", union)), None)
        assert (judged.verdict, judged.history[-1].verdict, judged.history[-1].confirmed) == (ON, OFF, False)

    def test_without_any_value_of_the_others_nothing_can_be_compared(self) -> None:
        found = judge(indicator(benchmark="EU27_2020"), {"2023": "50", "2024": "50"})
        assert found.reason is Undetermined.incomparable

    def test_a_comparison_older_than_the_newest_figure_is_said_to_be(self) -> None:
        found = subject(indicator(benchmark="EU27_2020"))
        own, union = {"2019": "50", "2022": "50", "2024": "50"}, {"2019": "55", "2022": "55"}
        judged = assess(found, known(at("BE2", own), at("EU27_2020", union)), None)
        assert "benchmark_lags" in {caveat.code for caveat in judged.caveats}


class TestTopOfTheUnion:
    """The mean of the best three or five of all members, at least twenty of them."""

    def judged(self, kind: str, values: list[str], **changes: object) -> Assessment:
        found = subject(indicator(benchmark=kind, tolerance=tolerance(1), **changes))
        others = [at(geo, history) for geo, history in members(values).items()]
        return assess(found, known(at("BE2", {"2024": "1"}), *others), None)

    @pytest.mark.parametrize(("kind", "level"), [("top3_eu", 26), ("top5_eu", 25)])
    def test_the_mean_of_the_best(self, kind: str, level: float) -> None:
        # 27 members at 1, 2, … 27: the three best are 25, 26 and 27, the five best 23 to 27; one gap gives no verdict
        judged = self.judged(kind, [str(value) for value in range(1, 28)])
        assert judged.benchmark is not None
        assert judged.benchmark.value == level
        assert judged.benchmark.members[0] == "SK"
        assert (judged.verdict, judged.reason) == (NONE, Undetermined.too_few_points)

    def test_where_less_is_better_the_best_are_the_lowest(self) -> None:
        judged = self.judged("top3_eu", [str(value) for value in range(1, 28)], direction="down")
        assert judged.benchmark is not None
        assert (judged.benchmark.value, judged.verdict) == (2, MET)
        assert judged.benchmark.members == ("AT", "BE", "BG")

    @pytest.mark.parametrize(("reporting", "level"), [(19, None), (20, 19)])
    def test_fewer_than_twenty_members_make_no_top(self, reporting: int, level: float | None) -> None:
        judged = self.judged("top3_eu", [str(value) for value in range(1, reporting + 1)])
        assert (judged.benchmark.value if judged.benchmark else None) == level
        assert judged.reason is Undetermined.too_few_points

    def test_unusable_values_do_not_count_towards_the_twenty(self) -> None:
        judged = self.judged("top3_eu", [str(value) for value in range(1, 20)] + [": c", "20 d"])
        assert judged.benchmark is None


class TestOwnPast:
    """The level is the own past; what lies above it has closed the gap."""

    HISTORY: History = {"2019": "10", "2020": "20", "2021": "30", "2022": "40", "2023": "50", "2024": "25"}

    @pytest.mark.parametrize(
        ("kind", "level"),
        [
            ("own_mean_3y", 40),  # of 30, 40, 50
            ("own_mean_5y", 30),  # of 10 to 50
            ("own_median_10y", 30),
            ("own_first", 10),
            ("own_trend", 50),
        ],
    )
    def test_the_level(self, kind: str, level: float) -> None:
        found = judge(indicator(benchmark=kind), self.HISTORY)
        assert found.benchmark is not None
        assert (found.benchmark.value, found.benchmark.gap) == (level, 25 - level)

    def test_the_best_of_twelve_months(self) -> None:
        months = {"2023-06": "90", "2023-11": "50", "2024-05": "70", "2024-11": "60"}
        found = judge(indicator(benchmark="own_max_12m", frequency="monthly"), months)
        assert found.benchmark is not None
        assert found.benchmark.value == 70  # 90 lies seventeen months back

    @pytest.mark.parametrize(("now", "verdict"), [("50", MET), ("49", ON), ("48", AWAY), ("30", AWAY)])
    def test_against_the_value_before(self, now: str, verdict: Verdict) -> None:
        # A tolerance of 1; below the level by more, and below the only value before as well
        history = {"2023": "50", "2024": now}
        assert judge(indicator(benchmark="own_trend", tolerance=tolerance(1)), history).verdict is verdict

    @pytest.mark.parametrize(("now", "verdict"), [("48.5", RISK), ("48", RISK), ("47.9", OFF)])
    def test_a_fall_within_a_longer_rise(self, now: str, verdict: Verdict) -> None:
        history = {"2018": "10", "2023": "50", "2024": now}
        assert judge(indicator(benchmark="own_trend", tolerance=tolerance(1)), history).verdict is verdict

    def test_a_past_of_one_value_is_too_short_for_a_mean(self) -> None:
        assert judge(indicator(benchmark="own_mean_3y"), {"2023": "5", "2024": "6"}).reason is (
            Undetermined.too_few_points
        )
