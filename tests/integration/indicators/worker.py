"""Service processes, started on a broker and ended by a test."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from services.runtime.embedded.ports import free_ports


class Process:
    """One service process with its admin page."""

    def __init__(self, name: str, bootstrap: str, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_ports(1)[0]
        self.log = folder / f"{name.replace(' ', '-')}-{self.port}.log"
        clean = {key: value for key, value in os.environ.items() if not key.startswith("KOERS_")}
        env = {
            **clean,
            "KOERS_KAFKA": bootstrap,
            "KOERS_STATE_DIR": str(folder),
            "KOERS_ADMIN_PORT": str(self.port),
            **settings,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", *f"services.{name}".split()], stderr=log, env=env)

    def status(self) -> dict[str, Any]:
        """What `/status` says; empty while it does not answer."""
        with contextlib.suppress(httpx.HTTPError, ValueError):
            found: dict[str, Any] = httpx.get(f"http://127.0.0.1:{self.port}/status", trust_env=False).json()
            return found
        return {}

    def done(self) -> int:
        """Records handled so far."""
        return sum(loop["done"] for loop in self.status().get("loops", []) if loop["name"] == "consumption")

    def wait_for_work(self, records: int, *, patience: float = 60) -> None:
        """Wait until it has handled so many records."""
        deadline = time.monotonic() + patience
        while self.done() < records:
            assert time.monotonic() < deadline, f"{self.log.name}: did not get to work"
            time.sleep(0.02)

    def wait_until_idle(self, *, patience: float = 120) -> None:
        """Wait until it has had nothing to do for some turns."""
        deadline, quiet = time.monotonic() + patience, 0
        while quiet < 4:
            quiet = quiet + 1 if self.status().get("idle") else 0
            assert time.monotonic() < deadline, f"{self.log.name}: never at rest, {self.status()}"
            time.sleep(0.5)

    def terminate(self) -> int:
        """SIGTERM; returns the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)

    def kill(self) -> None:
        """SIGKILL, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(20)

    def freeze(self) -> None:
        """SIGSTOP: it is there and does nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        self._process.send_signal(signal.SIGCONT)

    def wait(self, timeout: float) -> int:
        """Wait for it to end by itself; returns the exit code."""
        return self._process.wait(timeout)


@contextlib.contextmanager
def running(name: str, bootstrap: str, folder: Path, **settings: str) -> Iterator[Process]:
    """A process for the length of a block; gone after it, however the block ends."""
    process = Process(name, bootstrap, folder, KOERS_SESSION_TIMEOUT="6", **settings)
    try:
        yield process
    finally:
        process.kill()


def fill(bootstrap: str, folder: Path) -> None:
    """Publish the recorded figures by the ingest service itself."""
    with running("ingest", bootstrap, folder / "ingest", KOERS_LIVE="false") as ingest:
        ingest.wait_until_idle()
        assert ingest.terminate() == 0
