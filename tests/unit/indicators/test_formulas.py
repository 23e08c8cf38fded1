"""Formulas of the agenda: what is read, what is refused, and how flags and gaps of their parts show."""

from decimal import Decimal

import pytest

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import Observation
from schemas.verdicts import Undetermined
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


@pytest.mark.parametrize("value", ["n/a", "NaN", "-Infinity", "1e400", "9" * 50, ""])
def test_a_value_that_is_no_number_counts_as_not_there(value: str) -> None:
    found = judge(indicator(), {"2023": "5", "2024": Observation(period=Period.parse("2024"), value=value)})
    newest = found.chart.points[-1]
    assert (newest.value, newest.shown, found.reason) == (None, None, Undetermined.too_few_points)
    assert "newest_missing" in {caveat.code for caveat in found.caveats}


def test_a_value_finer_than_any_statistic_is_nought() -> None:
    assert judge(indicator(), {"2023": "5", "2024": "1e-400"}).chart.points[-1].value == 0


def test_a_later_source_fills_only_what_the_first_lacks() -> None:
    about = indicator(
        series=[{"id": "eurostat:first?freq=A", "geo": ["BE2"]}, {"id": "figures:second", "geo": ["BE2"]}]
    )
    first = snapshot("eurostat:first?freq=A&geo=BE2", {"2022": "50", "2023": ": c"})
    second = snapshot("figures:second?geo=BE2", {"2021": "1", "2022": "2", "2023": "3"})
    points = assess(subject(about), known(first, second), None).chart.points
    assert [(point.period.label, point.shown) for point in points] == [("2021", "1"), ("2022", "50"), ("2023", "3")]
