"""How a service process begins and ends: signals, exit codes, one clear line on the way out."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from services.runtime.clock import Clock, SystemClock
from services.runtime.errors import ConfigError, KoersError
from services.runtime.logs import configure_logging
from services.runtime.settings import ProcessSettings, load_settings

log = structlog.get_logger()

EXIT_CONFIG = 2
EXIT_CRASH = 1
SUPERVISED = "KOERS_SUPERVISED"

Part = Callable[[asyncio.Event], Awaitable[None]]
S = TypeVar("S", bound=ProcessSettings)


def run_service(main: Part) -> int:
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


def run_part(parts: Mapping[str, Part], arguments: Sequence[str]) -> int:
    """Run the part of a service that the command line names; returns the exit code of `run_service`."""

    async def run(stop: asyncio.Event) -> None:
        if len(arguments) != 1 or arguments[0] not in parts:
            raise ConfigError(f"say which part to run: {'|'.join(parts)}")
        await parts[arguments[0]](stop)

    return run_service(run)


def part(service: str, kind: type[S], run: Callable[[S, Clock, asyncio.Event], Awaitable[None]]) -> Part:
    """A process of a service: its settings are read and its logs begin when it is run, on the machine's clock."""

    async def start(stop: asyncio.Event) -> None:
        settings = load_settings(kind)
        configure_logging(service, form=settings.log_format, level=settings.log_level)
        await run(settings, SystemClock(), stop)

    return start


async def _with_signals(main: Part) -> None:
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
