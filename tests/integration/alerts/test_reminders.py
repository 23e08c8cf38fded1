"""Written to again: when the day of a promise has passed, for a newer figure, and when a body is silent."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.assessment import Assessment
from schemas.chart import Point
from schemas.period import Period
from schemas.stats import MilestoneStatus
from services.alerts.answering import Action, Given
from services.alerts.domain.routing import Contact, Directory, Step
from services.alerts.links import AnswerLink
from services.runtime.database import Database
from tests.builders.assessments import digital_skills, eurostat_source
from tests.builders.milestones import milestone
from tests.integration.alerts.story import ALERT, CULTURE, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import BODIES, DESK, World

OWNER = "department-of-education"
CHIEF, CABINET = "chief@example.org", "cabinet@example.org"
STATES = (
    "SELECT to_state FROM alerts.flips WHERE alert_id = 'verdict_worsened:digital-skills-basic/BE2' ORDER BY flip_id"
)


def later_figure(period: str, **changes: object) -> Assessment:
    """Off track still, by a made-up figure of another period."""
    newest = Point(period=Period.parse(period), value=61.3, shown="61.30", source=eurostat_source())
    inputs = tuple(found.model_copy(update={"version": found.version + 1}) for found in OFF_TRACK.inputs)
    return digital_skills(latest=newest, inputs=inputs, **changes)


async def told(world: World) -> World:
    """Both owners have got their mail."""
    await world.over()
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    assert len(world.sent) == 2
    return world


async def pass_days(world: World, days: int) -> None:
    """One turn of the calendar after so many days, and all that follows from it."""
    world.clock.advance(timedelta(days=days))
    await world.calendar.turn()
    await world.deliver()


async def answer(world: World, nonce: str, given: Given, body: str = OWNER) -> None:
    assert await world.answering.record(AnswerLink(ALERT, body, nonce, "nl"), given) == "recorded"


def reminders(world: World) -> list[tuple[str, str]]:
    """To whom, and what prompted it."""
    lines = [(to, line) for to, text in world.sent for line in text.splitlines()]
    return [(to, line.removeprefix("reminder ")) for to, line in lines if line.startswith("reminder ")]


async def test_a_planned_date_that_has_passed_is_asked_about_once(running: World) -> None:
    await told(running)
    await answer(running, "n", Given(Action.acknowledge, "A course starts.", planned_date=date(2026, 12, 31)))
    await pass_days(running, 121)
    assert reminders(running) == []
    await pass_days(running, 1)
    assert reminders(running) == [(EDUCATION, "planned 2026-12-31")]
    assert await running.rows(STATES) == [("open",), ("acknowledged",), ("reopened",)]
    await pass_days(running, 1)
    assert len(reminders(running)) == 1
    await answer(running, "m", Given(Action.acknowledge, "It starts later.", planned_date=date(2027, 3, 1)))
    await pass_days(running, 60)
    assert reminders(running)[1:] == [(EDUCATION, "planned 2027-03-01")]


async def test_nothing_is_asked_about_a_plan_where_the_figure_is_well_again(running: World) -> None:
    await told(running)
    await answer(running, "n", Given(Action.acknowledge, "A course starts.", planned_date=date(2026, 12, 31)))
    await running.take(ON_TRACK)
    await pass_days(running, 300)
    assert reminders(running) == []


async def test_time_alone_prompts_nothing(running: World) -> None:
    await told(running)
    for _ in range(12):
        await pass_days(running, 30)
    assert len(running.sent) == 2


async def test_a_newer_figure_a_year_on_prompts_one_mail_to_each_owner(running: World) -> None:
    await told(running)
    await running.take(later_figure("2026"))
    await running.deliver()
    assert sorted(reminders(running)) == [(CULTURE, "figure None"), (EDUCATION, "figure None")]
    await running.take(later_figure("2026"))
    await running.deliver()
    assert len(running.sent) == 4


@pytest.mark.parametrize("period", ["2025-11", "2026-05"])
async def test_a_figure_less_than_a_year_newer_prompts_nothing(running: World, period: str) -> None:
    months = replace_latest("2025-08")
    await running.take(ON_TRACK, months)
    await running.deliver()
    before = len(running.sent)
    assert before
    await running.take(later_figure(period))
    await running.deliver()
    assert len(running.sent) == before


def replace_latest(period: str) -> Assessment:
    newest = Point(period=Period.parse(period), value=61.2, shown="61.20", source=eurostat_source())
    return digital_skills(latest=newest)


async def test_who_disputes_it_or_has_a_plan_ahead_is_not_reminded_by_a_figure(running: World) -> None:
    await told(running)
    await answer(running, "n", Given(Action.dispute, "The figure is wrong.", disputed="figure"))
    await answer(running, "m", Given(Action.acknowledge, "We have a plan.", planned_date=date(2030, 1, 1)), body="cjm")
    await running.take(later_figure("2026"))
    await running.deliver()
    assert reminders(running) == []


async def test_a_rebuild_reminds_nobody(running: World) -> None:
    await told(running)
    await running.take(later_figure("2026"), run="rebuild-1")
    await running.deliver()
    assert len(running.sent) == 2


@pytest.fixture
async def stepped(database: Database) -> World:
    """Education names whom to write to after 30 and after 60 days."""
    steps = (Step(30, CHIEF), Step(60, CABINET))
    bodies = BODIES | {OWNER: replace(BODIES[OWNER], escalation=steps)}
    return await told(World(database, directory=Directory(DESK, bodies, Contact("canary@example.org"))))


async def test_who_does_not_answer_is_escalated_once_per_step(stepped: World) -> None:
    await pass_days(stepped, 29)
    assert reminders(stepped) == []
    await pass_days(stepped, 1)
    assert reminders(stepped) == [(CHIEF, "escalation 2026-09-01")]
    assert await stepped.rows(STATES) == [("open",), ("escalated",)]
    await pass_days(stepped, 15)
    assert len(reminders(stepped)) == 1
    await pass_days(stepped, 15)
    assert reminders(stepped)[1:] == [(CABINET, "escalation 2026-09-01")]
    await pass_days(stepped, 400)
    assert len(stepped.sent) == 4


async def test_an_answer_ends_the_escalation_and_a_mail_that_waits_for_its_turn(stepped: World) -> None:
    stepped.clock.advance(timedelta(days=30))
    await stepped.calendar.turn()
    stepped.clock.advance(timedelta(minutes=1))
    await answer(stepped, "n", Given(Action.acknowledge, "Here we are."))
    await stepped.deliver()
    await pass_days(stepped, 60)
    assert reminders(stepped) == []


async def test_the_day_of_a_step_is_a_day_in_brussels_also_when_the_clocks_change(stepped: World) -> None:
    """30 days from 1 September to 1 October; then 60 to 31 October, after the hour has changed on the 25th."""
    midnight = datetime(2026, 10, 31, tzinfo=ZoneInfo("Europe/Brussels"))
    stepped.clock.advance(midnight - timedelta(seconds=1) - stepped.clock.now())
    await stepped.calendar.turn()
    await stepped.deliver()
    assert [to for to, _ in reminders(stepped)] == [CHIEF]
    stepped.clock.advance(midnight - stepped.clock.now())
    await stepped.calendar.turn()
    await stepped.deliver()
    assert [to for to, _ in reminders(stepped)] == [CHIEF, CABINET]


async def test_a_body_whose_mail_went_to_the_desk_is_not_escalated(database: Database) -> None:
    bodies = {OWNER: replace(BODIES[OWNER], escalation=(Step(30, CHIEF),))}
    world = await told(World(database, mode="redirect", directory=Directory(DESK, bodies)))
    await pass_days(world, 60)
    assert len(world.sent) == 2


async def test_a_milestone_that_is_overdue_is_pressed_for_and_one_asked_about_is_not(database: Database) -> None:
    body = "digitaal-vlaanderen"
    bodies = BODIES | {body: replace(BODIES[body], escalation=(Step(30, CHIEF),))}
    world = World(database, directory=Directory(DESK, bodies))
    await world.over()
    await world.take(
        milestone(status=MilestoneStatus.open), milestone(id="m999-2", due=None, due_basis=None)
    )  # fmt: skip
    await world.deliver()
    await pass_days(world, 30)
    alerts = [line for to, text in world.sent if to == CHIEF for line in text.splitlines() if line.startswith("alert ")]
    assert [line.split()[1] for line in alerts] == ["milestone_overdue:m999-1"]
