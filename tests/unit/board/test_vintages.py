"""Earlier figures by hand: which were replaced, and the states of the history they belonged to."""

from datetime import UTC, datetime

from schemas.period import Period
from services.board.domain.vintages import Published, vintages_of
from tests.builders.assessments import Y2021, Y2023, Y2025, digital_skills, eurostat_source, point

DAYS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 6)]


def known(period: Period, number: float | None, since: int, until: int | None, flags: str = "") -> Published:
    value = None if number is None else str(number)
    ends = None if until is None else DAYS[until]
    return Published(period, value, number, flags, "e" * 64, DAYS[since], ends, eurostat_source())


def assessed(*periods: Period) -> object:
    a = digital_skills()
    points = tuple(point(period, 61.0, "61", eurostat_source()) for period in periods)
    return a.model_copy(update={"chart": a.chart.model_copy(update={"points": points})})


def test_each_turn_is_a_state_of_the_whole_history_the_newest_first() -> None:
    # 2021 was revised on day 1 and 2023 on day 2; 2025 came on day 1
    told = [
        known(Y2021, 50.0, 0, 1), known(Y2021, 51.0, 1, None), known(Y2023, 60.0, 0, 2), known(Y2023, 61.0, 2, None),
        known(Y2025, 62.0, 1, None),
    ]  # fmt: skip
    found = vintages_of(assessed(Y2021, Y2023, Y2025), told)  # type: ignore[arg-type]
    assert [(one.period, one.number) for one in found.replaced] == [(Y2021, 50.0), (Y2023, 60.0)]
    assert found.lines == (
        ((Y2021, 51.0), (Y2023, 60.0), (Y2025, 62.0)),
        ((Y2021, 50.0), (Y2023, 60.0)),
    )  # fmt: skip


def test_a_flag_that_went_is_told_and_another_way_of_writing_is_not() -> None:
    told = [
        known(Y2025, 61.0, 0, 1, "p"), known(Y2025, 61.0, 1, 2), known(Y2025, 61.0, 2, None),
        known(Y2023, 60.0, 0, 1), known(Y2023, None, 1, 2, "c"),
    ]  # fmt: skip
    found = vintages_of(assessed(Y2025), told)  # type: ignore[arg-type]
    assert [(one.period, one.number, one.flags) for one in found.replaced] == [
        (Y2023, 60.0, ""), (Y2023, None, "c"), (Y2025, 61.0, "p"),
    ]  # fmt: skip


def test_of_another_series_than_the_points_own_nothing_is_told() -> None:
    a = digital_skills()
    assert vintages_of(a, [known(Y2021, 50.0, 0, 1), known(Y2021, 51.0, 1, None)]).replaced == ()
    assert vintages_of(a, []).digest == ""
