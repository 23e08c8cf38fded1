"""What a body may answer, and what it has said of an item once it has."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schemas.alerts import AlertState
from schemas.assessment import Assessment
from schemas.policy import Answer, AnswerStatus, Definition
from schemas.stats import MilestoneState
from services.alerts.domain.age import Document


class Action(StrEnum):
    """What the page offers."""

    acknowledge = "acknowledge"
    done = "done"
    dispute = "dispute"
    not_ours = "not_ours"
    later = "later"
    define = "define"
    withdraw = "withdraw"


class Acceptance(StrEnum):
    """What a body may accept beside its answer."""

    ownership = "ownership"
    target = "target"
    date = "date"


STANCES = (
    AnswerStatus.measure_taken,
    AnswerStatus.measure_planned,
    AnswerStatus.no_measure,
    AnswerStatus.acknowledged,
)
STATES = {
    Action.acknowledge: AlertState.acknowledged,
    Action.done: AlertState.resolved,
    Action.dispute: AlertState.disputed,
    Action.not_ours: AlertState.reassigned,
    Action.later: AlertState.snoozed,
    Action.define: AlertState.acknowledged,
    Action.withdraw: AlertState.reopened,
}


@dataclass(frozen=True, slots=True)
class Given:
    """One filled-in form, checked.

    `status` is where the body stands (one of `STANCES`, comply or explain), `accepts` what of the alert's subject it
    takes for its own.
    """

    action: Action
    reason: str | None = None
    planned_date: date | None = None
    evidence_url: str | None = None
    until: date | None = None
    definition: Definition | None = None
    accepts: frozenset[Acceptance] = frozenset()
    disputed: str | None = None
    status: AnswerStatus | None = None

    @property
    def is_public(self) -> bool:
        """Wanting to be asked later is no answer that anybody else needs to know."""
        return self.action is not Action.later

    @property
    def told(self) -> str:
        """What the alert's history says of it."""
        said = [self.reason] if self.reason else []
        said += [f"accepts {', '.join(sorted(self.accepts))}"] if self.accepts else []
        if self.definition:
            said += [f"{name} {found}" for name, found in self.definition.model_dump(exclude_none=True).items()]
        if self.until:
            said.append(f"until {self.until}")
        return "; ".join(said) or self.action.value


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered about one alert."""

    alert_id: str
    given: Given


def answer_of(document: Document, item: str, body: str, given: Given, before: Answer | None, at: datetime) -> Answer:
    """The answer as it is published: the newest stands for all, so what was accepted before stays in it.

    What is disputed is no longer accepted; who says that it is not theirs, or takes back what it said, accepts nothing.
    """
    kept = before
    if given.action in (Action.not_ours, Action.withdraw) or (before and before.status is AnswerStatus.withdrawn):
        kept = None
    target = document.target if isinstance(document, Assessment) and Acceptance.target in given.accepts else None
    day = _accepted_day(document, given)
    return Answer(
        body=body,
        item=item,
        status=status_of(given),
        reason=given.reason,
        evidence_url=given.evidence_url,
        planned_date=given.planned_date,
        accepts_ownership=_owns(given, kept),
        accepts_target=None if given.disputed == "target" else target or (kept.accepts_target if kept else None),
        accepts_date=None if given.disputed == "date" else day or (kept.accepts_date if kept else None),
        defines=given.definition or (kept.defines if kept else None),
        as_of=at,
        public=True,
    )


def status_of(given: Given) -> AnswerStatus:
    """How an answer is listed."""
    if given.action is Action.acknowledge:
        planned = AnswerStatus.measure_planned if given.planned_date else AnswerStatus.acknowledged
        return given.status or planned
    return {
        Action.define: AnswerStatus.acknowledged,
        Action.done: AnswerStatus.done,
        Action.dispute: AnswerStatus.disputed,
        Action.not_ours: AnswerStatus.not_ours,
        Action.withdraw: AnswerStatus.withdrawn,
    }[given.action]


def _owns(given: Given, kept: Answer | None) -> bool | None:
    if given.action is Action.not_ours:
        return False
    return True if Acceptance.ownership in given.accepts else kept.accepts_ownership if kept else None


def _accepted_day(document: Document, given: Given) -> date | None:
    """The day that binds the body from now on: the one it named, else the one it accepted."""
    if not isinstance(document, MilestoneState):
        return None
    return given.planned_date or (document.due if Acceptance.date in given.accepts else None)
