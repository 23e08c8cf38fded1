"""The agenda in memory: read from its YAML files, checked against itself, and looked up by what services ask."""

from services.runtime.agenda.index import AgendaIndex
from services.runtime.agenda.loading import SHIPPED, Checked, check_agenda, load_agenda, read_agenda, seal_folder

__all__ = ["SHIPPED", "AgendaIndex", "Checked", "check_agenda", "load_agenda", "read_agenda", "seal_folder"]
