"""The agenda that ships with Koers, read once."""

import pytest

from schemas.agenda import Agenda
from services.runtime.agenda import AgendaIndex, load_agenda


@pytest.fixture(scope="session")
def agenda() -> Agenda:
    return load_agenda()


@pytest.fixture(scope="session")
def index(agenda: Agenda) -> AgendaIndex:
    return AgendaIndex(agenda)
