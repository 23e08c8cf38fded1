"""What /healthz and /status of the worker rest on: readiness and lag, looked at every second."""

import faust
from prometheus_client import Gauge

from services.indicators.guards.lag import LagMeter
from services.indicators.guards.progress import StallClock
from services.indicators.guards.readiness import SPARE, not_ready
from services.runtime.errors import TransientError
from services.runtime.health import Health


class Monitor:
    """Keeps the health page true and ends a worker that stalls.

    The loop's `pending` is the lag over all assigned source partitions, measured so that 0 means: nothing is left.
    """

    def __init__(self, app: faust.App, meter: LagMeter, clock: StallClock, health: Health, lag: Gauge) -> None:
        self._app, self._meter, self._clock, self._health, self._lag = app, meter, clock, health, lag
        self._loop = health.loop("consumption")

    async def look(self) -> None:
        """Measure and report. Raises TransientError on a stall; a broker that does not answer resets the count."""
        reason = not_ready(self._app)
        self._health.started = reason is None
        if reason is not None:
            self._rest(reason)
            return
        try:
            progress = await self._meter.measure()
        except TransientError as error:
            self._clock.forget()
            self._loop.beat(pending=max(1, self._loop.pending), detail=error.message)
            return
        done = self._clock.look(progress)
        self._lag.set(progress.lag)
        self._loop.beat(pending=progress.lag, done=done, detail=f"{len(progress.committed)} partitions")

    def _rest(self, reason: str) -> None:
        if reason == SPARE:
            self._clock.forget()
        else:
            self._clock.busy(reason)
        self._loop.beat(pending=max(1, self._loop.pending), detail=reason)
