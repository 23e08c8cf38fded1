"""The agenda that ships with Koers, read once, and copies of it to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.agenda import Agenda
from services.runtime.agenda import SHIPPED, AgendaIndex, load_agenda

Told = Callable[[Path], list[str]]


@pytest.fixture(scope="session")
def agenda() -> Agenda:
    return load_agenda()


@pytest.fixture(scope="session")
def index(agenda: Agenda) -> AgendaIndex:
    return AgendaIndex(agenda)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the agenda."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "agenda"))
