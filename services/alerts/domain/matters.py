"""What an alert is about as one body is concerned by it: what routes and silences look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from schemas.alerts import AlertKind
from schemas.assessment import Assessment
from schemas.series import SeriesId
from schemas.stats import MilestoneState, MilestoneStatus, PollReport
from schemas.verdicts import Verdict
from services.alerts.domain.age import Document
from services.alerts.domain.decision import DRIFT_KINDS
from services.alerts.domain.severity import counted

Areas = Mapping[int, str]


class Severity(IntEnum):
    """How much an alert matters, the least first."""

    notice = 1
    warning = 2
    serious = 3
    critical = 4


_OF_VERDICT = {
    Verdict.at_risk: Severity.warning,
    Verdict.off_track: Severity.serious,
    Verdict.moving_away: Severity.serious,
    Verdict.missed: Severity.critical,
}
_BROKEN = frozenset({AlertKind.source_unreachable, AlertKind.quarantine, AlertKind.source_changed_shape})


@dataclass(frozen=True, slots=True)
class Matter:
    """One alert as one body is concerned by it; `sources` are those its figures come from."""

    kind: AlertKind
    subject: str
    body: str
    severity: Severity
    recommendations: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, kind: AlertKind, subject: str, document: Document, body: str, recommendations: frozenset[int], areas: Areas
    ) -> Self:  # fmt: skip
        """`areas` is recommendation to area."""
        return cls(
            kind,
            subject,
            body,
            severity_of(kind, document, recommendations),
            recommendations,
            frozenset(areas[number] for number in recommendations if number in areas),
            sources_of(document),
        )


def severity_of(kind: AlertKind, document: Document, recommendations: frozenset[int]) -> Severity:
    """By the verdict as it counts for the body; nobody is called late for what nobody has checked."""
    if kind in DRIFT_KINDS and isinstance(document, Assessment):
        verdict = counted(document.verdict, document, recommendations)
        return _OF_VERDICT.get(verdict or document.verdict, Severity.notice)
    if kind is AlertKind.milestone_overdue and isinstance(document, MilestoneState):
        return Severity.warning if document.status is MilestoneStatus.not_checked else Severity.serious
    return Severity.warning if kind in _BROKEN else Severity.notice


def sources_of(document: Document) -> frozenset[str]:
    """The sources behind a document."""
    if isinstance(document, Assessment):
        return frozenset(SeriesId.parse(found.series_id).source for found in document.inputs)
    return frozenset({document.source}) if isinstance(document, PollReport) else frozenset()
