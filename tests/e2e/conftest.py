"""One undisturbed run that several tests look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import Outcome, finish, sent, site, start, verdicts


@dataclass(frozen=True)
class Drained:
    """A state folder after one `--once` run, and how that run ended: what it had judged and sent by then."""

    state: Path
    outcome: Outcome
    verdicts: dict[str, tuple[str, str]]
    sent: list[tuple[str, str]]


@pytest.fixture(scope="session")
def drained(server_folder: Path) -> Drained:
    """Everything that ships with Koers, processed once from nothing on the embedded servers."""
    state = server_folder / "undisturbed"
    outcome = finish(start(state))
    return Drained(state, outcome, verdicts(state), sent(state))


@pytest.fixture(scope="session")
def board(drained: Drained) -> Iterator[str]:
    """The address of the board of that deployment, started a second time on the same folder."""
    with site(drained.state) as address:
        yield address
