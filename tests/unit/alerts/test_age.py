"""A replay must not take alerting back in time: the version guard."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.assessment import AgendaEdition, Assessment
from services.alerts.domain.age import is_older
from tests.builders.assessments import EUROSTAT, EUROSTAT_RAW, FIGURES, RETRIEVED, digital_skills, input_of
from tests.builders.milestones import milestone, poll


def versions(eurostat: int | None, figures: int, **changes: Any) -> Assessment:
    """The indicator computed from these versions of its two series."""
    inputs = [input_of(FIGURES, version=figures, content="d" * 64, raw="f" * 64)]
    if eurostat is not None:
        inputs.append(input_of(EUROSTAT, version=eurostat, content="c" * 64, raw=EUROSTAT_RAW))
    return digital_skills(inputs=tuple(inputs), **changes)


KNOWN = versions(3, 2)


@pytest.mark.parametrize(
    ("new", "older"),
    [
        (versions(3, 2), False),
        (versions(4, 2), False),
        (versions(2, 2), True),
        (versions(4, 1), True),
        (versions(None, 2), True),
        (versions(1, 1, agenda=AgendaEdition(edition=2, sha256="b" * 64)), False),
        (versions(9, 9, agenda=AgendaEdition(edition=0, sha256="b" * 64)), True),
    ],
    ids=["same", "newer", "older", "partly older", "still filling", "higher edition", "lower edition"],
)
def test_an_assessment_made_from_less_is_older(new: Assessment, older: bool) -> None:
    assert is_older(new, KNOWN) is older


def test_a_lower_version_that_was_retrieved_later_is_news() -> None:
    """The archive was lost and versions begin anew."""
    later = tuple(
        i.model_copy(update={"version": 1, "retrieved_at": RETRIEVED + timedelta(days=1)}) for i in KNOWN.inputs
    )
    assert not is_older(digital_skills(inputs=later), KNOWN)


def test_with_the_same_inputs_the_earlier_day_is_older() -> None:
    monday, tuesday = date(2026, 9, 7), date(2026, 9, 8)
    assert is_older(versions(3, 2, as_of=monday), versions(3, 2, as_of=tuesday))
    assert not is_older(versions(3, 2, as_of=tuesday), versions(3, 2, as_of=monday))
    assert not is_older(versions(4, 2, as_of=monday), versions(3, 2, as_of=tuesday))
    before_the_first_tick = versions(3, 2, as_of=None)
    assert is_older(before_the_first_tick, versions(3, 2, as_of=monday))


def test_milestones_go_by_edition_and_polls_by_time() -> None:
    assert is_older(milestone(edition=1), milestone(edition=2))
    assert not is_older(milestone(edition=2), milestone(edition=2))
    assert is_older(poll(), poll(polled_at=RETRIEVED + timedelta(hours=1)))
    assert not is_older(poll(), poll())


def test_documents_of_different_sorts_are_never_compared() -> None:
    with pytest.raises(TypeError, match="no documents of one subject"):
        is_older(milestone(), poll())
