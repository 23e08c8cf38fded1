"""`koers up` as a person runs it: a process of its own, on a folder of its own, with the recorded figures."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from services.runtime.embedded.postgres import EmbeddedPostgres

MARKS = {
    "mock_broker": "services.runtime.embedded.mock_broker",
    "postgres": "cluster",
    "catcher": "services.runtime.embedded.catcher",
    "ingest": "services.ingest",
    "indicators": "services.indicators",
    "alerts-consumer": "services.alerts consumer",
    "alerts-sender": "services.alerts sender",
    "alerts-web": "services.alerts web",
    "board-projector": "services.board projector",
    "board-web": "services.board web",
}


@dataclass(frozen=True)
class Outcome:
    """How a `--once` run ended: exit code, the JSON it printed, what it said on stderr."""

    code: int
    facts: dict[str, Any]
    said: str


def start(state: Path, *arguments: str, once: bool = True, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start `koers up --offline` on a state folder."""
    command = [sys.executable, "-m", "services.cli", "up", "--offline", "--state", str(state)]
    command += ["--once", "--json", "--timeout", "200"] if once else []
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOERS_")}
    return subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**clean, **(env or {})},
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str], *, timeout: float = 260) -> Outcome:
    """Wait for a `--once` run."""
    out, err = process.communicate(timeout=timeout)
    return Outcome(process.returncode, json.loads(out) if out.strip() else {}, err)


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """The running parts by name."""
    found: dict[str, int] = {}
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                line = " ".join(child.cmdline())
                if "guard.py" in line:
                    continue
                for name, mark in MARKS.items():
                    if mark in line and name not in found:
                        found[name] = child.pid
    return found


def kill(process: subprocess.Popen[str], name: str, *, alive: float = 4.0, patience: float = 60) -> int:
    """SIGKILL one part that has been at work for `alive` seconds; returns the pid that died.

    Fails when no such part is found in time.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        pid = children(process).get(name)
        with contextlib.suppress(psutil.Error):
            if pid and time.time() - psutil.Process(pid).create_time() > alive:
                os.kill(pid, signal.SIGKILL)
                return pid
        time.sleep(0.1)
    raise AssertionError(f"{name} was not at work within {patience} s")


def verdicts(state: Path) -> dict[str, tuple[str, str]]:
    """Key to (verdict, digest of everything but the day it was made), read from the stopped deployment's database."""
    server = EmbeddedPostgres(state / "postgres")
    try:
        with psycopg.connect(server.start()) as connection:
            return read_verdicts(connection)
    finally:
        server.stop()


def read_verdicts(connection: psycopg.Connection[Any]) -> dict[str, tuple[str, str]]:
    """The present verdicts of a running database."""
    rows = connection.execute("SELECT key, verdict, digest FROM board.assessments WHERE known_to IS NULL").fetchall()
    return {key: (verdict, digest) for key, verdict, digest in rows}


def mails(state: Path) -> list[EmailMessage]:
    """Every caught mail."""
    folder = state / "mail"
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def sent(state: Path) -> list[tuple[str, str]]:
    """Who got a mail about what, sorted; a second mail would show as a repeated row."""
    return sorted((str(mail["To"]), str(mail["Subject"])) for mail in mails(state))


@contextlib.contextmanager
def site(state: Path, *, env: dict[str, str] | None = None) -> Iterator[str]:
    """The board of a deployment that runs until the block ends, and ends in order then."""
    process = start(state, once=False, env=env)
    try:
        yield wait_for_board(state)
    finally:
        parts = children(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=90)
        left = [name for name, pid in parts.items() if psutil.pid_exists(pid)]
        assert process.returncode == 0, "Ctrl-C did not end in order"
        assert not left, f"left behind: {left}"


def wait_for_board(state: Path, *, patience: float = 120) -> str:
    """The address of the board, once it shows every indicator."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError, KeyError, httpx.HTTPError):
            port = json.loads((state / "deployment.json").read_text())["ports"]["board"]
            address = f"http://127.0.0.1:{port}"
            if httpx.get(f"{address}/api/v1/indicators/digital-skills-basic", trust_env=False).is_success:
                return address
        time.sleep(0.2)
    raise AssertionError(f"the board did not answer within {patience} s")
