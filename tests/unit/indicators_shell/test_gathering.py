"""Members of a recommendation: sent on, replaced by newer ones, rolled up, published when that says something new."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from schemas.agenda import Recommendation
from schemas.assessment import AgendaEdition, Assessment
from schemas.chart import Chart
from schemas.policy import Answer, AnswerStatus, Member, RecommendationState, RecommendationStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus
from schemas.verdicts import Verdict
from services.indicators.agenda import AgendaView
from services.indicators.handlers import Served, answered, fan_out_assessment, fan_out_milestone, gather
from services.indicators.rows import RecommendationRow
from tests.builders.assessments import EUROSTAT, FIGURES, digital_skills, input_of
from tests.builders.milestones import milestone
from tests.unit.indicators_shell.conftest import KEY

EMPTY = RecommendationRow(epoch="e1")
DAY = date(2026, 11, 25)


@pytest.fixture
def served(view: AgendaView) -> Served:
    recommendation = view.served[15]
    return Served(recommendation.recommendation, recommendation.edition, frozenset({KEY}), frozenset({"m999-1"}))


def roll_up(
    about: Recommendation,
    edition: AgendaEdition,
    members: Sequence[Assessment],
    milestones: Sequence[MilestoneState],
    as_of: date | None,
) -> RecommendationState:
    """Counts only: what is judged is the domain's."""
    return RecommendationState(
        number=about.number,
        slug=about.slug,
        title=about.title,
        area=about.area,
        lead_body=about.lead,
        status=RecommendationStatus.not_known_yet,
        headline=members[0].verdict if members else None,
        milestones={found.status.value: 1 for found in milestones},
        agenda=edition,
        as_of=as_of,
    )


def versioned(version: int, **changes: object) -> Assessment:
    return digital_skills(
        inputs=(
            input_of(EUROSTAT, version=version, content="c" * 64, raw="e" * 64),
            input_of(FIGURES, version=1, content="d" * 64, raw="f" * 64),
        ),
        **changes,
    )


def member(assessment: Assessment) -> Member:
    return Member(recommendation=15, assessment=assessment)


def after(row: RecommendationRow, served: Served, *members: Member) -> RecommendationRow:
    found = gather(row, served, members, roll_up).row
    assert found is not None
    return found


def test_an_assessment_goes_without_its_chart_to_each_recommendation_it_serves() -> None:
    sent = fan_out_assessment(digital_skills())
    assert [found.recommendation for found in sent] == [15, 35]
    assert sent[0].assessment == digital_skills(chart=Chart(), history=(), other_methods=())


def test_the_canary_serves_no_recommendation() -> None:
    assert fan_out_assessment(digital_skills(canary=True)) == []


def test_a_milestone_goes_to_each_of_its_recommendations() -> None:
    sent = fan_out_milestone(milestone(recommendations=(15, 35)))
    assert [(found.recommendation, found.milestone) for found in sent] == [
        (15, milestone(recommendations=(15, 35))),
        (35, milestone(recommendations=(15, 35))),
    ]


def test_a_recommendation_without_members_gets_a_state(served: Served) -> None:
    rolled = gather(EMPTY, served, [Member(recommendation=15, as_of=DAY)], roll_up)
    assert rolled.publish is not None
    assert (rolled.publish.number, rolled.publish.headline, rolled.publish.as_of) == (15, None, DAY)


def test_a_newer_assessment_replaces_the_older_and_not_the_other_way_round(served: Served) -> None:
    known = after(EMPTY, served, member(versioned(2, verdict=Verdict.off_track)))
    late = gather(known, served, [member(versioned(1, verdict=Verdict.on_track))], roll_up)
    assert (late.row, late.publish) == (None, None)
    newer = gather(known, served, [member(versioned(3, verdict=Verdict.at_risk))], roll_up)
    assert newer.publish is not None
    assert newer.publish.headline is Verdict.at_risk


def test_of_two_days_with_equal_figures_the_later_stands(served: Served) -> None:
    known = after(EMPTY, served, member(versioned(2, as_of=DAY)))
    assert gather(known, served, [member(versioned(2, as_of=date(2026, 11, 24)))], roll_up).row is None
    assert gather(known, served, [member(versioned(2))], roll_up).row is None


def test_the_higher_edition_stands_whatever_its_figures(served: Served) -> None:
    second = AgendaEdition(edition=2, sha256="b" * 64)
    known = after(EMPTY, served, member(versioned(2, agenda=second)))
    assert gather(known, served, [member(versioned(3))], roll_up).row is None


def test_the_day_alone_is_no_change(served: Served) -> None:
    known = after(EMPTY, served, member(versioned(2)))
    rolled = gather(known, served, [Member(recommendation=15, as_of=DAY)], roll_up)
    assert rolled.publish is None
    assert rolled.row is not None
    assert rolled.row.as_of == DAY


def test_what_the_agenda_no_longer_names_does_not_stay(served: Served, view: AgendaView) -> None:
    known = after(EMPTY, served, member(versioned(2)), Member(recommendation=15, milestone=milestone()))
    emptied = Served(served.recommendation, served.edition, frozenset(), frozenset())
    assert (known.assessments.keys(), known.milestones.keys()) == ({KEY}, {"m999-1"})
    left = after(known, emptied, Member(recommendation=15, as_of=DAY))
    assert (left.assessments, left.milestones) == ({}, {})


def test_of_a_milestone_the_newest_day_wins_whoever_spoke(served: Served) -> None:
    answer = milestone(status=MilestoneStatus.done, as_of=date(2026, 11, 1))
    known = after(EMPTY, served, Member(recommendation=15, milestone=answer))
    register = milestone(status=MilestoneStatus.open, as_of=date(2026, 6, 1), edition=2)
    assert gather(known, served, [Member(recommendation=15, milestone=register)], roll_up).row is None
    later = milestone(status=MilestoneStatus.partly, as_of=date(2026, 11, 2))
    rolled = gather(known, served, [Member(recommendation=15, milestone=later)], roll_up)
    assert rolled.publish is not None
    assert rolled.publish.milestones == {"partly": 1}


def answer(status: AnswerStatus, **more: object) -> Answer:
    return Answer(
        body="digitaal-vlaanderen",
        item="m999-1",
        status=status,
        as_of=datetime(2026, 11, 3, 9, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )


def test_a_body_that_says_done_makes_the_milestone_done(view: AgendaView) -> None:
    registered = next(found for found in view.milestones.values() if found.recommendations)
    state = answered(answer(AnswerStatus.done), registered, edition=1)
    assert state is not None
    assert (state.id, state.status, state.as_of) == (registered.id, MilestoneStatus.done, date(2026, 11, 3))
    assert (state.title, state.recommendations) == (registered.title, registered.recommendations)


def test_a_planned_date_is_one_the_body_accepted(view: AgendaView) -> None:
    registered = next(found for found in view.milestones.values() if found.recommendations)
    planned = answer(AnswerStatus.measure_planned, planned_date=date(2027, 3, 1))
    state = answered(planned, registered, edition=1)
    assert state is not None
    assert (state.status, state.due, state.due_basis) == (
        MilestoneStatus.announced,
        date(2027, 3, 1),
        DueBasis.accepted,
    )


def test_a_withdrawn_answer_leaves_what_the_register_says(view: AgendaView) -> None:
    registered = next(found for found in view.milestones.values() if found.recommendations)
    state = answered(answer(AnswerStatus.withdrawn), registered, edition=1)
    assert state is not None
    assert (state.status, state.as_of) == (registered.status, date(2026, 11, 3))


@pytest.mark.parametrize("status", [AnswerStatus.acknowledged, AnswerStatus.disputed, AnswerStatus.not_ours])
def test_other_answers_say_nothing_about_the_milestone(view: AgendaView, status: AnswerStatus) -> None:
    assert answered(answer(status), next(iter(view.milestones.values())), edition=1) is None
