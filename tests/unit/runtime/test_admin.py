"""Start-up, liveness and readiness differ; a stopped process is unwell within the time the check allows."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from typer.testing import CliRunner

from services.cli.main import app
from services.runtime.admin import admin_app, serve
from services.runtime.embedded.ports import free_ports
from services.runtime.health import Health
from services.runtime.metrics import Metrics

_PROCESS = """
import asyncio, sys
from services.runtime.admin import admin_app, serve
from services.runtime.health import Health
from services.runtime.metrics import Metrics

async def main():
    health = Health("made-up")
    loop = health.loop("work", stalls_after=1.0)
    health.started = True
    async with serve(admin_app(health, Metrics()), "127.0.0.1", int(sys.argv[1])):
        while True:
            loop.beat(pending=1, done=1)
            await asyncio.sleep(0.05)

asyncio.run(main())
"""


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def codes(client: TestClient) -> tuple[int, int, int]:
    """Start-up, liveness, readiness."""
    started, live, ready = (client.get(f"/{page}").status_code for page in ("startupz", "livez", "readyz"))
    return started, live, ready


def test_starting_working_and_stuck_are_told_apart() -> None:
    seconds = Seconds()
    health = Health("made-up", seconds)
    loop = health.loop("work", stalls_after=15)
    client = TestClient(admin_app(health, Metrics()))
    assert codes(client) == (503, 200, 503)
    health.started = True
    loop.beat(pending=0)
    assert codes(client) == (200, 200, 200)
    seconds.now = 20
    assert codes(client) == (200, 503, 503)


def test_health_is_among_the_metrics() -> None:
    seconds, metrics = Seconds(), Metrics()
    health = Health("made-up", seconds)
    health.loop("work", stalls_after=15).beat(pending=7)
    client = TestClient(admin_app(health, metrics))
    seconds.now = 16
    lines = client.get("/metrics").text.splitlines()
    assert "koers_health_faults 1.0" in lines
    assert "koers_health_started 0.0" in lines
    assert 'koers_loop_pending_items{loop="work"} 7.0' in lines
    assert 'koers_loop_seconds_since_progress{loop="work"} 16.0' in lines


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_ports(1)[0]
    running = subprocess.Popen([sys.executable, "-c", _PROCESS, str(port)])
    try:
        _wait(port)
        yield running, port
    finally:
        running.kill()
        running.wait(timeout=10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the process did not become healthy")


def test_a_stopped_process_is_unwell_within_the_time_of_the_check_and_well_again_afterwards(
    process: tuple[subprocess.Popen[bytes], int],
) -> None:
    running, port = process
    ask = ["healthcheck", "--port", str(port), "--timeout", "0.5"]
    assert CliRunner().invoke(app, ask).exit_code == 0
    os.kill(running.pid, signal.SIGSTOP)
    began = time.monotonic()
    answer = CliRunner().invoke(app, ask)
    assert answer.exit_code == 1
    assert "no answer within 0.5 s" in answer.output
    assert time.monotonic() - began < 2
    time.sleep(1.0)
    os.kill(running.pid, signal.SIGCONT)
    time.sleep(0.3)
    assert CliRunner().invoke(app, ask).exit_code == 0, "after its own sleep it counts afresh"


def test_a_process_that_is_gone_is_unwell() -> None:
    answer = CliRunner().invoke(app, ["healthcheck", "--port", str(free_ports(1)[0]), "--timeout", "0.5"])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def open_sockets() -> list[int]:
    """`socket.fromfd` would leave a copy of anything else behind, such as of a pipe whose end a server waits for."""
    return [int(entry.name) for entry in Path("/proc/self/fd").iterdir() if entry.is_socket()]


ANY_SOCKET = (socket.AF_INET, socket.SOCK_STREAM)


async def test_the_body_of_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    undelayed: list[int] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the very socket the request came by."""
        if scope["type"] == "http":
            for number in open_sockets():
                with contextlib.suppress(OSError), socket.fromfd(number, *ANY_SOCKET) as found:
                    if found.getpeername() == tuple(scope["client"]):
                        undelayed.append(found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            await PlainTextResponse("seen")(scope, receive, send)

    async with serve(look, "127.0.0.1", 0) as port, httpx.AsyncClient() as client:
        for _ in range(100):
            with contextlib.suppress(httpx.ConnectError):
                assert (await client.get(f"http://127.0.0.1:{port}/")).text == "seen"
                break
            await asyncio.sleep(0.05)
    assert undelayed == [1]
