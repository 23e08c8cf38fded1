"""Where a milestone stands in time, with the answers of bodies and with what it waits for. All input is made up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus
from services.board.domain.milestones import Timing, by_timing, lines_of
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


def timing(state: MilestoneState, day: date, *answers: Answer) -> Timing:
    [line] = lines_of([state], answers, day)
    return line.timing


@pytest.mark.parametrize("basis", [DueBasis.legal, DueBasis.policy, DueBasis.accepted])
def test_a_binding_date_is_overdue_from_the_day_after(basis: DueBasis) -> None:
    promised = milestone(due_basis=basis, status=MilestoneStatus.open)
    assert [timing(promised, day) for day in (EVE, DUE, AFTER)] == [Timing.ahead, Timing.ahead, Timing.overdue]


@pytest.mark.parametrize("basis", [DueBasis.proposal, None])
def test_a_date_nobody_accepted_only_passes(basis: DueBasis | None) -> None:
    assert timing(milestone(due_basis=basis), EVE) is Timing.ahead
    assert timing(milestone(due_basis=basis), AFTER) is Timing.passed


def test_nobody_is_called_late_for_what_nobody_has_checked() -> None:
    assert timing(milestone(status=MilestoneStatus.not_checked), AFTER) is Timing.to_check


def test_done_is_never_overdue_and_without_a_date_nothing_is() -> None:
    assert timing(milestone(status=MilestoneStatus.done), AFTER) is Timing.done
    assert timing(milestone(due=None), AFTER) is Timing.undated
    assert timing(milestone(status=MilestoneStatus.partly), AFTER) is Timing.overdue


def test_a_date_a_body_named_replaces_a_proposed_one_and_binds() -> None:
    proposed = milestone(due_basis=DueBasis.proposal)
    assert timing(proposed, AFTER, answer()) is Timing.ahead
    assert timing(proposed, date(2027, 6, 2), answer()) is Timing.overdue


def test_what_waits_for_another_is_neither_ahead_nor_late_until_that_is_done() -> None:
    first, second = milestone(), milestone(id="m999-2", depends_on=("m999-1",), status=MilestoneStatus.open)
    waiting = lines_of([first, second], [], AFTER)
    assert [(line.timing, line.waits_for) for line in waiting] == [
        (Timing.to_check, ()),
        (Timing.waiting, ("m999-1",)),
    ]
    freed = lines_of([first, second], [answer(status=AnswerStatus.done)], AFTER)
    assert [line.timing for line in freed] == [Timing.done, Timing.overdue]


def test_lists_by_timing_stand_with_the_nearest_date_first() -> None:
    states = [milestone(id="b", due=date(2026, 6, 1)), milestone(id="a", due=date(2026, 6, 2)), milestone(id="c")]
    found = by_timing(lines_of(states, [], AFTER))
    assert [state.id for state in found[Timing.ahead]] == ["b", "a"]
    assert [state.id for state in found[Timing.to_check]] == ["c"]
    assert found[Timing.done] == []
