"""What a poll report means for the data desk: out of reach, set apart unread, changed in shape, or well again."""

from datetime import datetime, timedelta

from schemas.alerts import AlertKind
from schemas.stats import PollOutcome, PollReport
from services.alerts.domain.decision import ACTIVE, Decision, Handled, Known, Move, Notice, opened, resolved
from services.alerts.mail.content import DeskReason

# A source that is away for a night heals by itself; the desk is written to when it does not.
PATIENCE = timedelta(hours=24)
# Reasons of a quarantine that mean another table than the recipe knows, not a damaged copy of it.
_SHAPE = frozenset(
    {
        "bad_axes",
        "changed_shape",
        "missing_codes",
        "missing_columns",
        "other_dataset",
        "unknown_label",
        "unknown_table",
    }
)
_KINDS = (AlertKind.source_unreachable, AlertKind.quarantine, AlertKind.source_changed_shape)


def decide(report: PollReport, known: Known, now: datetime) -> Decision:
    """Open what is wrong and not open yet, end what is well again."""
    wrong = _faults(report)
    well = tuple(kind for kind in _cleared(report) if kind not in wrong)
    new = {kind: reason for kind, reason in wrong.items() if known.get(kind) not in ACTIVE}
    moves: tuple[Move, ...] = tuple(opened(kind, known, reason) for kind, reason in new.items())
    notices = tuple(Notice(kind, desk=DeskReason.desk_matter, after=_patience(kind, report, now)) for kind in new)
    reason = "; ".join(wrong.values()) or report.outcome.value
    return Decision(Handled(), reason, (*moves, *resolved(well, known, "well again")), notices, refresh=True)


def _faults(report: PollReport) -> dict[AlertKind, str]:
    told = f": {report.reason}" if report.reason else ""
    faults: dict[AlertKind, str] = {}
    if report.outcome is PollOutcome.failed and report.unreachable_since:
        faults[AlertKind.source_unreachable] = f"unreachable since {report.unreachable_since.isoformat()}{told}"
    if report.outcome is PollOutcome.quarantined:
        changed = (report.reason or "").partition(":")[0] in _SHAPE
        kind = AlertKind.source_changed_shape if changed else AlertKind.quarantine
        faults[kind] = f"quarantined{told}"
    return faults


def _cleared(report: PollReport) -> tuple[AlertKind, ...]:
    return _KINDS if report.outcome in (PollOutcome.changed, PollOutcome.unchanged) else ()


def _patience(kind: AlertKind, report: PollReport, now: datetime) -> timedelta:
    if kind is not AlertKind.source_unreachable or report.unreachable_since is None:
        return timedelta()
    return max(timedelta(), report.unreachable_since + PATIENCE - now)
