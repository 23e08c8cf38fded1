"""How a service process begins and ends: signals, exit codes, one clear line on the way out."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence

import structlog

from services.runtime.errors import ConfigError, KoersError

log = structlog.get_logger()

EXIT_CONFIG = 2
EXIT_CRASH = 1
SUPERVISED = "KOERS_SUPERVISED"


def run_service(main: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `main(stop)` until it returns; SIGTERM and SIGINT set `stop`.

    Returns 0 after an orderly stop, 2 when a setting or file of ours is wrong (a restart cannot help), 1 otherwise.
    """
    try:
        asyncio.run(_with_signals(main))
    except ConfigError as error:
        print(f"koers: {error.message}", file=sys.stderr)
        return EXIT_CONFIG
    except KoersError as error:
        log.error("stopped", error=error.message, **{k: str(v) for k, v in error.details.items()})
        return EXIT_CRASH
    return 0


async def _with_signals(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if os.environ.get(SUPERVISED):
        threading.Thread(target=_stop_with_owner, args=(loop, stop), daemon=True).start()
    await main(stop)


def _stop_with_owner(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """End this process in order when its supervisor is gone: the other end of standard input closes even then."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(stop.set)


async def run_together(stop: asyncio.Event, tasks: Sequence[Awaitable[None]]) -> None:
    """Run the loops of a service side by side; the first that fails stops the others and its error is raised.

    A loop that returns while `stop` is not set ends the service too: a half-running service looks well and is not.
    """
    running = [asyncio.ensure_future(task) for task in tasks]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        done, late = await asyncio.wait(running, timeout=20)
        for task in late:
            task.cancel()
        for task in done:
            task.result()
    finally:
        for task in running:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*running, return_exceptions=True)
