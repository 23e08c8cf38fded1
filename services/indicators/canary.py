"""The canary: an assessment about nothing, once an hour, that must come out at the other end as a mail."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable
from datetime import datetime

from prometheus_client import Counter

from schemas.assessment import AgendaEdition, Assessment, Episode, Freshness, Input
from schemas.base import Text
from schemas.chart import Chart
from schemas.verdicts import Cause, DriftPolicy, Undetermined, Verdict
from services.indicators.works import ASSESSMENT
from services.runtime.broker import Producer
from services.runtime.clock import Clock
from services.runtime.health import Loop
from services.runtime.records import Message

SOURCE = "koers-canary"
KEY = f"{SOURCE}/BE2"


class Canary:
    """Sends one canary an hour. Two workers, or a restart, send equal ones, which make one mail."""

    def __init__(self, producer: Producer, clock: Clock, edition: AgendaEdition, loop: Loop, sent: Counter) -> None:
        self._producer, self._clock, self._edition = producer, clock, edition
        self._loop, self._sent = loop, sent

    async def run(self, stop: asyncio.Event, ready: Callable[[], bool], *, pause: float = 1.0) -> None:
        """Send until `stop`, once the worker is `ready`. Raises TransientError when the broker does not answer."""
        last: datetime | None = None
        while not stop.is_set():
            hour, done = self._clock.now().replace(minute=0, second=0, microsecond=0), 0
            if ready() and hour != last:
                await self._producer.send([Message(ASSESSMENT, KEY, canary_of(hour, self._edition), SOURCE, hour)])
                self._sent.inc()
                last, done = hour, 1
            self._loop.beat(pending=0 if last == hour else 1, done=done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def canary_of(hour: datetime, edition: AgendaEdition) -> Assessment:
    """The canary of an hour: no figure, no owner, no recommendation. Its one input says when it set out."""
    mark = hashlib.sha256(f"{SOURCE} {hour.isoformat()}".encode()).hexdigest()
    series_id = f"{SOURCE}:hour?geo=BE2"
    return Assessment(
        key=KEY,
        indicator=SOURCE,
        geo="BE2",
        title=Text(en="Canary of Koers: no figure, nothing to do", nl="Kanarie van Koers: geen cijfer, niets te doen"),
        definition=Text(
            en=f"Sent at {hour:%Y-%m-%d %H:%M} UTC to show that mail arrives.",
            nl=f"Verstuurd op {hour:%Y-%m-%d %H:%M} UTC om te tonen dat mail aankomt.",
        ),
        unit="percent",
        direction="up",
        frequency="annual",
        drift_policy=DriftPolicy.context_only,
        agenda=edition,
        verdict=Verdict.undetermined,
        reason=Undetermined.no_data,
        episode=Episode(id=mark, verdict=Verdict.undetermined, cause=Cause.data),
        freshness=Freshness(state="unknown"),
        inputs=(Input(series_id=series_id, version=1, content_sha256=mark, raw_sha256=mark, retrieved_at=hour),),
        chart=Chart(),
        canary=True,
    )
