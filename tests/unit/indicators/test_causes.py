"""What made an episode begin: new data, a revision, another source, another target, another method, the deadline.

Made-up input: a path from 0 in 2020 to 100 in 2030, which asks for 50 in 2025 and 60 in 2026.
"""

from typing import Any

import pytest

from schemas.assessment import AgendaEdition, Assessment
from schemas.indicator import Indicator
from schemas.verdicts import Cause, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import History, at, indicator, known, snapshot, subject, target, tolerance

BEFORE: History = {"2020": "0", "2025": "50"}
NEXT_EDITION = AgendaEdition(edition=2, sha256="b" * 64)


def aimed(**changes: Any) -> Indicator:
    return indicator(**({"target": target(100), "path": "linear", "tolerance": tolerance(1)} | changes))


def judged(history: History, previous: Assessment | None = None, **changes: Any) -> Assessment:
    edition = {"edition": NEXT_EDITION} if changes else {}
    return assess(subject(aimed(**changes), **edition), known(at("BE2", history)), None, previous)


@pytest.fixture(scope="module")
def before() -> Assessment:
    return judged(BEFORE)


def test_the_first_verdict_is_data(before: Assessment) -> None:
    assert (before.verdict, before.episode.cause) == (Verdict.on_track, Cause.data)


def test_a_new_period_is_data(before: Assessment) -> None:
    after = judged({**BEFORE, "2026": "40"}, before)
    assert (after.verdict, after.episode.cause) == (Verdict.at_risk, Cause.data)


def test_another_value_of_a_known_period_is_a_revision(before: Assessment) -> None:
    after = judged({"2020": "0", "2025": "40"}, before)
    assert (after.verdict, after.episode.cause) == (Verdict.at_risk, Cause.revision)


def test_a_revision_of_the_start_changes_a_past_verdict_too(before: Assessment) -> None:
    # From -50, the path asks for 25 in 2025 and 50 is well ahead; from 40, for 70
    after = judged({"2020": "40", "2025": "50"}, before)
    assert (after.verdict, after.episode.cause) == (Verdict.off_track, Cause.revision)


def test_a_revision_together_with_a_new_period_is_told_by_the_period_it_begins_in(before: Assessment) -> None:
    after = judged({"2020": "0", "2025": "40", "2026": "45"}, before)
    assert (after.episode.since, after.episode.cause) == (before.episode.since, Cause.revision)


def test_a_changed_target(before: Assessment) -> None:
    after = judged(BEFORE, before, target=target(150))
    assert (after.verdict, after.episode.cause) == (Verdict.at_risk, Cause.target_change)


def test_a_changed_method(before: Assessment) -> None:
    declared = {"geo": "BE2", "period": "2020", "value": 40}
    after = judged(BEFORE, before, baseline=declared)
    assert (after.verdict, after.episode.cause) == (Verdict.off_track, Cause.method_change)


def test_another_series_that_the_edition_turns_to_is_a_change_of_method() -> None:
    other = {
        "series": [{"id": "figures:other", "geo": ["BE2"]}, {"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2"]}]
    }
    both = known(at("BE2", BEFORE), snapshot("figures:other?geo=BE2", {"2025": "40"}))
    first = assess(subject(aimed()), both, None)
    after = assess(subject(aimed(**other), edition=NEXT_EDITION), both, None, first)
    assert (first.verdict, after.verdict) == (Verdict.on_track, Verdict.at_risk)
    assert (after.episode.cause, after.episode.edition) == (Cause.method_change, 2)


def test_a_missed_target_is_the_deadline(before: Assessment) -> None:
    after = judged({**BEFORE, "2030": "90"}, before)
    assert (after.verdict, after.episode.cause) == (Verdict.missed, Cause.deadline)


def test_an_episode_that_goes_on_keeps_its_cause(before: Assessment) -> None:
    revised = judged({"2020": "0", "2025": "40"}, before)
    later = judged({"2020": "0", "2025": "40", "2026": "45"}, revised)
    assert later.episode == revised.episode
