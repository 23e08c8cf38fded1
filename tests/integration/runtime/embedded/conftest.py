"""What the tests of the embedded servers share: an owner that is killed, and waiting for an end."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from services.runtime.embedded.leftover import wait_gone

DEADLINE_S = 20.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, outside pytest's private ones."""
    with tempfile.TemporaryDirectory(prefix="koers-") as path:
        yield Path(path)


@pytest.fixture
def orphan() -> Iterator[Callable[[str], psutil.Process]]:
    """Runs Python code that starts a server and prints its pid; SIGKILLs the code's process; returns the server's."""
    servers: list[psutil.Process] = []

    def run(code: str) -> psutil.Process:
        script = textwrap.dedent(code) + "\nimport sys\nsys.stdin.read()\n"
        owner = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with owner:
            assert owner.stdout is not None
            server = psutil.Process(int(owner.stdout.readline()))
            servers.append(server)
            os.kill(owner.pid, signal.SIGKILL)
        return server

    yield run
    for server in servers:
        if server.is_running():
            server.kill()


@pytest.fixture
def gone() -> Callable[[psutil.Process], bool]:
    """Tells whether a process ends before the deadline."""

    def wait(process: psutil.Process) -> bool:
        return wait_gone(process, DEADLINE_S)

    return wait


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Waits until a condition holds; fails at the deadline."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come to hold in time"
            time.sleep(0.01)

    return wait
