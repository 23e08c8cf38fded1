"""Another edition of the agenda sends nothing: what it changed is on record, with who decided it and why."""

from datetime import date

import pytest

from schemas.agenda import Change
from schemas.alerts import AlertKind, AlertState
from schemas.assessment import AgendaEdition, Assessment, Episode
from schemas.base import Text
from schemas.verdicts import Cause, Verdict
from services.alerts.domain.assessments import decide
from services.alerts.domain.decision import Handled
from services.alerts.domain.editions import Editions
from tests.builders.assessments import Y2023, Y2025, digital_skills

SECOND = AgendaEdition(edition=2, sha256="b" * 64)
RAISED = Change(
    edition=2,
    date=date(2026, 12, 1),
    who="agenda editor",
    why=Text(en="Target raised by the government.", nl="Doel verhoogd door de regering."),
)
KNOWN = Editions(began=1, changes={2: RAISED})
ON_TRACK = Handled(settled=Verdict.on_track, episode="0" * 64, edition=1, judged=Y2025)
WHY = "edition 2 of the agenda (agenda editor: Target raised by the government.)"


def drifted(cause: Cause = Cause.data, verdict: Verdict = Verdict.off_track, edition: int | None = None) -> Assessment:
    begun = Episode(id="3" * 64, verdict=verdict, since=Y2025, cause=cause, edition=edition)
    return digital_skills(agenda=SECOND, verdict=verdict, episode=begun)


@pytest.mark.parametrize("cause", [Cause.target_change, Cause.method_change])
def test_a_change_of_target_or_method_is_recorded_with_who_and_why(cause: Cause) -> None:
    decision = decide(drifted(cause, edition=2), ON_TRACK, {}, editions=KNOWN)
    assert (decision.moves, decision.notices) == ((), ())
    assert decision.reason == f"{cause.value}, {WHY}"
    assert decision.handled.settled is Verdict.off_track


def test_equal_periods_under_another_edition_are_its_doing_though_the_cause_was_lost_with_the_broker() -> None:
    decision = decide(drifted(Cause.data), ON_TRACK, {}, editions=KNOWN)
    assert (decision.moves, decision.notices, decision.reason) == ((), (), WHY)


def test_a_period_that_is_new_since_then_is_news_under_any_edition() -> None:
    older = Handled(settled=Verdict.on_track, edition=1, judged=Y2023)
    assert len(decide(drifted(Cause.data), older, {}, editions=KNOWN).notices) == 1


def test_the_same_edition_hides_nothing() -> None:
    handled = Handled(settled=Verdict.on_track, edition=2, judged=Y2025)
    assert len(decide(drifted(Cause.revision), handled, {}, editions=KNOWN).notices) == 1


def test_what_a_later_edition_was_the_first_to_watch_is_no_news_when_first_seen() -> None:
    assert decide(drifted(), None, {}, editions=KNOWN).notices == ()
    assert len(decide(drifted(), None, {}, editions=Editions(began=2)).notices) == 1


def test_what_was_handled_before_editions_were_noted_is_told_as_ever() -> None:
    assert len(decide(drifted(), Handled(settled=Verdict.on_track), {}, editions=KNOWN).notices) == 1


def test_a_lowered_target_ends_the_alert_and_the_record_says_by_whom() -> None:
    better = drifted(Cause.target_change, Verdict.on_track, edition=2)
    off_track = Handled(settled=Verdict.off_track, edition=1, judged=Y2025)
    decision = decide(better, off_track, {AlertKind.verdict_worsened: AlertState.open}, editions=KNOWN)
    [move] = decision.moves
    assert (move.to_state, move.reason) == (
        AlertState.resolved, f"off_track to on_track at 2025, target_change, {WHY}"
    )  # fmt: skip
    assert decision.notices == ()


def test_an_edition_that_this_version_does_not_know_is_named_by_its_number() -> None:
    assert Editions().told(7) == "edition 7 of the agenda"
