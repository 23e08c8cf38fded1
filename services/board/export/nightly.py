"""Makes the bulk download once a day, in the night, when nothing is waiting to be stored."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import structlog

from services.board.export.bundle import bundles, make_bundle, prune
from services.board.web.moment import Moment
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import BRUSSELS, Clock
from services.runtime.database import Database

log = structlog.get_logger()

AT: Final = time(3, 30)
LOOK_EVERY: Final = 60.0
# A board that has just begun to fill, or to catch up, is left alone
SETTLING: Final = timedelta(minutes=10)


def is_due(newest: date | None, now: datetime, started: datetime) -> bool:
    """Whether the bundle of today is still to be made: after half past three in Brussels, not right after a start."""
    local = now.astimezone(BRUSSELS)
    return local.time() >= AT and newest != local.date() and now - started >= SETTLING


async def export_nightly(
    folder: Path,
    database: Database,
    agenda: AgendaIndex,
    clock: Clock,
    reaction: timedelta,
    settled: Callable[[], bool],
    stop: asyncio.Event,
) -> None:
    """Look every minute until `stop` is set. Raises TransientError from the database."""
    started = clock.now()
    while not stop.is_set():
        found, now = bundles(folder), clock.now()
        if is_due(found[0].day if found else None, now, started) and settled():
            made = await make_bundle(folder, database, agenda, Moment(now, reaction=reaction))
            prune(folder)
            log.info("open_data_made", file=made.path.name, bytes=made.size)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY)
