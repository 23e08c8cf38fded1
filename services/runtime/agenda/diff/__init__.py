"""What changed between two editions of the agenda, in sentences."""

from services.runtime.agenda.diff.report import Chapter, describe

__all__ = ["Chapter", "describe"]
