"""Guards G1 and G2: the agent's loop is never left, and there is one loop per agent.

Faust acknowledges and commits an event whose agent raised: it is lost, and `noack()` does not help (G1). With more
than one loop per agent it commits past events that are still being worked on (G2).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import faust
from faust.streams import Stream
from faust.types import EventT, StreamT

from services.indicators.guards.commits import fence
from services.runtime.records import Record

BATCH = 200

Process = Callable[[Sequence[Record]], Awaitable[None]]


def contain(app: faust.App, name: str, topics: Sequence[str], within: float, process: Process) -> Any:
    """Register an agent that hands batches of records to `process`, up to `BATCH` or after `within` seconds.

    Any error `process` raises ends the worker; the batch is then acknowledged to nobody and comes again.
    """
    channel = app.topic(*topics, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

    @app.agent(channel, name=name, concurrency=1)
    async def run(stream: StreamT[bytes]) -> None:
        async for events in cast(Stream[bytes], stream).take_events(BATCH, within=within):
            await _process(app, process, events)

    return run


async def _process(app: faust.App, process: Process, events: Sequence[EventT[bytes]]) -> None:
    try:
        await process([record_of(event) for event in events])
    except asyncio.CancelledError:
        fence(app)
        raise
    except Exception as error:
        fence(app)
        await app.crash(error)
        # To return would acknowledge the batch. The worker is ending; it cancels this wait.
        await asyncio.Event().wait()


def record_of(event: EventT[bytes]) -> Record:
    """A Faust event as the runtime's record. A key that is no UTF-8 keeps a legible trace of itself."""
    message = event.message
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=None if message.key is None else message.key.decode(errors="replace"),
        value=message.value,
        headers=dict(message.headers or ()),
        timestamp_ms=round((message.timestamp or 0.0) * 1000),
    )
