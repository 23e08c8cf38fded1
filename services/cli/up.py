"""The two ways to run a deployment: until somebody stops it, or until everything available is processed."""

import asyncio
import json
import signal
import sys
import time

import httpx
from rich.console import Console
from rich.live import Live

from services.cli.deployment import Deployment
from services.cli.summary import Summary, summarise
from services.cli.supervisor import Supervisor
from services.cli.table import parts_table
from services.runtime.clock import Clock

_TURN = 0.5
_QUIET_TURNS = 8


async def run_until_stopped(deployment: Deployment, clock: Clock) -> None:
    """Run until SIGINT or SIGTERM, showing the addresses and a live table of the parts."""
    stop = _stop_on_signals()
    console = Console()
    supervisor = Supervisor(deployment, clock)
    async with supervisor.running(), httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
        for name, address in deployment.addresses.items():
            console.print(f"{name}: {address}")
        with Live(parts_table(supervisor), console=console, refresh_per_second=2) as live:
            while not stop.is_set():
                await supervisor.turn(client)
                live.update(parts_table(supervisor))
                await _sleep(stop)
        console.print("stopping …")


async def run_until_drained(deployment: Deployment, clock: Clock, *, timeout: float, as_json: bool) -> int:
    """Run until nothing is waiting anywhere; print the summary. Returns the exit code: 0, or 1 when work is left."""
    stop = _stop_on_signals()
    supervisor = Supervisor(deployment, clock)
    deadline = time.monotonic() + timeout
    async with supervisor.running(), httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
        quiet, before = 0, None
        while quiet < _QUIET_TURNS and not stop.is_set() and time.monotonic() < deadline:
            await supervisor.turn(client)
            now = _work(supervisor)
            quiet = quiet + 1 if now is not None and now == before else 0
            before = now
            await _sleep(stop)
        drained = quiet >= _QUIET_TURNS
        if drained:
            supervisor.mark("drained")
        summary = await summarise(supervisor, drained=drained)
    _show(summary, as_json=as_json)
    return 0 if summary.complete else 1


def _work(supervisor: Supervisor) -> tuple[object, ...] | None:
    """The work done so far by every loop, when all parts are idle; None when any is busy."""
    if not all(worker.status.get("idle") for worker in supervisor.workers):
        return None
    return tuple(
        (worker.part.name, worker.restarts, loop["name"], loop["done"])
        for worker in supervisor.workers
        for loop in worker.loops
    )


def _show(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(summary.facts, indent=2, ensure_ascii=False, default=str))
    else:
        Console().print_json(data=summary.facts, default=str)
    for fault in summary.faults:
        print(f"koers: {fault}", file=sys.stderr)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _sleep(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), _TURN)
    except TimeoutError:
        return
