"""Members of a recommendation: sent on, replaced by newer ones, rolled up, published when that says something new."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from schemas.agenda import Recommendation
from schemas.assessment import AgendaEdition, Assessment
from schemas.chart import Chart
from schemas.policy import Answer, AnswerStatus, Member, RecommendationState, RecommendationStatus
from schemas.stats import MilestoneState
from schemas.verdicts import Verdict
from services.indicators.agenda import AgendaView
from services.indicators.handlers import Served, fan_out_answer, fan_out_assessment, fan_out_milestone, gather
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


def test_of_a_milestone_the_higher_edition_of_the_register_stands(served: Served) -> None:
    known = after(EMPTY, served, Member(recommendation=15, milestone=milestone(status="open", edition=2)))
    older = milestone(status="partly", as_of=date(2026, 11, 1), edition=1)
    assert gather(known, served, [Member(recommendation=15, milestone=older)], roll_up).row is None


def answer(status: AnswerStatus, day: int = 3, **more: object) -> Answer:
    return Answer(
        body="digitaal-vlaanderen",
        item="m999-1",
        status=status,
        as_of=datetime(2026, 11, day, 9, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )


def heard(*said: Answer | MilestoneState) -> list[Member]:
    return [
        Member(recommendation=15, answer=found)
        if isinstance(found, Answer)
        else Member(recommendation=15, milestone=found)
        for found in said
    ]


def test_an_answer_goes_to_each_recommendation_of_its_milestone(view: AgendaView) -> None:
    registered = next(found for found in view.milestones.values() if len(found.recommendations) > 1)
    said = answer(AnswerStatus.done)
    sent = fan_out_answer(said, registered)
    assert [(found.recommendation, found.answer) for found in sent] == [(n, said) for n in registered.recommendations]


def test_register_and_answer_meet_in_any_order(served: Served) -> None:
    register, done = milestone(), answer(AnswerStatus.done)
    for order in ([register, done], [done, register]):
        rolled = gather(EMPTY, served, heard(*order), roll_up)
        assert rolled.publish is not None
        assert (rolled.publish.milestones, rolled.publish.heard) == ({"done": 1}, 1)


def test_of_a_body_s_answers_the_newest_stands(served: Served) -> None:
    known = after(EMPTY, served, *heard(milestone(), answer(AnswerStatus.done, day=3)))
    late = gather(
        known, served, heard(answer(AnswerStatus.acknowledged, day=2, planned_date=date(2027, 3, 1))), roll_up
    )
    assert (late.row, late.publish) == (None, None)
    taken_back = gather(known, served, heard(answer(AnswerStatus.withdrawn, day=4)), roll_up)
    assert taken_back.publish is not None
    assert taken_back.publish.milestones == {"not_checked": 1}


def test_a_new_edition_of_the_register_leaves_the_answer(served: Served) -> None:
    known = after(EMPTY, served, *heard(milestone(), answer(AnswerStatus.done)))
    assert gather(known, served, heard(milestone(edition=2)), roll_up).publish is None
    checked_since = milestone(edition=2, status="open", as_of=date(2026, 11, 4))
    rolled = gather(known, served, heard(checked_since), roll_up)
    assert rolled.publish is not None
    assert rolled.publish.milestones == {"open": 1}


def test_a_recurring_milestone_is_no_longer_done_when_its_next_round_has_come(served: Served) -> None:
    register = milestone(status="done", as_of=date(2025, 11, 26), done_on=date(2025, 11, 26), recurrence="P1Y")
    known = after(EMPTY, served, Member(recommendation=15, milestone=register, as_of=DAY))
    assert known.state is not None
    assert known.state.milestones == {"done": 1}
    rolled = gather(known, served, [Member(recommendation=15, as_of=date(2026, 11, 26))], roll_up)
    assert rolled.publish is not None
    assert rolled.publish.milestones == {"not_checked": 1}


def test_what_is_said_of_a_milestone_the_agenda_no_longer_names_does_not_stay(served: Served) -> None:
    known = after(EMPTY, served, *heard(milestone(), answer(AnswerStatus.done)))
    emptied = Served(served.recommendation, served.edition, served.keys, frozenset())
    assert after(known, emptied, Member(recommendation=15, as_of=DAY)).answers == {}
