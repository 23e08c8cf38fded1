"""One undisturbed run that several tests look at."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.e2e.running import Outcome, finish, sent, site, start, verdicts

# Secrets that a run on the embedded servers can be given without asking anybody for anything
HARMLESS = ("KOERS_WEBHOOK_SECRET", "KOERS_LINK_SECRETS_BEFORE")


def mark_of(name: str) -> str:
    """What stands for a secret, found wherever it is told."""
    return f"made-up-{hashlib.sha256(name.encode()).hexdigest()[:40]}"


@dataclass(frozen=True)
class Drained:
    """A state folder after a `--once` run, and how that run ended: what it had judged and sent by then."""

    state: Path
    outcome: Outcome
    verdicts: dict[str, tuple[str, str]]
    sent: list[tuple[str, str]]


@pytest.fixture(scope="session")
def drained(server_folder: Path) -> Drained:
    """Everything that ships with Koers, processed once from nothing on the embedded servers."""
    return _drain(server_folder / "undisturbed")


@pytest.fixture(scope="session")
def again(drained: Drained) -> Drained:
    """The same once more on the same folder."""
    return _drain(drained.state)


def _drain(state: Path) -> Drained:
    outcome = finish(start(state, env={name: mark_of(name) for name in HARMLESS}))
    return Drained(state, outcome, verdicts(state), sent(state))


@pytest.fixture(scope="session")
def board(again: Drained) -> Iterator[str]:
    """The address of the board of that deployment, started on the same folder to stay up."""
    with site(again.state, env={name: mark_of(name) for name in HARMLESS}) as address:
        yield address


@pytest.fixture(scope="session")
def parts(drained: Drained, board: str) -> dict[str, dict[str, str]]:
    """The environment of every running part of that deployment, by the job's name."""
    found: dict[str, dict[str, str]] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            environment, words = process.environ(), process.cmdline()
            if environment.get("KOERS_STATE_DIR") == str(drained.state) and "-m" in words:
                name = "-".join(words[words.index("-m") + 1 :]).removeprefix("services.")
                found[f"koers-{name}"] = environment
    return found
