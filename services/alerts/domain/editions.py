"""What another edition of the agenda changes by itself: it is on the board and on record, and sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.agenda import Change
from schemas.assessment import Assessment
from schemas.verdicts import Cause
from services.alerts.domain.decision import Handled

NO_CHANGES: Mapping[int, Change] = {}
OURS = frozenset({Cause.target_change, Cause.method_change})


@dataclass(frozen=True, slots=True)
class Editions:
    """The edition alerting began with (None: not known), and who made each edition and why."""

    began: int | None = None
    changes: Mapping[int, Change] = field(default_factory=dict)

    def told(self, edition: int) -> str:
        """An edition with who made it and why, for the record."""
        change = self.changes.get(edition)
        return f"edition {edition} of the agenda" + (f" ({change.who}: {change.why.en})" if change else "")


def changed_by(a: Assessment, handled: Handled | None, editions: Editions) -> str | None:
    """Why the agenda, and no figure, is behind what differs from what was handled; None where a figure may be.

    The cause tells it where the assessment before was at hand. Where it was not, as after the loss of a broker, equal
    periods under another edition tell it; and what a later edition was the first to watch is no news when first seen.
    """
    if a.episode.cause in OURS:
        return f"{a.episode.cause.value}, {editions.told(a.episode.edition or a.agenda.edition)}"
    known = handled.edition if handled else editions.began
    if known is None or known == a.agenda.edition or _is_newer(a, handled):
        return None
    return editions.told(a.agenda.edition)


def changed_verdict(a: Assessment, edition: int) -> bool:
    """Whether this edition, and no figure, gave it the verdict it has."""
    return a.episode.cause in OURS and a.episode.edition == edition


def _is_newer(a: Assessment, handled: Handled | None) -> bool:
    """Whether a period has come since that was not there when it was handled."""
    if handled is None or handled.judged is None or a.latest is None:
        return False
    return handled.judged < a.latest.period
