"""A server process that ends with the process that started it; the parent's side of `guard.py`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.runtime.embedded import guard
from services.runtime.errors import ConfigError


class GuardedProcess:
    """One server below a guard, started by the constructor.

    Its output is appended to `log`. It runs in a session of its own, so that Ctrl-C in a terminal reaches the owner
    alone, which can then stop its servers in order. `account` is the (uid, gid) to run as, None for our own. Raises
    ConfigError when the command cannot be run.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        directory: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 15.0,
        account: tuple[int, int] | None = None,
    ) -> None:
        self._grace = grace
        order = {
            "command": list(command),
            "stop_signal": int(stop_signal),
            "grace": grace,
            "account": account,
            "directory": str(directory),
        }
        self._guard = _start_guard(order, log)
        answer = self._read_answer()
        if "pid" not in answer:
            self._close()
            raise ConfigError(f"cannot run {command[0]}: {answer.get('error', 'its guard died')}", log=str(log))
        self.pid = int(str(answer["pid"]))

    @property
    def running(self) -> bool:
        """Whether the server is alive, as far as its guard has noticed."""
        return self._guard.poll() is None

    def stop(self) -> None:
        """Ask the server to stop, SIGKILL it after `grace` seconds; returns when it is gone."""
        self._close()

    def kill(self) -> None:
        """SIGKILL the server; returns when it is gone."""
        if self.running:
            os.kill(self.pid, signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait(timeout=self._grace + 10)
        if self._guard.stdout:
            self._guard.stdout.close()

    def _read_answer(self) -> Mapping[str, object]:
        line = self._guard.stdout.readline() if self._guard.stdout else b""
        answer: dict[str, object] = json.loads(line or b"{}")
        return answer


def _start_guard(order: Mapping[str, object], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
