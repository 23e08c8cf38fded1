"""What a rule may decide: moves of alerts, notices to bodies, and what is handled from now on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Owner
from schemas.period import Period
from schemas.verdicts import Verdict
from services.alerts.mail.content import DeskReason

Known = Mapping[AlertKind, AlertState]

DRIFT_KINDS = (AlertKind.verdict_worsened, AlertKind.target_missed, AlertKind.gap_widening)
# In these states an alert waits for somebody; in the others a body has spoken, or there is nothing left to say.
ACTIVE = frozenset({AlertState.open, AlertState.reopened, AlertState.escalated})


class HoldReason(StrEnum):
    """Why a mail waits for a person."""

    suspect = "suspect"
    batch_limit = "batch_limit"
    mail_mode = "mail_mode"


@dataclass(frozen=True, slots=True)
class Handled:
    """How far a subject has been dealt with.

    `settled` is the verdict the next one is compared with, judged by `edition` of the agenda up to the period `judged`;
    `alerted` the period of the last alert (one per wave); `broken` the period of the last break seen; `episode` the
    last one reported as handled.
    """

    settled: Verdict | None = None
    episode: str | None = None
    alerted: Period | None = None
    broken: Period | None = None
    edition: int | None = None
    judged: Period | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step in the life of the subject's alert of one kind."""

    kind: AlertKind
    to_state: AlertState
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody is to be told: the owners, or (with `desk`) the data desk, not before `after` has passed."""

    kind: AlertKind
    owners: tuple[Owner, ...] = ()
    desk: DeskReason | None = None
    previous: Verdict | None = None
    hold: HoldReason | None = None
    after: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Decision:
    """All that follows from one event.

    `refresh`: the alerts that are open now stand on this newer document; `standing`: the kinds of those whose drift
    goes on under a newer figure, of which a body may be reminded.
    """

    handled: Handled
    reason: str
    moves: tuple[Move, ...] = ()
    notices: tuple[Notice, ...] = ()
    refresh: bool = False
    standing: tuple[AlertKind, ...] = ()

    def silenced(self) -> "Decision":
        """The same state without telling anybody."""
        return replace(self, notices=(), standing=())


def opened(kind: AlertKind, known: Known, reason: str) -> Move:
    """The move that makes an alert wait for somebody, whatever state it was in; an active one stays as it is."""
    state = known.get(kind)
    if state is None:
        return Move(kind, AlertState.open, reason)
    return Move(kind, state if state in ACTIVE else AlertState.reopened, reason)


def resolved(kinds: tuple[AlertKind, ...], known: Known, reason: str) -> tuple[Move, ...]:
    """Moves that end those alerts that exist and have not ended."""
    return tuple(
        Move(kind, AlertState.resolved, reason) for kind in kinds if known.get(kind) not in (None, AlertState.resolved)
    )
