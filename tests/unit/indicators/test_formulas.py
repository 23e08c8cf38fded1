"""Formulas of the agenda: what is read, what is refused, and how flags and gaps of their parts show."""

from decimal import Decimal

import pytest

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import Observation
from schemas.verdicts import Undetermined, Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.formula import formula
from services.runtime.errors import ConfigError
from tests.unit.indicators.agenda_figures import subjects
from tests.unit.indicators.builders import History, indicator, judge, known, snapshot, subject


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("a", "6"),
        ("a - b - 1", "1"),  # from left to right
        ("a / b / 2", "0.75"),
        ("1 + a * b", "25"),
        ("(1 + a) * b", "28"),
        ("-a + b", "-2"),
        ("--a", "6"),
        ("mean(a, b, 2)", "4"),
        ("min(a, b) + max(a, b) + sum(a, b)", "20"),
        ("abs(b - a)", "2"),
        ("0.1 + 0.2", "0.3"),  # decimal, not binary
    ],
)
def test_arithmetic(written: str, result: str) -> None:
    assert formula(written).value({"a": Decimal(6), "b": Decimal(4)}) == Decimal(result)


@pytest.mark.parametrize(
    "hostile",
    [
        "", "a +", "a b", "(a", "a)", "a ** b", "a // b", "a, b", "abs()", "abs(a, b)", "mean", "sum a", "1e5", ".5",
        "a.b", "a[0]", "'a'", "a; b", "a = b", "a if b else c", "lambda: a", "__import__('os')", "open(a)", "é",
        "(" * 5000, "-" * 5000 + "a", "abs(" * 5000,
    ],
)  # fmt: skip
def test_anything_else_is_refused(hostile: str) -> None:
    with pytest.raises(ConfigError, match="formula"):
        formula(hostile)


def test_a_long_sum_is_no_deep_one() -> None:
    assert formula(" + ".join(["a"] * 5000)).value({"a": Decimal(1)}) == 5000


def test_dividing_by_nought_or_beyond_all_numbers_gives_no_value() -> None:
    assert formula("a / b").value({"a": Decimal(1), "b": Decimal(0)}) is None
    assert formula("a / b").value({"a": Decimal(0), "b": Decimal(0)}) is None
    assert formula("a * a").value({"a": Decimal("1e999999")}) is None


def test_its_terms_in_order_of_first_use() -> None:
    assert formula("b / (a + b) - c").names == ("b", "a", "c")


def test_every_formula_of_the_agenda_can_be_read() -> None:
    assert all(formula(found.indicator.formula).names for found in subjects().values() if not found.members)


class TestParts:
    """The quotient of two made-up series, per period in which both speak."""

    ABOVE, BELOW = "eurostat:above?freq=A&geo=BE2", "eurostat:below?freq=A&geo=BE2"

    def judged(self, above: History, below: History) -> Assessment:
        about = indicator(
            formula="above / below * 100",
            series=[
                {"input": "above", "id": "eurostat:above?freq=A", "geo": ["BE2"]},
                {"input": "below", "id": "eurostat:below?freq=A", "geo": ["BE2"]},
            ],
        )
        return assess(subject(about), known(snapshot(self.ABOVE, above), snapshot(self.BELOW, below)), None)

    def test_only_periods_both_know_are_computed(self) -> None:
        points = self.judged({"2022": "1", "2023": "1"}, {"2023": "3", "2024": "3"}).chart.points
        assert [(point.period.label, point.shown) for point in points] == [("2023", "33.33")]

    def test_flags_of_every_part_show_once(self) -> None:
        (point,) = self.judged({"2023": "1 ep"}, {"2023": "2 pu"}).chart.points
        assert (point.flags, point.provisional, point.value) == ("epu", True, 50)

    def test_each_part_names_its_source(self) -> None:
        (point,) = self.judged({"2023": "1"}, {"2023": "2"}).chart.points
        assert point.source.series_id == self.ABOVE
        assert [part.series_id for part in point.parts] == [self.BELOW]

    @pytest.mark.parametrize(
        ("below", "reason"),
        [
            (": c", Undetermined.suppressed),
            (":", Undetermined.no_data),
            ("4 d", Undetermined.incomparable),
            ("0", Undetermined.no_data),
        ],
    )
    def test_a_part_without_value_gives_none_for_its_own_reason(self, below: str, reason: Undetermined) -> None:
        found = self.judged({"2023": "1"}, {"2023": below})
        assert (found.latest, found.reason) == (None, reason)

    def test_a_break_in_a_part_breaks_the_whole(self) -> None:
        found = self.judged({"2022": "1", "2023": "2"}, {"2022": "4", "2023": "4 b"})
        assert found.reason is Undetermined.incomparable

    def test_so_does_one_in_a_period_the_other_part_does_not_know(self) -> None:
        found = self.judged({"2020": "1", "2022": "2"}, {"2020": "4", "2021": "5 b", "2022": "5"})
        assert [(point.period.label, point.value, point.is_break) for point in found.chart.points] == [
            ("2020", 25, False),
            ("2021", None, True),
            ("2022", 40, True),
        ]
        assert found.reason is Undetermined.incomparable

    def test_and_one_behind_the_newest_period_both_know(self) -> None:
        found = self.judged({"2020": "1", "2022": "2"}, {"2020": "4", "2022": "5", "2023": "7 b"})
        assert (found.reason, found.episode.from_verdict) == (Undetermined.incomparable, Verdict.on_track)

    def test_one_before_they_meet_is_nobodys(self) -> None:
        found = self.judged({"2020": "1", "2022": "2"}, {"2010": "4 b", "2020": "4", "2022": "5"})
        assert [point.period.label for point in found.chart.points] == ["2020", "2022"]
        assert found.reason is None


@pytest.mark.parametrize("value", ["n/a", "NaN", "-Infinity", "1e400", "9" * 50, ""])
def test_a_value_that_is_no_number_counts_as_not_there(value: str) -> None:
    found = judge(indicator(), {"2023": "5", "2024": Observation(period=Period.parse("2024"), value=value)})
    newest = found.chart.points[-1]
    assert (newest.value, newest.shown, found.reason) == (None, None, Undetermined.too_few_points)
    assert "newest_missing" in {caveat.code for caveat in found.caveats}


def test_a_value_finer_than_any_statistic_is_nought() -> None:
    assert judge(indicator(), {"2023": "5", "2024": "1e-400"}).chart.points[-1].value == 0


class TestWorkedByHand:
    """The kinds of formula the agenda and its readers ask for, with round made-up figures."""

    def judged(self, formula_: str, terms: dict[str, dict[str, History]], **changes: object) -> Assessment:
        """`terms` holds the histories by input and place."""
        series = [
            {"input": name, "id": f"eurostat:{name.lower()}?freq=A", "geo": list(places)}
            for name, places in terms.items()
        ]
        sides = [
            snapshot(f"eurostat:{name.lower()}?freq=A&geo={geo}", history)
            for name, places in terms.items()
            for geo, history in places.items()
        ]
        about = indicator(**({"formula": formula_, "series": series} | changes))
        return assess(subject(about), known(*sides), None)

    def shown(self, found: Assessment) -> dict[str, tuple[float | None, str | None]]:
        return {point.period.label: (point.value, point.shown) for point in found.chart.points}

    def test_per_capita(self) -> None:
        # 3 300 graduates of 6.6 million, 4 020 of 6.7 million: 0.5 and 0.6 per thousand
        found = self.judged(
            "1000 * graduates / population",
            {
                "graduates": {"BE2": {"2020": "3300", "2024": "4020"}},
                "population": {"BE2": {"2020": "6600000", "2024": "6700000 e"}},
            },
            unit="per_1000",
        )
        assert self.shown(found) == {"2020": (0.5, "0.5"), "2024": (0.6, "0.6")}
        assert (found.verdict, found.latest and found.latest.flags) == (Verdict.on_track, "e")

    def test_a_ratio(self) -> None:
        # 120 000 job seekers for 40 000 vacancies, then for 60 000
        terms = {
            "seekers": {"BE2": {"2020": "120000", "2024": "120000"}},
            "jobs": {"BE2": {"2020": "40000", "2024": "60000"}},
        }
        found = self.judged("seekers / jobs", terms, unit="ratio", direction="down")
        assert self.shown(found) == {"2020": (3, "3"), "2024": (2, "2")}
        assert found.verdict is Verdict.on_track

    def test_a_small_ratio_keeps_two_digits(self) -> None:
        terms = {"part": {"BE2": {"2024": "7"}}, "whole": {"BE2": {"2024": "3000"}}}
        ((value, shown),) = self.shown(self.judged("part / whole", terms, unit="ratio")).values()
        assert (value, shown) == (pytest.approx(0.0023333, abs=1e-7), "0.0023")

    def test_the_gap_to_the_union(self) -> None:
        # 61.2 beside 58.9 of the Union; of 2024 the Union's figure is not there, so neither is the gap
        terms: dict[str, dict[str, History]] = {
            "BE2": {"BE2": {"2023": "61.2", "2024": "63"}},
            "EU27_2020": {"EU27_2020": {"2023": "58.9 p"}},
        }
        found = self.judged("BE2 - EU27_2020", terms, unit="percentage_point")
        assert self.shown(found) == {"2023": (2.3, "2.3")}
        assert found.latest is not None
        assert (found.latest.provisional, found.reason) == (True, Undetermined.too_few_points)

    def test_a_gap_of_the_value_itself_is_never_filled_with_the_value(self) -> None:
        terms: dict[str, dict[str, History]] = {
            "value": {"BE2": {"2023": "61.2", "2024": "63"}},
            "EU27_2020": {"EU27_2020": {"2023": "58.9"}},
        }
        assert self.shown(self.judged("value - EU27_2020", terms)) == {"2023": (2.3, "2.3")}

    def test_a_difference_between_groups(self) -> None:
        terms = {"high": {"BE2": {"2023": "80.5", "2024": "81.25 u"}}, "low": {"BE2": {"2023": "55.5", "2024": "58"}}}
        found = self.judged("high - low", terms, unit="percentage_point", direction="down")
        assert self.shown(found) == {"2023": (25, "25.0"), "2024": (23.25, "23.25")}
        assert "low_reliability" in {caveat.code for caveat in found.caveats}

    def test_a_mean_of_neighbours_less_the_own_value(self) -> None:
        terms = {
            geo: {geo: {"2024": value}}
            for geo, value in {"NL": "70", "DK": "80", "FI": "75", "SE": "75", "BE2": "60"}.items()
        }
        found = self.judged("mean(NL, DK, FI, SE) - BE2", terms, unit="percentage_point", direction="down")
        assert self.shown(found) == {"2024": (15, "15")}


def test_what_a_source_calls_a_break_stays_one_where_another_fills_the_period() -> None:
    about = indicator(
        series=[{"id": "eurostat:first?freq=A", "geo": ["BE2"]}, {"id": "figures:second", "geo": ["BE2"]}]
    )
    first = snapshot("eurostat:first?freq=A&geo=BE2", {"2022": "50", "2023": ": b", "2024": "60"})
    second = snapshot("figures:second?geo=BE2", {"2023": "59"})
    found = assess(subject(about), known(first, second), None)
    assert [point.period.label for point in found.chart.points if point.is_break] == ["2023"]
    assert found.verdict is Verdict.at_risk  # 59 to 60, not 50 to 60


def test_a_later_source_fills_only_what_the_first_lacks() -> None:
    about = indicator(
        series=[{"id": "eurostat:first?freq=A", "geo": ["BE2"]}, {"id": "figures:second", "geo": ["BE2"]}]
    )
    first = snapshot("eurostat:first?freq=A&geo=BE2", {"2022": "50", "2023": ": c"})
    second = snapshot("figures:second?geo=BE2", {"2021": "1", "2022": "2", "2023": "3"})
    points = assess(subject(about), known(first, second), None).chart.points
    assert [(point.period.label, point.shown) for point in points] == [("2021", "1"), ("2022", "50"), ("2023", "3")]
