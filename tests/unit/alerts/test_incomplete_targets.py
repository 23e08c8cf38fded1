"""Whoever owns an incomplete target is asked once to define it, and never with a verdict."""

from typing import Any

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
from schemas.verdicts import DriftPolicy, Validity, Verdict
from services.alerts.domain.assessments import decide
from services.alerts.domain.decision import Decision, Handled
from services.alerts.mail.content import DeskReason
from tests.builders.assessments import digital_skills, incomplete

KIND = AlertKind.target_to_define
BEFORE = Handled(settled=Verdict.on_track, episode="0" * 64)


def asked(a: Assessment, state: AlertState | None = None) -> Decision:
    return decide(a, BEFORE, {KIND: state} if state else {})


def test_its_owners_are_asked_and_nothing_is_said_of_a_verdict() -> None:
    decision = asked(incomplete("value", "year"))
    assert [(m.kind, m.to_state, m.reason) for m in decision.moves] == [
        (KIND, AlertState.open, "to be defined: value, year")
    ]
    [notice] = decision.notices
    assert (notice.kind, [owner.body for owner in notice.owners]) == (KIND, ["department-of-education", "cjm"])
    assert decision.handled.settled is Verdict.on_track


@pytest.mark.parametrize("state", [state for state in AlertState if state is not AlertState.resolved])
def test_nobody_is_asked_twice_whatever_was_answered(state: AlertState) -> None:
    decision = asked(incomplete("base"), state)
    assert (decision.moves, decision.notices) == ((), ())


def test_a_defined_target_ends_the_asking() -> None:
    [move] = decide(digital_skills(), BEFORE, {KIND: AlertState.acknowledged}).moves[-1:]
    assert (move.kind, move.to_state) == (KIND, AlertState.resolved)


def test_a_target_that_is_incomplete_again_is_asked_again() -> None:
    decision = asked(incomplete("base"), AlertState.resolved)
    assert decision.moves[-1].to_state is AlertState.reopened
    assert len(decision.notices) == 1


def test_without_an_owner_the_desk_is_asked() -> None:
    [notice] = asked(incomplete("base", owners=())).notices
    assert (notice.owners, notice.desk) == ((), DeskReason.no_owner)


@pytest.mark.parametrize(
    "changes",
    [
        {"drift_policy": DriftPolicy.context_only},
        {"links": tuple(x.model_copy(update={"validity": Validity.context}) for x in digital_skills().links)},
    ],
    ids=["policy", "links"],
)
def test_context_is_never_asked_about(changes: dict[str, Any]) -> None:
    assert asked(incomplete("base", **changes)).notices == ()
