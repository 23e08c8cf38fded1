"""The dog that bites: runs the looks of guards G5, G10, G11 and G16 every few seconds and crashes the worker.

It is a sensor because sensors start first: Faust starts timers, tasks and services only after the first recovery, so
a worker that never gets there would not be watched.
"""

from collections.abc import Awaitable, Callable, Sequence

import faust
from mode import Service

from services.runtime.errors import KoersError

Look = Callable[[], Awaitable[None]]


class Watchdog(faust.Sensor):
    """Calls each look in turn. A KoersError from one of them ends the worker with that error."""

    def __init__(self, app: faust.App, looks: Sequence[Look], interval: float = 1.0) -> None:
        super().__init__()
        self._app, self._looks, self._interval = app, looks, interval

    @Service.task
    async def _watch(self) -> None:
        while not self.should_stop:
            try:
                for look in self._looks:
                    await look()
            except KoersError as error:
                await self._app.crash(error)
            await self.sleep(self._interval)
