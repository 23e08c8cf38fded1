"""Breaks: nothing is compared across one, and behind one nothing is judged until two values are there.

Women 18-64 in lifelong learning, Flemish Region: Eurostat trng_lfse_04, 18.6 b (2021), 19.3, 19.4, 24.2 b (2024); the
target of 30 in 2030 is assumed. By hand: the path from 2021 asks for 18.6 + 2/9 x 11.4 = 21.1333 in 2023; gap -1.7333;
r = 0.8 / 2.5333 = 0.3158. Read across the break, 2024 would give r = 5.6 / 3.8 = 1.4737.
All other input is made up.
"""

from datetime import date
from typing import Any

import pytest

from schemas.assessment import Assessment
from schemas.indicator import EU_MEMBERS
from schemas.period import Period
from schemas.verdicts import Basis, Undetermined, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.agenda_figures import subjects, transcribed
from tests.unit.indicators.builders import History, at, indicator, judge, known, snapshot, subject, target, text
from tests.unit.indicators.builders import tolerance as points

WOMEN: History = {"2021": "18.6 b", "2022": "19.3", "2023": "19.4"}
DECLARED = ({"period": "2022", "reason": text("another questionnaire").model_dump()},)
TODAY = date(2026, 11, 25)


def women(history: History) -> Assessment:
    return judge(indicator(target=target(30), path="linear", tolerance=points(1)), history)


def codes(found: Assessment) -> set[str]:
    return {caveat.code for caveat in found.caveats}


def test_before_the_break_the_path_of_its_own_series_counts() -> None:
    found = women(WOMEN)
    assert (found.verdict, found.confidence) == (Verdict.off_track, "normal")
    assert (found.ratio, found.gap) == (pytest.approx(0.3158, abs=5e-5), pytest.approx(-1.7333, abs=5e-5))


def test_the_value_of_a_break_year_gives_no_verdict() -> None:
    found = women({**WOMEN, "2024": "24.2 b"})
    assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.incomparable)
    assert (found.episode.since, found.episode.from_verdict) == (Period.parse("2024"), Verdict.off_track)
    assert (found.ratio, found.expected, found.projection) == (None, None, None)
    assert [point.period.label for point in found.chart.points if point.is_break] == ["2021", "2024"]


def test_two_values_after_a_break_suffice_and_are_weak() -> None:
    # From 24.2 in 2024, 2025 asks for 24.2 + 5.8 / 6 = 25.1667
    found = women({**WOMEN, "2024": "24.2 b", "2025": "25.2"})
    assert (found.verdict, found.confidence) == (Verdict.on_track, "weak")
    assert found.expected == pytest.approx(25.1667, abs=5e-5)
    assert {"break", "few_points"} <= codes(found)
    assert women({**WOMEN, "2024": "24.2 b", "2025": "25.2", "2026": "26.2"}).confidence == "normal"


def test_a_declared_break_counts_like_a_flagged_one() -> None:
    history = {"2019": "50", "2021": "60", "2022": "40", "2023": "41"}
    found = judge(indicator(breaks=DECLARED, target=target(80), path="linear"), history)
    assert found.baseline is not None
    assert (found.baseline.period.label, found.baseline.value) == ("2022", 40)
    (caveat,) = [caveat for caveat in found.caveats if caveat.code == "break"]
    assert caveat.text.en == "Break in 2022 (another questionnaire): earlier figures are shown, not compared."


def test_a_baseline_never_lies_before_a_break() -> None:
    declared = {"geo": "BE2", "period": "2019", "value": 50}
    history = {"2019": "50", "2022": "40", "2023": "41"}
    found = judge(indicator(breaks=DECLARED, baseline=declared, target=target(80), path="linear"), history)
    assert found.baseline is not None
    assert found.baseline.period.label == "2022"
    assert "rebased" in codes(found)


class TestABreakThatNoValueHasFollowed:
    """The old series says nothing about the new one."""

    OLD: History = {"2011": "37", "2016": "45"}

    def judged(self, as_of: date | None = TODAY, **changes: Any) -> Assessment:
        fields = {"breaks": DECLARED, "target": target(60), "path": "linear"} | changes
        return judge(indicator(**fields), self.OLD, as_of=as_of)

    def test_the_verdict_ends_with_the_series(self) -> None:
        found = self.judged()
        assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.incomparable)
        assert (found.episode.from_verdict, found.episode.from_period) == (Verdict.on_track, Period.parse("2016"))
        assert found.episode.since == Period.parse("2022")

    def test_no_number_of_the_old_series_is_left_standing(self) -> None:
        found = self.judged()
        assert (found.expected, found.gap, found.ratio, found.tolerance) == (None, None, None, None)
        assert (found.baseline, found.pace, found.projection, found.other_methods) == (None, None, None, ())
        assert (found.chart.path, found.chart.projection) == ((), ())
        assert found.target is not None
        assert found.target.value == 60
        assert found.latest is not None
        assert found.latest.period.label == "2016"

    def test_the_reader_is_told_why(self) -> None:
        (caveat,) = [caveat for caveat in self.judged().caveats if caveat.code == "break"]
        assert caveat.text.en == (
            "Break in 2022 (another questionnaire): no figure since is known; earlier ones are shown, not compared."
        )
        assert caveat.text.nl.startswith("Breuk in 2022 (another questionnaire): er is geen cijfer van daarna bekend;")

    @pytest.mark.parametrize(("day", "verdict"), [("2022-12-31", Verdict.on_track), ("2023-01-01", "undetermined")])
    def test_the_period_of_the_break_must_be_over(self, day: str, verdict: str) -> None:
        assert self.judged(date.fromisoformat(day)).verdict == verdict

    def test_where_no_day_is_told_the_day_of_retrieval_counts(self) -> None:
        assert self.judged(None).verdict is Verdict.undetermined  # retrieved on 1 September 2026
        later = ({"period": "2026", "reason": text("still to come").model_dump()},)
        assert self.judged(None, breaks=later).verdict is Verdict.on_track

    def test_a_target_that_is_a_share_of_the_old_start_is_no_number_any_more(self) -> None:
        assert self.judged(target=target(1.5, relative_to="baseline")).target is None

    @pytest.mark.parametrize(
        "basis",
        [{"target": target(30, mode="hold")}, {"target": None}, {"target": None, "benchmark": "own_first"}],
    )
    def test_it_holds_for_every_basis(self, basis: dict[str, Any]) -> None:
        found = self.judged(**basis)
        assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.incomparable)
        assert found.benchmark is None

    def test_a_flag_on_a_value_that_is_not_shown_ends_the_series_too(self) -> None:
        found = women({**WOMEN, "2024": ": b"})
        assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.incomparable)
        assert found.episode.since == Period.parse("2024")
        assert women({**WOMEN, "2024": ":"}).verdict is Verdict.off_track

    def test_a_second_break_leaves_it_undetermined_since_the_first(self) -> None:
        history: History = {"2011": "37", "2016": "45", "2018": "40 b"}
        found = judge(indicator(breaks=DECLARED, target=target(60), path="linear"), history, as_of=TODAY)
        assert (found.episode.since, found.reason) == (Period.parse("2018"), Undetermined.incomparable)

    @pytest.mark.parametrize("name", ["adult-learning-aes", "career-cheque-users"])
    def test_such_indicators_of_the_agenda_are_undetermined(self, name: str) -> None:
        found = assess(subjects()[name], transcribed(), TODAY)
        assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.incomparable)
        assert found.episode.from_verdict is not None


class TestABreakInTheBenchmark:
    """A gap has two sides; a break in either ends it."""

    OWN: History = {"2020": "50", "2022": "50", "2023": "50"}

    def judged(self, union: History) -> Assessment:
        found = subject(indicator(benchmark="EU27_2020", tolerance=points(1)))
        return assess(found, known(at("BE2", self.OWN), at("EU27_2020", union)), None)

    def test_gaps_on_both_sides_are_not_compared(self) -> None:
        # Behind by 10, then by 14: widened by 4, had the Union's figure not changed its meaning
        union = {"2020": "60", "2022": "64", "2023": "64"}
        assert self.judged(union).verdict is Verdict.off_track
        found = self.judged({**union, "2022": "64 b"})
        assert found.benchmark is not None
        assert (found.verdict, found.benchmark.before_period) == (Verdict.on_track, Period.parse("2022"))

    def test_a_break_in_a_year_without_own_value_counts_too(self) -> None:
        found = self.judged({"2020": "60", "2021": "64 b", "2022": "64", "2023": "64"})
        assert (found.verdict, found.basis) == (Verdict.on_track, Basis.benchmark)

    def test_behind_an_own_break_the_old_verdict_ends_though_the_benchmark_is_not_known_yet(self) -> None:
        found = subject(indicator(benchmark="EU27_2020", tolerance=points(1)))
        own: History = {"2019": "50", "2021": "50", "2022": "70 b", "2023": "71"}
        union = {"2019": "60", "2021": "64", "2023": "65"}
        lacking = assess(found, known(at("BE2", {**own, "2023": ":"}), at("EU27_2020", union)), None)
        assert (lacking.verdict, lacking.reason, lacking.benchmark) == ("undetermined", "incomparable", None)
        assert (lacking.episode.since, lacking.episode.from_verdict) == (Period.parse("2022"), Verdict.off_track)
        again = assess(found, known(at("BE2", own), at("EU27_2020", union)), None)
        assert (again.verdict, again.reason) == (Verdict.undetermined, Undetermined.incomparable)
        assert again.benchmark is not None
        assert (again.benchmark.gap, again.benchmark.gap_before) == (6, None)

    def test_a_break_in_a_member_that_led_before_counts_as_well(self) -> None:
        # The three best move from AT, BE and BG to SI, SE and SK while the first of them begins anew
        places = [geo for geo in EU_MEMBERS if geo not in ("AT", "BE", "BG", "SE", "SI", "SK")]
        sides = {geo: {"2019": "1", "2024": "1"} for geo in places}
        sides |= {geo: {"2019": "60", "2024": "5"} for geo in ("AT", "BE", "BG")}
        sides |= {geo: {"2019": "5", "2024": "64"} for geo in ("SE", "SI", "SK")}
        about = subject(indicator(benchmark="top3_eu", tolerance=points(1)))

        def judged(austria: History) -> Assessment:
            members = sides | {"AT": austria}
            own = at("BE2", {"2019": "50", "2024": "50"})
            return assess(about, known(own, *(at(geo, found) for geo, found in members.items())), None)

        assert judged({"2019": "60", "2024": "5"}).verdict is Verdict.off_track
        assert judged({"2019": "60", "2022": "5 b", "2024": "5"}).reason is Undetermined.incomparable


class TestSplice:
    """Several publications as one history, chained only where the agenda says they may be."""

    def spliced(self, *, comparable: bool) -> Assessment:
        declared = {
            "note": text("two publications").model_dump(),
            "comparable": comparable,
            "parts": [
                {"geo": "BE2", "periods": ["2020", "2021"], "source": "one", "reference": "first"},
                {"geo": "BE2", "periods": ["2022", "2023"], "source": "two", "reference": "second"},
            ],
        }
        history = {"2020": "50", "2021": "51", "2022": "70", "2023": "70.5"}
        return judge(indicator(target=target(80), path="linear", tolerance=points(0.1), splice=declared), history)

    def test_comparable_parts_are_one_path(self) -> None:
        found = self.spliced(comparable=True)
        assert found.expected == 59  # 50 + 3 x 3
        assert found.splice is not None
        assert [part.reference for part in found.splice.parts] == ["first", "second"]
        assert "splice" in codes(found)

    def test_parts_that_are_not_comparable_are_shown_and_not_chained(self) -> None:
        found = self.spliced(comparable=False)
        assert found.baseline is not None
        assert found.baseline.period.label == "2022"
        assert found.expected == 71.25  # 70 + 10 / 8
        assert len(found.chart.points) == 4


class TestFrequencies:
    """Years and quarters are two measures."""

    MIXED: History = {"2020": "50", "2021": "53", "2022-Q4": "70", "2023-Q1": "71", "2023-Q2": "72"}

    def test_the_declared_frequency_is_judged_alone(self) -> None:
        found = judge(indicator(target=target(80), path="linear"), self.MIXED)
        assert [point.period.label for point in found.chart.points] == ["2020", "2021"]
        assert (found.expected, found.verdict) == (53, Verdict.on_track)
        assert "other_periods" in codes(found)
        quarterly = judge(indicator(frequency="quarterly"), self.MIXED)
        assert [point.period.label for point in quarterly.chart.points] == ["2022-Q4", "2023-Q1", "2023-Q2"]

    def test_where_the_declared_one_has_no_value_the_most_common_is(self) -> None:
        found = judge(indicator(frequency="monthly"), self.MIXED)
        assert [point.period.label for point in found.chart.points] == ["2022-Q4", "2023-Q1", "2023-Q2"]

    def test_a_missing_value_of_another_frequency_changes_nothing(self) -> None:
        plain = judge(indicator(), {"2020": "50", "2021": "53"})
        with_quarter = judge(indicator(), {"2020": "50", "2021": "53", "2022-Q4": ": c"})
        assert with_quarter.chart == plain.chart
        assert codes(with_quarter) == codes(plain)

    @pytest.mark.parametrize(("name", "unit"), [("employment-rate-flanders", "Y"), ("job-vacancy-rate", "M")])
    def test_indicators_of_the_agenda_that_publish_both(self, name: str, unit: str) -> None:
        found = assess(subjects()[name], transcribed(), TODAY)
        assert {point.period.unit for point in found.chart.points} == {unit}

    def test_a_benchmark_is_compared_in_the_same_periods_only(self) -> None:
        found = subject(indicator(benchmark="EU27_2020", frequency="quarterly"))
        yearly = at("EU27_2020", {"2022": "60", "2023": "60"})
        quarters = snapshot(yearly.series_id.replace("EU27_2020", "BE2"), {"2022-Q4": "70", "2023-Q4": "50"})
        assert assess(found, known(quarters, yearly), None).reason is Undetermined.incomparable
