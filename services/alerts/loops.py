"""A loop of a service: one turn after another, reporting what still waits, until it is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.runtime.health import Loop


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did, and what is still to do without anybody else doing anything."""

    pending: int
    done: int = 0


async def repeat(stop: asyncio.Event, loop: Loop, turn: Callable[[], Awaitable[Turn]], *, every: float = 0.25) -> None:
    """Take turns until `stop` is set, `every` seconds apart when nothing was done. An error of a turn is raised."""
    while not stop.is_set():
        result = await turn()
        loop.beat(pending=result.pending, done=result.done)
        try:
            await asyncio.wait_for(stop.wait(), 0.001 if result.done else every)
        except TimeoutError:
            continue
