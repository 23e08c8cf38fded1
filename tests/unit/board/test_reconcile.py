"""What is behind what, and how patiently it is asked for again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schemas.assessment import Heard
from services.board.domain.reconcile import Behind, Expected, Made, RolledUp, View, find_behind
from services.board.domain.tries import Patience, Request

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = "digital-skills-basic/BE2"
EXPECTED = Expected(edition=2, series={KEY: frozenset({"s:a", "s:b"})}, members={15: frozenset({KEY})})
MADE = Made(edition=2, inputs={"s:a": (3, "aaa"), "s:b": (1, "bbb")}, inputs_sha256="in", episode="ep")
FINE = View(
    series={"s:a": (3, "aaa"), "s:b": (1, "bbb"), "s:unasked": (9, "zzz")},
    assessments={KEY: MADE},
    rollups={15: RolledUp(2, {KEY: ("in", "ep")})},
    handled=frozenset({(KEY, "ep")}),
)


def behind(view: View) -> list[tuple[str, str]]:
    return [(item.what, item.name) for item in find_behind(EXPECTED, view)]


def test_nothing_is_behind_when_all_agree() -> None:
    assert behind(FINE) == []


def test_an_indicator_that_was_never_assessed_is_behind_even_without_any_series() -> None:
    assert behind(replace(FINE, assessments={}, series={}, rollups={})) == [("assessment", KEY)]


def test_an_assessment_made_from_a_lower_version_is_behind() -> None:
    assert behind(replace(FINE, series={**FINE.series, "s:a": (4, "aax")})) == [("assessment", KEY)]


def test_an_assessment_made_without_a_series_that_exists_is_behind() -> None:
    assert behind(replace(FINE, assessments={KEY: replace(MADE, inputs={"s:a": (3, "aaa")})})) == [("assessment", KEY)]


def test_other_content_under_the_same_version_counts() -> None:
    assert behind(replace(FINE, series={**FINE.series, "s:b": (1, "other")})) == [("assessment", KEY)]


def test_an_assessment_ahead_of_the_board_is_not_behind() -> None:
    assert behind(replace(FINE, series={**FINE.series, "s:a": (2, "old")})) == []


def test_an_assessment_that_has_not_heard_an_answer_is_behind() -> None:
    expected = replace(EXPECTED, items={KEY: frozenset({KEY, "m1"})})
    said = {KEY: [NOON], "m1": [NOON + timedelta(hours=1)], "m2": [NOON + timedelta(days=9)]}
    for heard, late in [
        (None, True),
        (Heard(answers=1, newest=NOON + timedelta(hours=1)), True),
        (Heard(answers=2, newest=NOON), True),
        (Heard(answers=2, newest=NOON + timedelta(hours=1)), False),
        (Heard(answers=3, newest=NOON + timedelta(days=1)), False),
    ]:
        view = replace(FINE, assessments={KEY: replace(MADE, heard=heard)}, answers=said)
        assert bool(find_behind(expected, view)) is late, heard
    assert find_behind(EXPECTED, replace(FINE, answers=said)) == []


def test_an_older_edition_is_behind_and_a_newer_one_is_not_ours_to_judge() -> None:
    assert behind(replace(FINE, assessments={KEY: replace(MADE, edition=1)})) == [("assessment", KEY)]
    ahead = {KEY: replace(MADE, edition=3, inputs={})}
    assert behind(replace(FINE, assessments=ahead, rollups={15: RolledUp(3, {KEY: ("in", "ep")})})) == []


def test_a_rollup_made_from_other_inputs_or_another_episode_is_behind() -> None:
    for member in (("other", "ep"), ("in", "other")):
        found = find_behind(EXPECTED, replace(FINE, rollups={15: RolledUp(2, {KEY: member})}))
        assert [(item.what, item.name, item.rechecks) for item in found] == [("rollup", "15", (KEY,))]


def test_a_rollup_that_was_never_made_is_behind() -> None:
    assert behind(replace(FINE, rollups={})) == [("rollup", "15")]


def test_a_rollup_waits_for_assessments_that_are_behind_themselves() -> None:
    assert behind(replace(FINE, assessments={}, rollups={})) == [("assessment", KEY)]


def test_a_recommendation_with_milestones_only_can_be_seen_but_not_asked_for() -> None:
    expected = replace(EXPECTED, members={15: frozenset({KEY}), 2: frozenset()})
    found = find_behind(expected, FINE)
    assert [(item.what, item.name, item.rechecks) for item in found] == [("rollup", "2", ())]


def test_an_episode_nobody_reported_as_handled_is_behind() -> None:
    assert behind(replace(FINE, handled=frozenset({(KEY, "older episode")}))) == [("alert", KEY)]


GRACE = timedelta(seconds=30)
T0 = datetime(2026, 1, 1, tzinfo=UTC)
LATE = Behind("assessment", KEY, "s:a 4", (KEY,))


def run(seconds: list[int], item: Behind = LATE) -> list[tuple[int, int, int]]:
    """(second, attempt sent, number given up) at each turn where something was sent or given up."""
    patience, told = Patience(GRACE), []
    for second in seconds:
        decision = patience.decide([item], T0 + timedelta(seconds=second))
        for request in decision.requests:
            told.append((second, request.attempt, 0))
        if decision.given_up:
            told.append((second, 0, len(decision.given_up)))
    return told


def test_three_tries_with_growing_patience_then_an_alarm() -> None:
    assert run([0, 29, 30, 89, 90, 209, 210, 449, 450]) == [(30, 1, 0), (90, 2, 0), (210, 3, 0), (450, 0, 1)]


def test_what_has_caught_up_starts_afresh() -> None:
    patience = Patience(GRACE)
    patience.decide([LATE], T0)
    patience.decide([], T0 + GRACE)
    assert patience.decide([LATE], T0 + 2 * GRACE).requests == ()


def test_missing_something_newer_starts_afresh() -> None:
    patience = Patience(GRACE)
    patience.decide([LATE], T0)
    newer = replace(LATE, missed="s:a 5")
    assert patience.decide([newer], T0 + GRACE).requests == ()
    assert patience.decide([newer], T0 + 2 * GRACE).requests == (Request(KEY, 1),)


def test_an_assessment_missed_by_two_is_asked_for_once() -> None:
    patience = Patience(GRACE)
    both = [LATE, Behind("rollup", "15", "x", (KEY,))]
    patience.decide(both, T0)
    assert patience.decide(both, T0 + GRACE).requests == (Request(KEY, 1),)


def test_what_cannot_be_asked_for_is_given_up_all_the_same() -> None:
    assert run([0, 30, 90, 210, 450], Behind("rollup", "2", "edition 2", ())) == [(450, 0, 1)]
