"""How much an alert matters to a body, what a silence covers, and when one alert makes another needless."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.alerts import AlertKind
from schemas.stats import MilestoneStatus
from schemas.verdicts import Verdict
from services.alerts.domain.age import Document
from services.alerts.domain.inhibition import is_below, source_behind
from services.alerts.domain.matters import Matter, Severity, severity_of
from services.alerts.domain.silences import Scope, Silence
from tests.builders.assessments import EUROSTAT, FIGURES, RETRIEVED, digital_skills, input_of
from tests.builders.milestones import milestone, poll

MATTER = Matter.of(
    AlertKind.verdict_worsened,
    "digital-skills-basic/BE2",
    digital_skills(),
    "education",
    frozenset({15}),
    {15: "skills"},
)


@pytest.mark.parametrize(
    ("kind", "document", "number", "severity"),
    [
        (AlertKind.verdict_worsened, digital_skills(verdict=Verdict.at_risk), 15, Severity.warning),
        (AlertKind.verdict_worsened, digital_skills(), 15, Severity.serious),
        (AlertKind.gap_widening, digital_skills(verdict=Verdict.moving_away), 15, Severity.serious),
        (AlertKind.target_missed, digital_skills(verdict=Verdict.missed), 15, Severity.critical),
        (AlertKind.target_missed, digital_skills(verdict=Verdict.missed), 35, Severity.warning),  # only a proxy
        (AlertKind.milestone_overdue, milestone(status=MilestoneStatus.open), 15, Severity.serious),
        (AlertKind.milestone_overdue, milestone(), 15, Severity.warning),
        (AlertKind.milestone_due, milestone(), 15, Severity.notice),
        (AlertKind.series_break, digital_skills(), 15, Severity.notice),
        (AlertKind.source_unreachable, poll(), 0, Severity.warning),
    ],
)
def test_severity(kind: AlertKind, document: Document, number: int, severity: Severity) -> None:
    assert severity_of(kind, document, frozenset({number})) is severity


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(kind=AlertKind.verdict_worsened, body="education"), True),
        (Scope(kind=AlertKind.target_missed), False),
        (Scope(body="cjm"), False),
        (Scope(subject="digital-skills-basic"), True),
        (Scope(subject="digital-skills-basic/BE2"), True),
        (Scope(subject="digital-skills"), False),
        (Scope(recommendation=15, area="skills", source="eurostat"), True),
        (Scope(recommendation=16), False),
        (Scope(area="inclusion"), False),
        (Scope(source="vdab"), False),
    ],
)
def test_a_silence_covers_what_agrees_with_all_it_says(scope: Scope, covered: bool) -> None:
    assert scope.covers(MATTER) is covered


def test_a_silence_holds_from_its_start_until_before_its_end() -> None:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    silence = Silence(1, Scope(), "operations", "maintenance", start, start + timedelta(hours=1))
    minutes = (-1, 0, 59, 60)
    assert [silence.holds(MATTER, start + timedelta(minutes=m)) for m in minutes] == [False, True, True, False]


@pytest.mark.parametrize(
    ("fetched_after", "away_after", "behind"),
    [
        (0, 1, None),  # all there before it went away
        (2, 1, "eurostat/isoc_r_dskl_i"),  # the other input moved on without it
        (2, -1, None),  # it was fetched while the record said it was away: it is there
    ],
)
def test_figures_that_were_there_before_a_source_went_away_stand(
    fetched_after: int, away_after: int, behind: str | None
) -> None:
    day = timedelta(days=1)
    other = input_of(FIGURES, version=2, content="d" * 64, raw="f" * 64).model_copy(
        update={"retrieved_at": RETRIEVED + fetched_after * day}
    )
    judged = digital_skills(inputs=(input_of(EUROSTAT, version=1, content="c" * 64, raw="e" * 64), other))
    assert source_behind(judged, {("eurostat", "isoc_r_dskl_i"): RETRIEVED + away_after * day}) == behind
    assert source_behind(judged, {}) is None


@pytest.mark.parametrize(
    ("lead", "other", "below"),
    [
        (Verdict.off_track, Verdict.at_risk, True),
        (Verdict.off_track, Verdict.off_track, True),
        (Verdict.at_risk, Verdict.off_track, False),
    ],
)
def test_an_alert_is_below_a_lead_that_is_as_bad(lead: Verdict, other: Verdict, below: bool) -> None:
    leads = {15: digital_skills(key="lead/BE2", indicator="lead", verdict=lead)}
    follower = digital_skills(
        verdict=other, links=tuple(link.model_copy(update={"lead": False}) for link in digital_skills().links)
    )
    assert is_below(follower, {15}, leads) is below
    assert not is_below(follower, {15, 35}, leads)
    assert not is_below(follower, set(), leads)
    assert not is_below(digital_skills(verdict=other), {15}, leads)  # leads itself
