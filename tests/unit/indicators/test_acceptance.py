"""What bodies have accepted, as the assessment tells it. The answers are made up."""

from datetime import UTC, datetime

import pytest

from schemas.assessment import Owner, Target
from schemas.policy import Answer
from services.indicators.domain.acceptance import with_answers
from tests.builders.assessments import digital_skills, text

KNOWN = digital_skills()
EDUCATION = Owner(body="education", name=text("Education", "Onderwijs"), recommendations=(15,))


def answer(target: Target | None, **more: object) -> Answer:
    fields = {
        "body": "education",
        "item": KNOWN.key,
        "status": "acknowledged",
        "as_of": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Answer.model_validate({**fields, "accepts_target": target, **more})


def accepts(*said: Answer) -> bool:
    (owner,) = with_answers(KNOWN, (EDUCATION,), said).owners
    return owner.accepts_target


def test_the_target_as_it_is_now_counts_as_accepted_whatever_its_notes() -> None:
    assert KNOWN.target is not None
    assert accepts(answer(KNOWN.target.model_copy(update={"note": text("Noted", "Genoteerd")})))


@pytest.mark.parametrize("change", [{"value": 85.0}, {"year": 2031}, {"operator": ">"}, {"mode": "hold"}])
def test_a_target_changed_since_is_not_the_one_that_was_accepted(change: dict[str, object]) -> None:
    assert KNOWN.target is not None
    assert not accepts(answer(KNOWN.target.model_copy(update=change)))


def test_nothing_is_accepted_by_silence_by_another_or_about_another_item() -> None:
    assert not accepts()
    assert not accepts(answer(None))
    assert not accepts(answer(KNOWN.target, body="culture"))
    assert not accepts(answer(KNOWN.target, item="another/BE2"))
    assert not accepts(answer(KNOWN.target, status="withdrawn"))


def test_without_a_target_nothing_can_be_accepted_and_without_answers_nothing_was_heard() -> None:
    without = with_answers(KNOWN.model_copy(update={"target": None}), (EDUCATION,), [answer(KNOWN.target)])
    assert not without.owners[0].accepts_target
    assert with_answers(KNOWN, (EDUCATION,), ()).heard is None
