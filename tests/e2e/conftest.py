"""One undisturbed run that several tests look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import Outcome, finish, site, start


@dataclass(frozen=True)
class Drained:
    """A state folder after one `--once` run, and how that run ended."""

    state: Path
    outcome: Outcome


@pytest.fixture(scope="session")
def drained(server_folder: Path) -> Drained:
    """Everything that ships with Koers, processed once from nothing on the embedded servers."""
    state = server_folder / "undisturbed"
    return Drained(state, finish(start(state)))


@pytest.fixture(scope="session")
def board(drained: Drained) -> Iterator[str]:
    """The address of the board of that deployment, started a second time on the same folder."""
    with site(drained.state) as address:
        yield address
