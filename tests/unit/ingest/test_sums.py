"""Parts that must sum to a total, and two figures for one period."""

from typing import Any

import pytest

from schemas.period import Period
from services.ingest.checks import Doubtful, check_sums, settled
from services.ingest.decode.answer import Answer, Cell, Scope
from services.ingest.decode.flags import NO_FLAGS
from services.ingest.identify import identify
from tests.builders.ingest import recipe

Y2020, Y2021 = Period.parse("2020"), Period.parse("2021")
RULE = {"dimension": "sex", "total": "T", "parts": ["M", "F"]}


def answer(**by_sex: list[tuple[Period, str | None]]) -> Answer:
    series: dict[tuple[str, ...], list[Cell]] = {
        ("BE2", sex): [(period, value, NO_FLAGS) for period, value in cells] for sex, cells in by_sex.items()
    }
    return Answer(("geo", "sex"), series, Scope(None, None, None))


def refused(found: Answer, rule: dict[str, Any] = RULE, **changes: Any) -> str | None:
    try:
        check_sums(found, recipe(plausibility={"sums": [rule]}, **changes))
    except Doubtful as error:
        return f"{error.reason}: {error.message}"
    return None


def test_parts_that_sum_to_their_total_pass() -> None:
    assert refused(answer(T=[(Y2020, "100")], M=[(Y2020, "48")], F=[(Y2020, "52")])) is None


def test_parts_that_do_not_are_told_with_place_period_and_numbers() -> None:
    found = answer(
        T=[(Y2020, "100"), (Y2021, "90")], M=[(Y2020, "48"), (Y2021, "60")], F=[(Y2020, "52"), (Y2021, "40")]
    )
    assert refused(found) == "sum_mismatch: geo=BE2&sex=T in 2021: 60 + 40 = 100, and the total is 90"


@pytest.mark.parametrize(("total", "fits"), [("100.1", True), ("100.2", True), ("100.3", False)])
def test_rounding_of_every_figure_is_allowed_for(total: str, fits: bool) -> None:
    # three figures of one decimal may be off by 0.05 each, 0.15 in all; the parts sum to 100.1
    found = answer(T=[(Y2020, total)], M=[(Y2020, "48.1")], F=[(Y2020, "52.0")])
    assert (refused(found) is None) == fits


def test_a_stated_tolerance_replaces_it() -> None:
    found = answer(T=[(Y2020, "103")], M=[(Y2020, "48")], F=[(Y2020, "52")])
    assert refused(found, {**RULE, "tolerance": 2}) is not None
    assert refused(found, {**RULE, "tolerance": 3}) is None


def test_a_missing_part_says_nothing() -> None:
    assert refused(answer(T=[(Y2020, "100")], M=[(Y2020, "10")])) is None
    assert refused(answer(T=[(Y2020, "100")], M=[(Y2020, "10")], F=[(Y2020, None)])) is None


def test_sums_are_taken_in_the_unit() -> None:
    found = answer(T=[(Y2020, "1.00")], M=[(Y2020, "0.48")], F=[(Y2020, "0.52")])
    assert refused(found, {**RULE, "tolerance": 0}, unit={"name": "percent", "multiplier": 100}) is None


def test_a_dimension_that_is_gone_is_a_change_of_shape() -> None:
    found = Answer(("geo",), {("BE2",): [(Y2020, "1", NO_FLAGS)]}, Scope(None, None, None))
    assert refused(found) == "changed_shape: dimension sex, whose parts are summed, is gone"


@pytest.mark.parametrize(("rule", "kept"), [("first", "1"), ("last", "2"), ("refuse", None)])
def test_two_figures_of_one_period_go_by_the_rule(rule: Any, kept: str | None) -> None:
    (reading,) = identify(answer(T=[(Y2020, "1"), (Y2020, "2")]), recipe(), ()).readings
    if kept is None:
        with pytest.raises(Doubtful, match="is both 1 and 2 in 2020"):
            settled(reading, rule)
    else:
        assert [cell[1] for cell in settled(reading, rule).cells] == [kept]


def test_a_figure_said_twice_is_no_conflict() -> None:
    (reading,) = identify(answer(T=[(Y2020, "1"), (Y2020, "1")]), recipe(), ()).readings
    assert len(settled(reading, "refuse").cells) == 1
