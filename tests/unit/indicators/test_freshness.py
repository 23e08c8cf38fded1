"""Age against the rhythm of the dataset that gave the newest value. The rhythms are made up."""

from datetime import date

import pytest

from schemas.period import Period
from schemas.stats import ReleaseRhythm
from services.indicators.domain.assess import assess
from services.indicators.domain.freshness import freshness_of
from tests.unit.indicators.builders import indicator, judge, known, snapshot, subject

DECEMBER = ReleaseRhythm(month=12, year_offset=0)
SPRING = ReleaseRhythm(month=4, year_offset=1)
BIENNIAL = ReleaseRhythm(month=12, year_offset=0, every_years=2)
QUARTERLY = ReleaseRhythm(lag_days=75)


@pytest.mark.parametrize(
    ("latest", "rhythm", "month"),
    [
        ("2024", DECEMBER, "2025-12"),
        ("2024", SPRING, "2026-04"),
        ("2025", BIENNIAL, "2027-12"),
        ("2024-Q4", QUARTERLY, "2025-06"),  # 75 days after 1 April 2025 is 15 June
        ("2024-12", ReleaseRhythm(lag_days=-10), "2025-01"),  # ten days before January 2025 is over
        ("2022-2023", ReleaseRhythm(month=3, year_offset=1), "2025-03"),  # the school year 2023-2024 ends in 2024
    ],
)
def test_the_next_release(latest: str, rhythm: ReleaseRhythm, month: str) -> None:
    assert freshness_of(Period.parse(latest), [rhythm], None).next_release == month


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-11-30", "fresh"),
        ("2025-12-01", "due"),
        ("2026-03-01", "due"),  # sixty days after 31 December 2025
        ("2026-03-02", "overdue"),
    ],
)
def test_due_from_its_month_and_overdue_sixty_days_after_it(day: str, state: str) -> None:
    assert freshness_of(Period.parse("2024"), [DECEMBER], date.fromisoformat(day)).state == state


@pytest.mark.parametrize(
    ("latest", "rhythms"),
    [(None, [DECEMBER]), ("2024", []), ("2024", [None]), ("2024", [ReleaseRhythm()]), ("2024-Q4", [DECEMBER])],
)
def test_unknown_without_a_value_or_a_rhythm_that_tells(
    latest: str | None, rhythms: list[ReleaseRhythm | None]
) -> None:
    found = freshness_of(Period.parse(latest) if latest else None, rhythms, date(2026, 1, 1))
    assert (found.state, found.next_release) == ("unknown", None)


def test_without_a_day_the_month_is_told_and_the_state_is_not() -> None:
    found = freshness_of(Period.parse("2024"), [None, DECEMBER], None)
    assert (found.state, found.next_release) == ("unknown", "2025-12")


def test_the_rhythm_of_the_series_behind_the_newest_value_counts_first() -> None:
    about = subject(
        indicator(series=[{"id": "eurostat:first?freq=A", "geo": ["BE2"]}, {"id": "figures:second", "geo": ["BE2"]}])
    )
    first = snapshot("eurostat:first?freq=A&geo=BE2", {"2023": "50"}, rhythm=DECEMBER)
    second = snapshot("figures:second?geo=BE2", {"2024": "51"}, rhythm=SPRING)
    without = second.model_copy(update={"rhythm": None})
    assert assess(about, known(first, second), None).freshness.next_release == "2026-04"
    assert assess(about, known(first, without), None).freshness.next_release == "2025-12"


def test_an_overdue_figure_is_a_caveat_and_never_a_verdict() -> None:
    history = {"2019": "50", "2024": "60"}
    fresh, late = (judge(indicator(), history, as_of=day) for day in (date(2025, 6, 1), date(2026, 6, 1)))
    assert (fresh.verdict, fresh.episode, fresh.history) == (late.verdict, late.episode, late.history)
    texts = {caveat.code: caveat.text.en for caveat in late.caveats}
    assert texts["overdue"] == "The next figure was expected in December 2025 and is not there yet."
    assert "overdue" not in {caveat.code for caveat in fresh.caveats}
