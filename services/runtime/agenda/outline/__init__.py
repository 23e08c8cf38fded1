"""One record of the agenda with all that hangs on it, as text for a reader."""

from services.runtime.agenda.outline.finding import outline

__all__ = ["outline"]
