"""What bodies have accepted, put into an assessment: whose ownership, whose target."""

from collections.abc import Collection

from schemas.assessment import Assessment, Heard, Owner, Target
from schemas.policy import Answer, AnswerStatus


def with_answers(assessment: Assessment, owners: tuple[Owner, ...], answers: Collection[Answer]) -> Assessment:
    """The assessment with its owners as they are on the day, and with what they accept of the target as it is now."""
    said = [answer for answer in answers if answer.item == assessment.key]
    agreed = {answer.body for answer in said if _accepts(answer, assessment.target)}
    return assessment.model_copy(
        update={
            "owners": tuple(owner.model_copy(update={"accepts_target": owner.body in agreed}) for owner in owners),
            "heard": _heard(answers),
        }
    )


def _accepts(answer: Answer, target: Target | None) -> bool:
    """A target that has been changed since is another one: what was accepted was not this."""
    accepted = answer.accepts_target
    if accepted is None or target is None or answer.status is AnswerStatus.withdrawn:
        return False
    return _level(accepted) == _level(target)


def _level(target: Target) -> tuple[object, ...]:
    return target.value, target.operator, target.year, target.mode


def _heard(answers: Collection[Answer]) -> Heard | None:
    return Heard(answers=len(answers), newest=max(answer.as_of for answer in answers)) if answers else None
