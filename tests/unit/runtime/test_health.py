"""A worker that is up but does nothing must not look well."""

from services.runtime.health import Health


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_stops_turning_is_a_fault() -> None:
    seconds = Seconds()
    health = Health("board", seconds)
    health.loop("projector", stalls_after=15)
    seconds.now = 14
    assert health.faults() == []
    seconds.now = 16
    assert health.faults() == ["projector has not turned for 16 s"]


def test_a_loop_that_turns_but_never_finishes_waiting_work_is_a_fault() -> None:
    seconds = Seconds()
    health = Health("board", seconds)
    loop = health.loop("projector", stalls_after=15)
    for seconds.now in range(1, 18):
        loop.beat(pending=3)
    assert health.faults() == ["projector has 3 waiting and finished none for 17 s"]
    loop.beat(pending=2, done=1)
    assert health.faults() == []


def test_an_idle_loop_with_nothing_waiting_is_well() -> None:
    seconds = Seconds()
    health = Health("board", seconds)
    loop = health.loop("projector", stalls_after=15)
    for seconds.now in range(1, 100):
        loop.beat(pending=0)
    assert health.faults() == []


def test_after_its_own_long_sleep_a_loop_counts_afresh() -> None:
    seconds = Seconds()
    health = Health("board", seconds)
    loop = health.loop("projector", stalls_after=15)
    loop.beat(pending=5)
    seconds.now = 300
    loop.beat(pending=5)
    assert health.faults() == []


def test_idle_means_started_well_and_nothing_waiting() -> None:
    health = Health("board", Seconds())
    loop = health.loop("projector")
    loop.beat(pending=1)
    assert health.status()["idle"] is False
    health.started = True
    assert health.status()["idle"] is False
    loop.beat(pending=0, done=1)
    assert health.status()["idle"] is True
