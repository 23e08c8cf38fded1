"""Which of two states of one subject was made from less."""

from datetime import date, timedelta

import pytest

from schemas.assessment import Heard, Provenance
from schemas.policy import RecommendationState
from tests.builders.assessments import RETRIEVED, digital_skills
from tests.builders.recommendations import rolled_up

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
KNOWN = rolled_up(digital_skills(as_of=TUESDAY), milestone_ids=("a", "b"), heard=2)


def made_from(series: int, versions: int, days: int = 0) -> Provenance:
    """A made-up provenance, retrieved so many days later."""
    return Provenance(sha256="a" * 64, series=series, versions=versions, retrieved_at=RETRIEVED + timedelta(days=days))


@pytest.mark.parametrize(
    ("new", "older"),
    [
        (made_from(2, 5), False),
        (made_from(2, 6), False),
        (made_from(2, 4), True),
        (made_from(1, 9), True),
        (made_from(1, 1, days=1), False),
        (Provenance(sha256="a" * 64, series=0, versions=0), True),
    ],
    ids=["same", "newer", "lower version", "fewer series", "retrieved later", "nothing yet"],
)
def test_less_known_is_older_unless_it_was_retrieved_later(new: Provenance, older: bool) -> None:
    assert new.is_older_than(made_from(2, 5)) is older


def test_anything_is_news_where_nothing_was_known() -> None:
    nothing = Provenance(sha256="a" * 64, series=0, versions=0)
    assert not made_from(1, 1).is_older_than(nothing)


@pytest.mark.parametrize(
    ("new", "older"),
    [
        (KNOWN, False),
        (KNOWN.model_copy(update={"members": ()}), True),
        (KNOWN.model_copy(update={"milestone_ids": ("b",)}), True),
        (KNOWN.model_copy(update={"milestone_ids": ("a", "b", "c")}), False),
        (KNOWN.model_copy(update={"heard": 1}), True),
        (KNOWN.model_copy(update={"as_of": MONDAY}), True),
        (KNOWN.model_copy(update={"as_of": None}), True),
        (rolled_up(digital_skills(inputs=()), milestone_ids=("a", "b"), heard=3), True),
        (KNOWN.model_copy(update={"agenda": KNOWN.agenda.model_copy(update={"edition": 0})}), True),
        (KNOWN.model_copy(update={"agenda": KNOWN.agenda.model_copy(update={"edition": 2}), "members": ()}), False),
    ],
    ids=[
        "same",
        "a member is missing",
        "a milestone is missing",
        "a milestone more",
        "an answer is missing",
        "a day before",
        "before the first tick",
        "a member made from less",
        "an edition before",
        "a next edition",
    ],
)
def test_a_roll_up_of_less_is_older(new: RecommendationState, older: bool) -> None:
    assert new.is_older_than(KNOWN) is older


def test_an_assessment_that_heard_less_is_older_but_newer_figures_are_news_all_the_same() -> None:
    heard = Heard(answers=2, newest=RETRIEVED)
    known = digital_skills(heard=heard)
    assert digital_skills().is_older_than(known)
    assert digital_skills(heard=heard.model_copy(update={"answers": 1})).is_older_than(known)
    assert not known.is_older_than(known)
    first, *rest = known.inputs
    newer = digital_skills(inputs=(first.model_copy(update={"version": first.version + 1}), *rest))
    assert not newer.is_older_than(known)
