"""What an assessment means for alerting, told by the story of digital-skills-basic in the Flemish Region."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment, Episode, Freshness, Link, StandIn
from schemas.base import Text
from schemas.verdicts import Basis, Cause, DriftPolicy, Validity, Verdict
from services.alerts.domain.assessments import decide
from services.alerts.domain.decision import Handled, HoldReason
from services.alerts.mail.content import DeskReason
from tests.builders.assessments import Y2021, Y2023, Y2025, digital_skills

ON_TRACK = Handled(settled=Verdict.on_track, episode="0" * 64)
OFF_TRACK = Handled(settled=Verdict.off_track, episode="1" * 64, alerted=Y2025)


def episode(verdict: Verdict, **more: object) -> Episode:
    """An episode that began in 2025, confirmed, because of new data."""
    fields = {"id": "3" * 64, "verdict": verdict, "since": Y2025, "cause": Cause.data}
    return Episode.model_validate(fields | more)


def skills(verdict: Verdict, **changes: Any) -> Assessment:
    """The indicator with another verdict."""
    cause = changes.pop("cause", Cause.data)
    return digital_skills(verdict=verdict, episode=episode(verdict, cause=cause), **changes)


class TestTheStory:
    """On track in 2023, off track in 2025: the owners are told once."""

    def test_a_verdict_that_worsens_opens_an_alert_and_tells_every_owner(self) -> None:
        decision = decide(digital_skills(), ON_TRACK, {})
        assert [(m.kind, m.to_state) for m in decision.moves] == [(AlertKind.verdict_worsened, AlertState.open)]
        [notice] = decision.notices
        assert [owner.body for owner in notice.owners] == ["department-of-education", "cjm"]
        assert notice.previous is Verdict.on_track
        assert (notice.hold, notice.desk) == (None, None)

    def test_what_was_handled_is_remembered(self) -> None:
        handled = decide(digital_skills(), ON_TRACK, {}).handled
        assert handled == Handled(
            settled=Verdict.off_track, episode="1" * 64, alerted=Y2025, edition=1, judged=Y2025
        )  # fmt: skip

    def test_the_same_assessment_again_says_nothing(self) -> None:
        once = decide(digital_skills(), ON_TRACK, {})
        again = decide(digital_skills(), once.handled, {AlertKind.verdict_worsened: AlertState.open})
        assert (again.moves, again.notices, again.handled) == ((), (), once.handled)

    def test_a_lost_event_in_between_changes_nothing(self) -> None:
        """The difference to what was handled counts, not the episode before: at risk was never seen."""
        seen = digital_skills(episode=episode(Verdict.off_track, from_verdict=Verdict.at_risk))
        [notice] = decide(seen, ON_TRACK, {}).notices
        assert notice.previous is Verdict.on_track

    def test_an_indicator_never_handled_is_compared_with_its_own_history(self) -> None:
        [notice] = decide(digital_skills(), None, {}).notices
        assert notice.previous is Verdict.on_track

    def test_back_on_track_ends_the_alert_without_a_mail(self) -> None:
        decision = decide(skills(Verdict.on_track), OFF_TRACK, {AlertKind.verdict_worsened: AlertState.acknowledged})
        assert [(m.kind, m.to_state) for m in decision.moves] == [(AlertKind.verdict_worsened, AlertState.resolved)]
        assert decision.notices == ()
        assert decision.handled.settled is Verdict.on_track

    def test_better_but_not_well_leaves_the_alert_open_and_the_owners_alone(self) -> None:
        decision = decide(skills(Verdict.at_risk), OFF_TRACK, {AlertKind.verdict_worsened: AlertState.open})
        assert (decision.moves, decision.notices) == ((), ())

    def test_worse_again_opens_an_answered_alert_once_more(self) -> None:
        decision = decide(skills(Verdict.moving_away), OFF_TRACK, {AlertKind.verdict_worsened: AlertState.acknowledged})
        assert decision.moves[0].to_state is AlertState.reopened
        assert len(decision.notices) == 1


class TestWhatIsNeverMailed:
    """A false alarm is what makes an owner leave."""

    def test_undetermined_is_no_drift_and_forgets_nothing(self) -> None:
        decision = decide(skills(Verdict.undetermined), ON_TRACK, {})
        assert (decision.moves, decision.notices) == ((), ())
        assert decision.handled.settled is Verdict.on_track

    def test_a_provisional_drift_waits_until_it_is_confirmed(self) -> None:
        unsure = digital_skills(episode=episode(Verdict.off_track, confirmed=False))
        first = decide(unsure, ON_TRACK, {})
        assert (first.moves, first.notices) == ((), ())
        sure = digital_skills(episode=episode(Verdict.off_track))
        assert len(decide(sure, first.handled, {}).notices) == 1

    @pytest.mark.parametrize("cause", [Cause.target_change, Cause.method_change])
    def test_what_we_changed_ourselves(self, cause: Cause) -> None:
        decision = decide(skills(Verdict.off_track, cause=cause), ON_TRACK, {})
        assert (decision.moves, decision.notices) == ((), ())
        assert decision.handled.settled is Verdict.off_track

    @pytest.mark.parametrize("cause", [Cause.data, Cause.revision, Cause.deadline, Cause.source_change])
    def test_what_the_world_changed_is(self, cause: Cause) -> None:
        assert len(decide(skills(Verdict.off_track, cause=cause), ON_TRACK, {}).notices) == 1

    @pytest.mark.parametrize("policy", [DriftPolicy.manual_entry, DriftPolicy.context_only])
    def test_indicators_that_never_alert_by_themselves(self, policy: DriftPolicy) -> None:
        decision = decide(digital_skills(drift_policy=policy), ON_TRACK, {})
        assert (decision.moves, decision.notices) == ((), ())

    def test_met_to_on_track_is_no_drift(self) -> None:
        decision = decide(skills(Verdict.on_track), Handled(settled=Verdict.met), {})
        assert (decision.moves, decision.notices) == ((), ())

    def test_an_indicator_that_is_context_everywhere(self) -> None:
        links = tuple(
            link.model_copy(update={"validity": Validity.context, "lead": False}) for link in digital_skills().links
        )
        decision = decide(digital_skills(links=links), ON_TRACK, {})
        assert (decision.moves, decision.notices) == ((), ())


class TestDriftPolicies:
    """Slow series once a wave, nearly met ones only when they fall."""

    def test_annual_only_alerts_at_most_once_a_wave(self) -> None:
        alerted = Handled(settled=Verdict.at_risk, alerted=Y2025)
        revised = digital_skills(drift_policy=DriftPolicy.annual_only)
        within = decide(revised, alerted, {})
        assert (within.moves, within.notices) == ((), ())
        assert within.handled.settled is Verdict.at_risk

    def test_annual_only_tells_in_the_next_wave_what_it_kept_silent_about(self) -> None:
        kept = Handled(settled=Verdict.at_risk, alerted=Y2023)
        assert len(decide(digital_skills(drift_policy=DriftPolicy.annual_only), kept, {}).notices) == 1

    @pytest.mark.parametrize(
        ("basis", "before", "after", "told"),
        [
            (Basis.path, Verdict.on_track, Verdict.at_risk, False),
            (Basis.path, Verdict.met, Verdict.at_risk, True),
            (Basis.path, Verdict.off_track, Verdict.moving_away, True),
            (Basis.hold, Verdict.on_track, Verdict.at_risk, True),
            (Basis.benchmark, Verdict.on_track, Verdict.off_track, False),
        ],
    )
    def test_regression_only(self, basis: Basis, before: Verdict, after: Verdict, told: bool) -> None:
        assessment = skills(after, drift_policy=DriftPolicy.regression_only, basis=basis)
        decision = decide(assessment, Handled(settled=before), {})
        assert bool(decision.notices) is told
        assert decision.handled.settled is after


class TestKinds:
    """Under which name a drift is told."""

    def test_a_widening_gap_to_a_benchmark(self) -> None:
        [move] = decide(digital_skills(basis=Basis.benchmark), ON_TRACK, {}).moves
        assert move.kind is AlertKind.gap_widening

    def test_a_missed_target_takes_the_place_of_the_worsened_verdict(self) -> None:
        decision = decide(skills(Verdict.missed), OFF_TRACK, {AlertKind.verdict_worsened: AlertState.open})
        assert [(m.kind, m.to_state) for m in decision.moves] == [
            (AlertKind.target_missed, AlertState.open),
            (AlertKind.verdict_worsened, AlertState.resolved),
        ]

    def test_a_revision_for_the_better_is_noted_without_a_mail(self) -> None:
        decision = decide(skills(Verdict.on_track, cause=Cause.revision), OFF_TRACK, {})
        assert [(m.kind, m.to_state) for m in decision.moves] == [
            (AlertKind.revision_changed_verdict, AlertState.resolved)
        ]
        assert decision.notices == ()

    def test_a_revision_that_is_a_drift_is_told_as_any_other(self) -> None:
        decision = decide(skills(Verdict.off_track, cause=Cause.revision), ON_TRACK, {})
        assert [m.kind for m in decision.moves] == [AlertKind.verdict_worsened]
        assert len(decision.notices) == 1

    def test_a_jump_against_its_own_history_waits_for_a_person(self) -> None:
        suspect = digital_skills(episode=episode(Verdict.off_track, suspect=True))
        [notice] = decide(suspect, ON_TRACK, {}).notices
        assert notice.hold is HoldReason.suspect


class TestOwners:
    """A proxy or a stand-in is never worse than at risk, for routing as well."""

    def test_a_proxy_owner_is_not_told_twice_that_it_is_at_risk(self) -> None:
        """cjm has a proxy only: at risk to off track counts as at risk to at risk for it."""
        [notice] = decide(digital_skills(), Handled(settled=Verdict.at_risk), {}).notices
        assert [owner.body for owner in notice.owners] == ["department-of-education"]

    @pytest.mark.parametrize(("kind", "told"), [("fallback", []), ("declared", ["department-of-education"])])
    def test_a_stand_in_place_counts_as_at_risk_at_most(self, kind: str, told: list[str]) -> None:
        stand_in = StandIn(geo="BE", instead_of="BE2", kind=kind)
        decision = decide(digital_skills(stand_in=stand_in), Handled(settled=Verdict.at_risk), {})
        assert [owner.body for notice in decision.notices for owner in notice.owners] == told
        assert decision.moves[0].kind is AlertKind.verdict_worsened

    def test_a_link_that_is_a_stand_in_counts_as_at_risk_at_most(self) -> None:
        links = tuple(link.model_copy(update={"stand_in": True}) for link in digital_skills().links)
        assert decide(digital_skills(links=links), Handled(settled=Verdict.at_risk), {}).notices == ()

    def test_context_links_do_not_count(self) -> None:
        context = Link(number=35, slug="x", title=Text(en="made up", nl="verzonnen"), validity=Validity.context)
        links = (digital_skills().links[0], context)
        [notice] = decide(digital_skills(links=links), ON_TRACK, {}).notices
        assert [owner.body for owner in notice.owners] == ["department-of-education"]

    def test_without_an_owner_the_desk_is_told_and_why(self) -> None:
        [notice] = decide(digital_skills(owners=()), ON_TRACK, {}).notices
        assert (notice.owners, notice.desk) == ((), DeskReason.no_owner)


class TestTheDesk:
    """Faults of the data never go to an owner."""

    def test_a_new_break_goes_to_the_desk(self) -> None:
        points = list(digital_skills().chart.points)
        points[-1] = replace(points[-1], is_break=True)
        chart = digital_skills().chart.model_copy(update={"points": tuple(points)})
        decision = decide(digital_skills(chart=chart), OFF_TRACK, {})
        assert [(m.kind, m.to_state) for m in decision.moves] == [(AlertKind.series_break, AlertState.open)]
        assert [n.desk for n in decision.notices] == [DeskReason.desk_matter]
        assert decision.handled.broken == Y2025
        assert decide(digital_skills(chart=chart), decision.handled, {}).moves == ()

    def test_a_break_that_was_there_when_we_began_is_no_news(self) -> None:
        points = list(digital_skills().chart.points)
        points[0] = replace(points[0], is_break=True)
        chart = digital_skills().chart.model_copy(update={"points": tuple(points)})
        decision = decide(digital_skills(chart=chart), None, {})
        assert AlertKind.series_break not in {move.kind for move in decision.moves}
        assert decision.handled.broken == Y2021

    def test_overdue_data_goes_to_the_desk_and_ends_with_the_next_figure(self) -> None:
        overdue = digital_skills(freshness=Freshness(state="overdue"))
        decision = decide(overdue, OFF_TRACK, {})
        assert [(m.kind, m.to_state) for m in decision.moves] == [(AlertKind.data_stale, AlertState.open)]
        assert [n.desk for n in decision.notices] == [DeskReason.desk_matter]
        fresh = decide(digital_skills(), OFF_TRACK, {AlertKind.data_stale: AlertState.open})
        assert [(m.kind, m.to_state) for m in fresh.moves] == [(AlertKind.data_stale, AlertState.resolved)]

    def test_a_source_out_of_reach_inhibits_the_staleness_of_its_data(self) -> None:
        overdue = digital_skills(freshness=Freshness(state="overdue"))
        decision = decide(overdue, OFF_TRACK, {}, down=frozenset({("eurostat", "isoc_r_dskl_i")}))
        assert (decision.moves, decision.notices) == ((), ())


class TestATakenBackDrift:
    """A revision that takes back what was told is told, too, and asks nothing."""

    ACTIVE = {AlertKind.verdict_worsened: AlertState.acknowledged}

    def test_the_owners_are_told_and_the_drift_ends(self) -> None:
        decision = decide(skills(Verdict.on_track, cause=Cause.revision), OFF_TRACK, self.ACTIVE)
        assert [(m.kind, m.to_state) for m in decision.moves] == [
            (AlertKind.verdict_worsened, AlertState.resolved),
            (AlertKind.revision_changed_verdict, AlertState.resolved),
        ]
        [notice] = decision.notices
        assert (notice.kind, notice.previous) == (AlertKind.revision_changed_verdict, Verdict.off_track)
        assert notice.owners

    def test_a_smaller_drift_goes_on_and_is_told(self) -> None:
        decision = decide(skills(Verdict.at_risk, cause=Cause.revision), OFF_TRACK, self.ACTIVE)
        assert [m.kind for m in decision.moves] == [AlertKind.revision_changed_verdict]
        assert len(decision.notices) == 1

    def test_a_new_figure_that_is_better_is_no_news_for_a_mail(self) -> None:
        decision = decide(skills(Verdict.on_track, cause=Cause.data), OFF_TRACK, self.ACTIVE)
        assert [m.kind for m in decision.moves] == [AlertKind.verdict_worsened]
        assert decision.notices == ()
