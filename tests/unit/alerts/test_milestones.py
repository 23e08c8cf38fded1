"""A promise is overdue only on a date somebody made binding; a date we proposed is asked about once."""

from datetime import date

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Owner
from schemas.base import Text
from schemas.stats import DueBasis, MilestoneStatus
from services.alerts.domain.decision import Handled
from services.alerts.domain.milestones import decide
from services.alerts.mail.content import DeskReason
from tests.builders.milestones import milestone

OWNER = Owner(
    body="digitaal-vlaanderen", name=Text(en="Digital Flanders", nl="Digitaal Vlaanderen"), recommendations=(15,)
)
OWNERS = (OWNER,)
BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)


def test_each_stretch_is_told_once() -> None:
    due = decide(milestone(), OWNERS, BEFORE, None, {})
    assert [n.kind for n in due.notices] == [AlertKind.milestone_due]
    assert due.notices[0].owners == OWNERS
    next_day = decide(milestone(), OWNERS, date(2026, 3, 2), due.handled, {AlertKind.milestone_due: AlertState.open})
    assert (next_day.moves, next_day.notices) == ((), ())
    late = decide(milestone(), OWNERS, AFTER, due.handled, {AlertKind.milestone_due: AlertState.open})
    assert [(m.kind, m.to_state) for m in late.moves] == [
        (AlertKind.milestone_overdue, AlertState.open),
        (AlertKind.milestone_due, AlertState.resolved),
    ]
    assert [n.kind for n in late.notices] == [AlertKind.milestone_overdue]


def test_done_ends_its_alerts() -> None:
    late = Handled(episode="f" * 64)
    done = decide(
        milestone(status=MilestoneStatus.done), OWNERS, AFTER, late, {AlertKind.milestone_overdue: AlertState.open}
    )
    assert [(m.kind, m.to_state) for m in done.moves] == [(AlertKind.milestone_overdue, AlertState.resolved)]
    assert done.notices == ()


def test_without_an_owner_the_desk_is_told() -> None:
    [notice] = decide(milestone(owner=None), (), AFTER, None, {}).notices
    assert (notice.owners, notice.desk) == ((), DeskReason.no_owner)


@pytest.mark.parametrize("state", [AlertState.open, AlertState.resolved])
def test_a_proposed_date_is_asked_about_once_though_an_edition_moves_it(state: AlertState) -> None:
    proposed = milestone(due_basis=DueBasis.proposal)
    asked = decide(proposed, OWNERS, DAY, None, {})
    assert [notice.kind for notice in asked.notices] == [AlertKind.milestone_due]
    moved = milestone(due_basis=DueBasis.proposal, due=date(2026, 3, 30))
    again = decide(moved, OWNERS, DAY, asked.handled, {AlertKind.milestone_due: state})
    assert (again.moves, again.notices, again.reason) == ((), (), "asked before")


def test_what_nothing_is_known_of_is_asked_once_also_without_a_date() -> None:
    unknown = milestone(due=None, due_basis=None)
    asked = decide(unknown, OWNERS, DAY, None, {})
    assert (len(asked.notices), asked.reason) == (1, "milestone_due: no date (proposal), not_checked")
    later = decide(unknown, OWNERS, date(2027, 3, 31), asked.handled, {AlertKind.milestone_due: AlertState.open})
    assert later.notices == ()
    assert decide(milestone(due=None, due_basis=None, status=MilestoneStatus.partly), OWNERS, DAY, None, {}).moves == ()


def test_a_recurring_milestone_is_told_of_in_every_round() -> None:
    done, legal = {"status": MilestoneStatus.done, "recurrence": "P1Y"}, {AlertKind.milestone_due: AlertState.resolved}
    first = decide(milestone(**done, due=date(2027, 3, 1)), OWNERS, date(2027, 2, 20), None, legal)
    assert [(m.kind, m.to_state) for m in first.moves] == [(AlertKind.milestone_due, AlertState.reopened)]
    again = milestone(recurrence="P1Y", due=date(2028, 3, 1), due_basis=DueBasis.proposal)
    assert len(decide(again, OWNERS, date(2028, 3, 1), first.handled, legal).notices) == 1


def test_what_waits_for_another_is_not_due_and_says_so() -> None:
    waiting = decide(milestone(), OWNERS, AFTER, None, {AlertKind.milestone_overdue: AlertState.open}, ["m999-0"])
    assert (waiting.notices, waiting.reason) == ((), "waits for m999-0")
    assert [(m.to_state, m.reason) for m in waiting.moves] == [(AlertState.resolved, "waits for m999-0")]
    freed = decide(milestone(), OWNERS, AFTER, waiting.handled, {AlertKind.milestone_overdue: AlertState.resolved})
    assert [notice.kind for notice in freed.notices] == [AlertKind.milestone_overdue]


def test_who_named_a_day_after_a_legal_date_is_reminded_when_that_has_passed_too() -> None:
    known = {AlertKind.milestone_overdue: AlertState.acknowledged}
    late = decide(milestone(), OWNERS, AFTER, None, {})
    named = milestone(planned=date(2026, 6, 30))
    before = decide(named, OWNERS, date(2026, 6, 30), late.handled, known)
    assert (before.moves, before.notices) == ((), ())
    after = decide(named, OWNERS, date(2026, 7, 1), before.handled, known)
    assert [m.to_state for m in after.moves] == [AlertState.reopened]
    assert [notice.kind for notice in after.notices] == [AlertKind.milestone_overdue]
