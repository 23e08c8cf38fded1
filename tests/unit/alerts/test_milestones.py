"""A promise is overdue only on a date somebody made binding; a date we proposed is asked about once."""

from datetime import UTC, date, datetime

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Owner
from schemas.base import Text
from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneStatus
from services.alerts.domain.decision import Handled
from services.alerts.domain.milestones import decide, due_kind, merged
from services.alerts.mail.content import DeskReason
from tests.builders.milestones import milestone

OWNER = Owner(
    body="digitaal-vlaanderen", name=Text(en="Digital Flanders", nl="Digitaal Vlaanderen"), recommendations=(15,)
)
BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)
LONG_BEFORE = date(2026, 2, 28)


@pytest.mark.parametrize("basis", [DueBasis.legal, DueBasis.policy, DueBasis.accepted])
def test_a_binding_date_is_due_thirty_days_ahead_and_overdue_the_day_after(basis: DueBasis) -> None:
    promise = milestone(due_basis=basis)
    assert due_kind(promise, LONG_BEFORE) is None
    assert due_kind(promise, BEFORE) is AlertKind.milestone_due
    assert due_kind(promise, DAY) is AlertKind.milestone_due
    assert due_kind(promise, AFTER) is AlertKind.milestone_overdue


@pytest.mark.parametrize("basis", [DueBasis.proposal, None])
def test_a_proposed_date_is_never_overdue(basis: DueBasis | None) -> None:
    proposed = milestone(due_basis=basis)
    assert due_kind(proposed, BEFORE) is None
    assert due_kind(proposed, DAY) is AlertKind.milestone_due
    assert due_kind(proposed, date(2036, 1, 1)) is AlertKind.milestone_due


def test_what_is_done_or_undated_is_not_asked_about() -> None:
    assert due_kind(milestone(status=MilestoneStatus.done), AFTER) is None
    assert due_kind(milestone(due=None), AFTER) is None


def test_each_stretch_is_told_once() -> None:
    due = decide(milestone(), OWNER, BEFORE, None, {})
    assert [n.kind for n in due.notices] == [AlertKind.milestone_due]
    assert due.notices[0].owners == (OWNER,)
    next_day = decide(milestone(), OWNER, date(2026, 3, 2), due.handled, {AlertKind.milestone_due: AlertState.open})
    assert (next_day.moves, next_day.notices) == ((), ())
    late = decide(milestone(), OWNER, AFTER, due.handled, {AlertKind.milestone_due: AlertState.open})
    assert [(m.kind, m.to_state) for m in late.moves] == [
        (AlertKind.milestone_overdue, AlertState.open),
        (AlertKind.milestone_due, AlertState.resolved),
    ]
    assert [n.kind for n in late.notices] == [AlertKind.milestone_overdue]


def test_done_ends_its_alerts() -> None:
    late = Handled(episode="f" * 64)
    done = decide(
        milestone(status=MilestoneStatus.done), OWNER, AFTER, late, {AlertKind.milestone_overdue: AlertState.open}
    )
    assert [(m.kind, m.to_state) for m in done.moves] == [(AlertKind.milestone_overdue, AlertState.resolved)]
    assert done.notices == ()


def test_without_an_owner_the_desk_is_told() -> None:
    [notice] = decide(milestone(owner=None), None, AFTER, None, {}).notices
    assert (notice.owners, notice.desk) == ((), DeskReason.no_owner)


def answer(status: AnswerStatus, **more: object) -> Answer:
    """The owner's answer of 1 February 2026."""
    at = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    return Answer.model_validate(
        {"body": "digitaal-vlaanderen", "item": "m999-1", "status": status, "as_of": at, **more}
    )


def test_a_date_the_owner_named_replaces_the_proposed_one_and_binds() -> None:
    proposed = milestone(due_basis=DueBasis.proposal)
    accepted = merged(proposed, answer(AnswerStatus.measure_planned, planned_date=date(2026, 6, 30)))
    assert (accepted.due, accepted.due_basis) == (date(2026, 6, 30), DueBasis.accepted)
    assert due_kind(accepted, AFTER) is None
    assert due_kind(accepted, date(2026, 7, 1)) is AlertKind.milestone_overdue


def test_the_owner_may_say_that_it_is_done_until_the_register_knows_better() -> None:
    assert merged(milestone(), answer(AnswerStatus.done)).status is MilestoneStatus.done
    checked_later = milestone(status=MilestoneStatus.open, as_of=date(2026, 2, 2))
    assert merged(checked_later, answer(AnswerStatus.done)).status is MilestoneStatus.open
