"""The agenda in memory: read from its YAML files, checked against itself, and looked up by what services ask."""

from services.runtime.agenda.index import AgendaIndex
from services.runtime.agenda.loading import load_agenda

__all__ = ["AgendaIndex", "load_agenda"]
