"""A worker that was stopped for longer than its session sends nothing any more; a busy one goes on."""

import pytest

from services.indicators.guards.absence import Absence
from services.runtime.errors import TransientError


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def test_whoever_runs_all_the_time_may_send(time: Time) -> None:
    absence = Absence(6.0, time)
    for _ in range(100):
        time.now += 5.9
        absence.check()


async def test_the_first_to_wake_is_told_and_everybody_after_it(time: Time) -> None:
    absence = Absence(6.0, time)
    time.now += 6.1
    with pytest.raises(TransientError, match="away for 6 s, longer than the session of 6 s"):
        absence.check()
    with pytest.raises(TransientError):
        await absence.look()
    time.now += 1
    with pytest.raises(TransientError):
        absence.check()


def test_the_thread_that_wakes_first_hides_nothing_from_who_sends(time: Time) -> None:
    absence = Absence(6.0, time)
    time.now += 60
    absence.note()
    time.now += 0.5
    absence.note()
    with pytest.raises(TransientError, match="away for 60 s"):
        absence.check()
