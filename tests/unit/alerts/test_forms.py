"""Nothing a form says is trusted."""

from datetime import date

import pytest

from schemas.policy import AnswerStatus, Definition
from services.alerts.domain.answers import Acceptance, Action, Given
from services.alerts.web.forms import Faults, read

TODAY = date(2026, 9, 1)


def test_a_reason_and_a_date() -> None:
    form = {"action": "acknowledge", "reason": "  A course starts. ", "planned_date": "2027-01-31"}
    assert read(form, TODAY, is_milestone=False) == Given(
        Action.acknowledge, "A course starts.", planned_date=date(2027, 1, 31)
    )


def test_what_is_accepted_needs_no_reason() -> None:
    form = {"action": "acknowledge", "accepts_ownership": "yes", "accepts_target": "yes", "accepts_date": "no"}
    assert read(form, TODAY, is_milestone=False) == Given(
        Action.acknowledge, accepts=frozenset({Acceptance.ownership, Acceptance.target})
    )


def test_what_is_disputed_stands_before_the_reason() -> None:
    form = {"action": "dispute", "what": "target", "reason": "It binds the Union."}
    assert read(form, TODAY, is_milestone=False) == Given(
        Action.dispute, "target: It binds the Union.", disputed="target"
    )  # fmt: skip
    assert isinstance(read(form, TODAY, is_milestone=True), Faults)
    date_form = {"action": "dispute", "what": "date", "reason": "It was put off by decree."}
    assert read(date_form, TODAY, is_milestone=True) == Given(
        Action.dispute, "date: It was put off by decree.", disputed="date"
    )  # fmt: skip


def test_only_a_milestone_can_be_done() -> None:
    form = {"action": "done", "evidence_url": "https://example.org/decree"}
    assert read(form, TODAY, is_milestone=True) == Given(Action.done, evidence_url="https://example.org/decree")
    assert isinstance(read(form, TODAY, is_milestone=False), Faults)


def test_what_is_missing_of_a_target_can_be_defined_as_far_as_it_is_known() -> None:
    form = {"action": "define", "value": "3,5 %", "base": "of all contracts above 30,000 euro", "year": "2030"}
    assert read(form, TODAY, is_milestone=False, missing=("value", "base")) == Given(
        Action.define, definition=Definition(value=3.5, base="of all contracts above 30,000 euro")
    )
    assert read({"action": "define", "year": "2030"}, TODAY, is_milestone=False, missing=("base", "year")) == Given(
        Action.define, definition=Definition(year=2030)
    )
    assert isinstance(read(form, TODAY, is_milestone=False), Faults)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "value"),
        ({"value": " "}, "value"),
        ({"value": "a lot"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "1e9"}, "value"),
        ({"value": "3", "year": "soon"}, "year"),
        ({"value": "3", "year": "20300"}, "year"),
    ],
)
def test_a_definition_is_a_number_and_a_year(form: dict[str, str], field: str) -> None:
    result = read({"action": "define", **form}, TODAY, is_milestone=False, missing=("value", "year"))
    assert isinstance(result, Faults)
    assert list(result.fields) == [field]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"action": "acknowledge"}, "reason"),
        ({"action": "acknowledge", "status": "no_measure", "accepts_ownership": "yes"}, "reason"),
        ({"action": "acknowledge", "status": "measure_planned", "reason": "r"}, "planned_date"),
        ({"action": "acknowledge", "status": "done", "reason": "r"}, "status"),
        ({"action": "acknowledge", "evidence_url": "ftp://example.org", "reason": "r"}, "evidence_url"),
        ({"action": "withdraw"}, "action"),
        ({"action": "acknowledge", "reason": "   "}, "reason"),
        ({"action": "acknowledge", "reason": "x" * 2001}, "reason"),
        ({"action": "acknowledge", "reason": "r", "planned_date": "soon"}, "planned_date"),
        ({"action": "acknowledge", "reason": "r", "planned_date": "2026-09-01"}, "planned_date"),
        ({"action": "dispute", "reason": "r"}, "what"),
        ({"action": "dispute", "reason": "r", "what": "weather"}, "what"),
        ({"action": "later"}, "until"),
        ({"action": "later", "until": "2026-08-31"}, "until"),
        ({"action": "later", "until": "2027-03-01"}, "until"),
        ({"action": "done", "evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ({"action": "done", "evidence_url": "https://example.org/a b"}, "evidence_url"),
        ({"action": "delete"}, "action"),
        ({}, "action"),
    ],
)
def test_faults_are_named_by_field(form: dict[str, str], field: str) -> None:
    result = read(form, TODAY, is_milestone=True)
    assert isinstance(result, Faults)
    assert list(result.fields) == [field]


def test_half_a_year_is_the_longest_delay() -> None:
    assert read({"action": "later", "until": "2027-02-28"}, TODAY, is_milestone=False) == Given(
        Action.later, until=date(2027, 2, 28)
    )


def test_comply_with_a_measure_that_can_be_seen_or_explain_why_there_is_none() -> None:
    taken = {"action": "acknowledge", "status": "measure_taken", "evidence_url": "https://example.org/course"}
    assert read(taken, TODAY, is_milestone=False) == Given(
        Action.acknowledge, evidence_url="https://example.org/course", status=AnswerStatus.measure_taken
    )
    none = {"action": "acknowledge", "status": "no_measure", "reason": "It is a federal matter."}
    assert read(none, TODAY, is_milestone=False) == Given(
        Action.acknowledge, "It is a federal matter.", status=AnswerStatus.no_measure
    )


def test_only_who_has_answered_can_take_it_back() -> None:
    form = {"action": "withdraw", "reason": "A mistake."}
    assert read(form, TODAY, is_milestone=False, has_answered=True) == Given(Action.withdraw, "A mistake.")
