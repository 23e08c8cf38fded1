"""The ticker brings the Brussels day to every key, once a day."""

import asyncio
from datetime import UTC, datetime, timedelta

from schemas.policy import Member, Tick
from services.indicators.ticker import Ticker
from services.runtime.clock import FixedClock
from services.runtime.fakes import FakeBroker
from services.runtime.health import Health, Loop

# 23:30 in Brussels on 24 November
LATE = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def days(broker: FakeBroker) -> list[tuple[str, int]]:
    ticks = [Tick.read(record.value or b"") for record in broker.records("policy.tick.v1")]
    return sorted((tick.key, tick.date.day) for tick in ticks)


class Run:
    """A ticker that runs without a pause until its turns are over."""

    def __init__(self, clock: FixedClock) -> None:
        self.broker, self.clock = FakeBroker(), clock
        self.loop: Loop = Health("test").loop("ticker")
        self.measured: list[int] = []
        self.ready = True
        self._ticker = Ticker(self.broker, clock, ["a/BE2", "b/BE"], [15], self.loop)

    async def __call__(self, *turns: timedelta) -> None:
        stop, left = asyncio.Event(), list(turns)

        def ready() -> bool:
            if not left:
                stop.set()
                return False
            self.clock.advance(left.pop(0))
            return self.ready

        async def measure() -> None:
            self.measured.append(self.loop.pending)

        await self._ticker.run(stop, ready, measure, pause=0.001)


async def test_at_start_every_indicator_and_every_recommendation_gets_the_day() -> None:
    run = Run(FixedClock(LATE))
    await run(timedelta())
    assert days(run.broker) == [("a/BE2", 24), ("b/BE", 24)]
    (member,) = [Member.read(record.value or b"") for record in run.broker.records("policy.member.v1")]
    assert (member.recommendation, member.assessment, str(member.as_of)) == (15, None, "2026-11-24")


async def test_the_next_tick_comes_with_midnight_in_brussels() -> None:
    run = Run(FixedClock(LATE))
    await run(timedelta(), timedelta(minutes=29), timedelta(minutes=2))
    assert days(run.broker) == [("a/BE2", 24), ("a/BE2", 25), ("b/BE", 24), ("b/BE", 25)]


async def test_it_waits_until_the_worker_is_ready_and_is_not_idle_before() -> None:
    run = Run(FixedClock(LATE))
    run.ready = False
    await run(timedelta())
    assert run.broker.log == {}
    assert run.loop.pending == 1


async def test_what_it_sets_off_is_measured_before_the_ticks_count_as_sent() -> None:
    run = Run(FixedClock(LATE))
    run.loop.beat(pending=1)
    await run(timedelta())
    assert run.measured == [1]
    assert (run.loop.pending, run.loop.done) == (0, 3)
