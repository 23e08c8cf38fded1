"""One supervised process: started, asked for its status, started again when it dies, stopped in order."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from services.runtime.embedded.ports import free_ports
from services.runtime.process import EXIT_CONFIG, SUPERVISED

_BACKOFF_LIMIT = 15.0


@dataclass(frozen=True)
class Part:
    """What to run. `needs_broker` parts are restarted when the broker's data becomes another."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    needs_broker: bool = True


class Worker:
    """A Part with its process. Its output goes to a log file; its admin page is asked every turn."""

    def __init__(self, part: Part, log: Path) -> None:
        self.part = part
        self.restarts = 0
        self.peak_rss = 0
        self.status: dict[str, Any] = {"state": "stopped"}
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._admin_port = 0
        self._started_at = 0.0
        self._retry_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process, None when it is not running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def loops(self) -> list[dict[str, Any]]:
        """The loops of the last status, as `Health.status` writes them."""
        found: list[dict[str, Any]] = self.status.get("loops", [])
        return found

    @property
    def faults(self) -> list[str]:
        """The faults of the last status, in words."""
        found: list[str] = self.status.get("faults", [])
        return found

    @property
    def config_fault(self) -> str | None:
        """What the process said when it refused its settings; a restart cannot help then."""
        if self._process is None or self._process.poll() != EXIT_CONFIG:
            return None
        tail = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-12:]
        return f"{self.part.name} refused to start:\n" + "\n".join(tail)

    def start(self, env: Mapping[str, str]) -> None:
        """Start the process; `env` is added to the part's own."""
        self._admin_port = free_ports(1)[0]
        merged = {**os.environ, **self.part.env, **env, "KOERS_ADMIN_PORT": str(self._admin_port), SUPERVISED: "1"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.part.command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=merged, start_new_session=True
            )
        self._started_at = time.monotonic()
        self.status = {"state": "starting"}

    def restart_if_dead(self, env: Mapping[str, str]) -> bool:
        """Start again a process that died by itself, later each time it dies young. True when it was started."""
        if self._process is None or self._process.poll() is None:
            return False
        now = time.monotonic()
        if self._retry_at == 0.0:
            young = now - self._started_at < 30
            delay = min(_BACKOFF_LIMIT, 0.2 * 2 ** min(self.restarts, 10)) if young and self.restarts else 0.0
            self._retry_at = now + delay
            self.status = {"state": "dead"}
        if now < self._retry_at:
            return False
        self._retry_at, self.restarts = 0.0, self.restarts + 1
        self._close_pipe()
        self.start(env)
        return True

    async def ask(self, client: httpx.AsyncClient) -> None:
        """Refresh `status` and `peak_rss`; a process that does not answer keeps the state it is in."""
        if self.pid is None:
            return
        with contextlib.suppress(psutil.Error):
            self.peak_rss = max(self.peak_rss, psutil.Process(self.pid).memory_info().rss)
        try:
            answer = await client.get(f"http://127.0.0.1:{self._admin_port}/status")
            self.status = answer.json()
        except (httpx.HTTPError, ValueError):
            if self.status.get("state") == "ready":
                self.status = {**self.status, "state": "silent", "idle": False}

    async def stop(self, grace: float = 20.0) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when the process is gone."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(self._process.wait, grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
                await asyncio.to_thread(self._process.wait)
        self._close_pipe()
        self._process = None
        self.status = {"state": "stopped"}

    def _close_pipe(self) -> None:
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
