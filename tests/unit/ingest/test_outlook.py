"""When a recipe is looked at again, and when its publisher will have something new to say."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from schemas.period import Period
from schemas.stats import ReleaseRhythm
from services.ingest.outlook import next_release, next_try, next_turn, seems_frozen


@pytest.mark.parametrize(
    ("after", "turn"),
    [
        # Eurostat releases at 11:00 and 23:00 in Brussels: one hour from UTC in winter, two in summer
        (datetime(2026, 1, 15, 9, 0, tzinfo=UTC), datetime(2026, 1, 15, 10, 5, tzinfo=UTC)),
        (datetime(2026, 7, 15, 9, 0, tzinfo=UTC), datetime(2026, 7, 15, 9, 5, tzinfo=UTC)),
        (datetime(2026, 7, 15, 9, 5, tzinfo=UTC), datetime(2026, 7, 15, 21, 5, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, 5, tzinfo=UTC), datetime(2026, 10, 25, 10, 5, tzinfo=UTC)),
    ],
)
def test_schedules_are_in_brussels_time(after: datetime, turn: datetime) -> None:
    assert next_turn("5 11,23 * * *", after) == turn


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_retries_come_later_each_time_up_to_a_quarter_of_a_day() -> None:
    waits = [next_try(n, NOW, None, random.Random(1)) - NOW for n in range(1, 15)]
    assert timedelta(minutes=1, seconds=30) <= waits[0] <= timedelta(minutes=2, seconds=30)
    assert timedelta(hours=4, minutes=30) <= waits[-1] <= timedelta(hours=7, minutes=30)
    assert waits[0] < waits[3] < waits[6]


def test_a_source_that_asks_for_patience_gets_it() -> None:
    assert next_try(1, NOW, 3600.0, random.Random(1)) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("rhythm", "newest", "month"),
    [
        (ReleaseRhythm(month=12, year_offset=0), "2025", "2026-12"),
        (ReleaseRhythm(month=12, year_offset=0, every_years=2), "2023", "2025-12"),
        (ReleaseRhythm(month=4, year_offset=1), "2024", "2026-04"),
        (ReleaseRhythm(lag_days=70), "2024-Q1", "2024-09"),
        (ReleaseRhythm(lag_days=5), "2026-04", "2026-06"),
        (ReleaseRhythm(), "2024", None),
        (ReleaseRhythm(month=12, year_offset=0), None, None),
    ],
)
def test_next_release(rhythm: ReleaseRhythm, newest: str | None, month: str | None) -> None:
    assert next_release(rhythm, Period.parse(newest) if newest else None) == month


@pytest.mark.parametrize(("newest", "frozen"), [("2025", False), ("2024", False), ("2023", True), (None, False)])
def test_a_dataset_whose_release_never_comes_seems_frozen(newest: str | None, frozen: bool) -> None:
    # figures of 2024 were due in December 2025; half a year of patience ends in June 2026
    rhythm = ReleaseRhythm(month=12, year_offset=0)
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert seems_frozen(rhythm, Period.parse(newest) if newest else None, at) is frozen
