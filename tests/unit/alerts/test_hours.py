"""Office hours, weekends, Belgian holidays and digests, in the reader's time zone and over the change of the hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.domain.hours import ANY_HOUR, Hours, is_working_day
from services.alerts.domain.routing import Digest

BRUSSELS = "Europe/Brussels"
HOURS = Hours.parse("08:00-18:00")


def local(text: str, zone: str = BRUSSELS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-09-01 08:00", "2026-09-01 08:00"),
        ("2026-09-01 17:59", "2026-09-01 17:59"),
        ("2026-09-01 18:00", "2026-09-02 08:00"),
        ("2026-09-01 07:59", "2026-09-01 08:00"),
        ("2026-09-04 18:30", "2026-09-07 08:00"),  # Friday evening to Monday
        ("2026-09-06 12:00", "2026-09-07 08:00"),
        ("2026-07-21 09:00", "2026-07-22 08:00"),  # national holiday
        ("2026-12-24 19:00", "2026-12-28 08:00"),  # Christmas on a Friday
        ("2027-05-05 18:00", "2027-05-07 08:00"),  # Ascension on the Thursday between
        ("2026-10-23 18:00", "2026-10-26 08:00"),  # the hour goes back on the Sunday between
        ("2027-03-26 18:00", "2027-03-30 08:00"),  # it goes forward on Easter Sunday, and Monday is a holiday
    ],
)
def test_mail_waits_for_the_next_office_hours(at: str, opens: str) -> None:
    assert HOURS.next_open(local(at), BRUSSELS) == local(opens)


def test_the_hours_are_those_of_the_reader() -> None:
    at = datetime(2026, 9, 1, 7, 30, tzinfo=UTC)
    assert HOURS.next_open(at, BRUSSELS) == at
    assert HOURS.next_open(at, "Europe/Lisbon") == at
    assert HOURS.next_open(at, "America/New_York") == local("2026-09-01 08:00", "America/New_York")


def test_without_quiet_hours_nothing_waits() -> None:
    at = local("2026-12-25 03:00")
    assert ANY_HOUR.next_open(at, BRUSSELS) == at == Hours.parse("always").next_open(at, BRUSSELS)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)), st.sampled_from([BRUSSELS, "America/New_York"]))
def test_what_has_waited_waits_no_more_and_comes_in_hours(naive: datetime, zone: str) -> None:
    at = naive.replace(tzinfo=UTC)
    opens = HOURS.next_open(at, zone)
    assert at <= opens <= at + timedelta(days=6)
    assert HOURS.next_open(opens, zone) == opens
    there = opens.astimezone(ZoneInfo(zone))
    assert is_working_day(there.date())
    assert 8 <= there.hour < 18


@pytest.mark.parametrize(
    ("digest", "at", "told"),
    [
        ("each", "2026-09-01 12:00", "2026-09-01 12:00"),
        ("weekly", "2026-09-01 12:00", "2026-09-07 08:00"),
        ("weekly", "2026-09-07 08:00", "2026-09-07 08:00"),
        ("weekly", "2026-09-07 08:01", "2026-09-14 08:00"),
        ("weekly", "2027-03-29 09:00", "2027-03-30 08:00"),  # Easter Monday: that week's digest is Tuesday's
        ("monthly", "2026-09-02 12:00", "2026-10-01 08:00"),
        ("monthly", "2026-10-31 12:00", "2026-11-02 08:00"),  # 1 November is a Sunday, and a holiday
        ("quarterly", "2026-09-02 12:00", "2026-10-01 08:00"),
        ("quarterly", "2026-12-31 12:00", "2027-01-04 08:00"),  # New Year's Day is a Friday
    ],
)
def test_a_digest_comes_as_the_first_working_day_of_its_period_opens(digest: Digest, at: str, told: str) -> None:
    assert HOURS.next_digest(local(at), digest, BRUSSELS) == local(told)
    assert HOURS.next_digest(local(told), digest, BRUSSELS) == local(told)


@pytest.mark.parametrize("day", [date(2026, 5, 25), date(2026, 8, 15), date(2026, 11, 11), date(2027, 1, 1)])
def test_belgian_holidays_are_no_working_days(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("text", ["", "8-18", "08:00", "18:00-08:00", "08:00-08:00", "25:00-26:00", "never"])
def test_hours_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|opens"):
        Hours.parse(text)
