"""What an answer says of acceptance: what was accepted before stays in it until it is taken back."""

from datetime import UTC, date, datetime

import pytest

from schemas.policy import Answer, AnswerStatus, Definition
from schemas.stats import DueBasis
from services.alerts.domain.age import Document
from services.alerts.domain.answers import Acceptance, Action, Given, answer_of
from tests.builders.assessments import digital_skills
from tests.builders.milestones import milestone

NOW, SOON = datetime(2026, 9, 1, 8, tzinfo=UTC), date(2026, 12, 1)
TARGET = digital_skills().target
ALL = frozenset(Acceptance)


def answer(given: Given, before: Answer | None = None, about: Document | None = None) -> Answer:
    document = about or digital_skills()
    return answer_of(document, "made-up/BE2", "vdab", given, before, NOW)


def accepted(found: Answer) -> tuple[object, ...]:
    return found.accepts_ownership, found.accepts_target, found.accepts_date


AGREED = answer(Given(Action.acknowledge, accepts=ALL))


def test_what_is_ticked_is_accepted_as_it_stands_now() -> None:
    assert accepted(AGREED) == (True, TARGET, None)
    dated = answer(Given(Action.acknowledge, accepts=ALL), about=milestone(due_basis=DueBasis.proposal))
    assert accepted(dated) == (True, None, date(2026, 3, 31))


def test_a_day_the_body_names_binds_it_more_than_the_one_it_was_offered() -> None:
    named = answer(Given(Action.acknowledge, "Later.", planned_date=SOON, accepts=ALL), about=milestone())
    assert accepted(named) == (True, None, SOON)
    assert answer(Given(Action.acknowledge, "A measure.", planned_date=SOON)).accepts_date is None


@pytest.mark.parametrize("action", [Action.acknowledge, Action.done, Action.define])
def test_a_later_answer_that_is_silent_keeps_what_was_accepted(action: Action) -> None:
    assert accepted(answer(Given(action, "More."), AGREED)) == (True, TARGET, None)


def test_what_was_defined_stays_too() -> None:
    defined = answer(Given(Action.define, definition=Definition(year=2030)))
    assert answer(Given(Action.acknowledge, "More."), defined).defines == Definition(year=2030)


def test_who_disputes_the_target_no_longer_accepts_it() -> None:
    disputed = answer(Given(Action.dispute, "target: no", disputed="target"), AGREED)
    assert accepted(disputed) == (True, None, None)
    figure = answer(Given(Action.dispute, "figure: no", disputed="figure"), AGREED)
    assert accepted(figure) == (True, TARGET, None)


def test_who_disputes_the_date_is_no_longer_bound_by_it() -> None:
    bound = answer(Given(Action.acknowledge, planned_date=SOON), about=milestone())
    disputed = answer(Given(Action.dispute, "date: no", disputed="date"), bound, milestone())
    assert (bound.accepts_date, disputed.accepts_date) == (SOON, None)


def test_who_says_that_it_is_not_theirs_accepts_nothing() -> None:
    assert accepted(answer(Given(Action.not_ours), AGREED)) == (False, None, None)


def test_a_withdrawn_answer_leaves_nothing_behind() -> None:
    withdrawn = AGREED.model_copy(update={"status": AnswerStatus.withdrawn})
    assert accepted(answer(Given(Action.acknowledge, "Anew."), withdrawn)) == (None, None, None)


def test_comply_or_explain_is_told_as_it_was_chosen_and_a_date_alone_is_a_plan() -> None:
    assert answer(Given(Action.acknowledge, "No money.", status=AnswerStatus.no_measure)).status == "no_measure"
    assert answer(Given(Action.acknowledge, "Soon.", planned_date=SOON)).status == "measure_planned"
    assert answer(Given(Action.acknowledge, "Seen.")).status == "acknowledged"


def test_who_takes_its_answer_back_leaves_nothing_of_it() -> None:
    assert accepted(answer(Given(Action.withdraw), AGREED)) == (None, None, None)
    assert answer(Given(Action.withdraw), AGREED).status == "withdrawn"
