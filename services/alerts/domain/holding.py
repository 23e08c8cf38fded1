"""Whether what a mail was to say still holds when its turn has come."""

from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import AlertKind, AlertState
from schemas.verdicts import Verdict
from services.alerts.domain.decision import DRIFT_KINDS
from services.alerts.domain.severity import is_worse


@dataclass(frozen=True, slots=True)
class Promise:
    """What a body was to be told, when that was decided, and what it has answered since."""

    kind: AlertKind
    previous: Verdict | None
    promised_at: datetime
    answered_at: datetime | None


def still_holds(promise: Promise, state: AlertState, settled: Verdict | None) -> bool:
    """False when the alert has ended, the body has answered since, or the verdict is no longer worse than it was.

    That a verdict was taken back is no state that could end: it holds while the verdict is better than that one.
    """
    if promise.kind is AlertKind.revision_changed_verdict:
        return is_worse(settled, promise.previous)
    if state is AlertState.resolved:
        return False
    if promise.answered_at is not None and promise.answered_at > promise.promised_at:
        return False
    return promise.kind not in DRIFT_KINDS or is_worse(promise.previous, settled)
