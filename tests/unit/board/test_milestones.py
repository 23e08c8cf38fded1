"""When a milestone is overdue, and how the answer of a body changes what the register says. All input is made up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneStatus
from services.board.domain.milestones import Timing, as_answered, timing_of
from tests.builders.milestones import milestone

DUE = date(2026, 3, 31)
EVE, AFTER = date(2026, 3, 30), date(2026, 4, 1)


def answer(**changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "body": "digitaal-vlaanderen",
        "item": "m999-1",
        "status": AnswerStatus.measure_planned,
        "planned_date": date(2027, 6, 1),
        "as_of": datetime(2026, 4, 2, 9, 0, tzinfo=UTC),
    }
    return Answer.model_validate(fields | changes)


@pytest.mark.parametrize("basis", [DueBasis.legal, DueBasis.policy, DueBasis.accepted])
def test_a_binding_date_is_overdue_from_the_day_after(basis: DueBasis) -> None:
    promised = milestone(due_basis=basis, status=MilestoneStatus.open)
    assert [timing_of(promised, day) for day in (EVE, DUE, AFTER)] == [Timing.ahead, Timing.ahead, Timing.overdue]


@pytest.mark.parametrize("basis", [DueBasis.proposal, None])
def test_a_date_nobody_accepted_only_passes(basis: DueBasis | None) -> None:
    assert timing_of(milestone(due_basis=basis), AFTER) is Timing.passed


def test_nobody_is_called_late_for_what_nobody_has_checked() -> None:
    assert timing_of(milestone(status=MilestoneStatus.not_checked), AFTER) is Timing.to_check


def test_done_is_never_overdue_and_without_a_date_nothing_is() -> None:
    assert timing_of(milestone(status=MilestoneStatus.done), AFTER) is Timing.done
    assert timing_of(milestone(due=None), AFTER) is Timing.undated
    assert timing_of(milestone(status=MilestoneStatus.partly), AFTER) is Timing.overdue


def test_a_planned_date_binds_the_body_that_named_it() -> None:
    heard = as_answered(milestone(), answer())
    assert (heard.status, heard.due, heard.due_basis) == (
        MilestoneStatus.announced,
        date(2027, 6, 1),
        DueBasis.accepted,
    )
    assert (timing_of(heard, AFTER), heard.as_of) == (Timing.ahead, date(2026, 4, 2))


def test_done_by_answer_is_done() -> None:
    assert as_answered(milestone(), answer(status=AnswerStatus.done)).status is MilestoneStatus.done


@pytest.mark.parametrize("status", [AnswerStatus.acknowledged, AnswerStatus.disputed, AnswerStatus.withdrawn])
def test_other_answers_leave_the_register_as_it_is(status: AnswerStatus) -> None:
    assert as_answered(milestone(), answer(status=status)) == milestone()


def test_an_answer_from_before_the_register_was_checked_is_past() -> None:
    checked = milestone(as_of=date(2026, 4, 3))
    assert as_answered(checked, answer()) == checked
    assert as_answered(milestone(), None) == milestone()
