"""Brings the date to the agents, which never read a clock: at start, and whenever the day changes in Brussels."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from datetime import date

from schemas.policy import Member, Tick
from services.indicators.works import MEMBER, SOURCE, TICK
from services.runtime.broker import Producer
from services.runtime.clock import Clock, brussels_date
from services.runtime.health import Loop
from services.runtime.records import Message


class Ticker:
    """Sends the day to every indicator of the agenda, with or without data, and to every recommendation.

    A day that arrives twice, from two workers or after a restart, changes nothing.
    """

    def __init__(
        self, producer: Producer, clock: Clock, keys: Iterable[str], recommendations: Iterable[int], loop: Loop
    ) -> None:
        self._producer, self._clock, self._loop = producer, clock, loop
        self._keys, self._recommendations = tuple(keys), tuple(recommendations)

    async def run(
        self,
        stop: asyncio.Event,
        ready: Callable[[], bool],
        after: Callable[[], Awaitable[None]],
        *,
        pause: float = 1.0,
    ) -> None:
        """Tick until `stop`. Begins once `ready`; `after` measures what the ticks set off before they count as sent.

        Raises TransientError when the broker does not acknowledge.
        """
        sent: date | None = None
        while not stop.is_set():
            able = ready()
            today, done = brussels_date(self._clock), 0
            if able and today != sent:
                done = await self.send(today)
                await after()
                sent = today
            self._loop.beat(pending=0 if sent == today else 1, done=done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def send(self, today: date) -> int:
        """Send the day to all; returns how many messages that took."""
        now = self._clock.now()
        ticks = [Message(TICK, key, Tick(key=key, date=today), SOURCE, now) for key in self._keys]
        members = [
            Message(MEMBER, str(number), Member(recommendation=number, as_of=today), SOURCE, now)
            for number in self._recommendations
        ]
        await self._producer.send([*ticks, *members])
        return len(ticks) + len(members)
