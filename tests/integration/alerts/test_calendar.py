"""What happens because a day has come."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.stats import DueBasis, MilestoneStatus
from services.alerts.domain.answers import Action, Given
from services.alerts.links import AnswerLink
from tests.builders.milestones import milestone
from tests.integration.alerts.story import ALERT, CULTURE, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import World

DIGITAL = "digitaal@example.org"


async def test_a_legal_date_that_passes_is_told_the_day_after_in_brussels(running: World) -> None:
    await running.take(milestone(status=MilestoneStatus.announced, due=date(2026, 9, 1)))
    await running.deliver()
    assert [text.split("\n")[2].split(" ")[1] for _, text in running.sent] == ["milestone_due:m999-1"]
    midnight = datetime(2026, 9, 2, 0, 0, tzinfo=ZoneInfo("Europe/Brussels"))
    running.clock.advance(midnight - timedelta(seconds=1) - running.clock.now())
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 1
    running.clock.advance(midnight - running.clock.now())
    await running.calendar.turn()
    await running.deliver()
    assert [recipient for recipient, _ in running.sent] == [DIGITAL, DIGITAL]
    assert "milestone_overdue:m999-1" in running.sent[1][1]
    assert await running.rows("SELECT alert_id, state FROM alerts.alerts ORDER BY alert_id") == [
        ("milestone_due:m999-1", "resolved"),
        ("milestone_overdue:m999-1", "open"),
    ]


async def test_a_day_is_dealt_with_once_by_any_number_of_processes(running: World) -> None:
    other = World(running.database, clock=running.clock)
    await running.take(milestone(due_basis=DueBasis.proposal, due=date(2026, 9, 2)))
    running.clock.advance(timedelta(days=1))
    for world in (running, other, running):
        await world.calendar.turn()
    assert await running.rows("SELECT count(*) FROM alerts.intents") == [(1,)]


async def test_a_date_the_owner_named_is_what_counts_from_then_on(running: World) -> None:
    await running.take(milestone(due_basis=DueBasis.proposal, due=date(2026, 8, 1)))
    await running.deliver()
    link = AnswerLink("milestone_due:m999-1", "digitaal-vlaanderen", "nonce", "nl")
    given = Given(Action.acknowledge, "The text is with the Council of State.", planned_date=date(2026, 12, 1))
    assert await running.answer(link, given) == "confirmed"
    running.clock.advance(timedelta(days=30))
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 1
    running.clock.advance(datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("Europe/Brussels")) - running.clock.now())
    await running.calendar.turn()
    await running.deliver()
    assert [recipient for recipient, _ in running.sent] == [DIGITAL, DIGITAL]
    assert "milestone_overdue:m999-1" in running.sent[1][1]


async def test_who_asked_to_be_reminded_is_and_nobody_else(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    link = AnswerLink(ALERT, "department-of-education", "nonce", "nl")
    await running.answer(link, Given(Action.later, until=date(2026, 10, 1)))
    running.clock.advance(timedelta(days=29))
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 2
    running.clock.advance(timedelta(days=1))
    await running.calendar.turn()
    await running.deliver()
    assert [recipient for recipient, _ in running.sent] == [CULTURE, EDUCATION, EDUCATION]
    assert await running.rows("SELECT to_state FROM alerts.flips ORDER BY flip_id") == [
        ("open",), ("snoozed",), ("reopened",)
    ]  # fmt: skip
    running.clock.advance(timedelta(days=1))
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 3


async def test_a_reminder_of_what_is_well_again_is_not_sent(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    link = AnswerLink(ALERT, "cjm", "nonce", "en")
    await running.answer(link, Given(Action.later, until=date(2026, 10, 1)))
    await running.take(ON_TRACK)
    running.clock.advance(timedelta(days=30))
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 2


async def test_the_mail_about_an_accepted_date_stands_on_that_date(running: World) -> None:
    await running.take(milestone(due_basis=DueBasis.proposal, due=date(2026, 8, 1)))
    link = AnswerLink("milestone_due:m999-1", "digitaal-vlaanderen", "nonce", "nl")
    await running.answer(link, Given(Action.acknowledge, "Soon.", planned_date=date(2026, 9, 2)))
    running.clock.advance(timedelta(days=2))
    await running.calendar.turn()
    overdue = "FROM alerts.alerts WHERE kind = 'milestone_overdue'"
    told = await running.rows(f"SELECT document->>'due', document->>'due_basis', state {overdue}")
    assert told == [("2026-09-02", "accepted", "open")]


async def test_what_depends_on_another_is_told_of_once_that_is_done(running: World) -> None:
    first = milestone(id="m999-0", due=None, due_basis=None, owner="cjm")
    await running.take(first, milestone(depends_on=("m999-0",)))
    await running.deliver()
    assert [recipient for recipient, _ in running.sent] == [CULTURE]
    link = AnswerLink("milestone_due:m999-0", "cjm", "nonce", "nl")
    assert await running.answer(link, Given(Action.done)) == "confirmed"
    running.clock.advance(timedelta(days=1))
    await running.calendar.turn()
    await running.deliver()
    assert [recipient for recipient, _ in running.sent] == [CULTURE, DIGITAL]
    assert "alert milestone_overdue:m999-1" in running.sent[1][1]


async def test_a_recurring_milestone_comes_again_every_round(running: World) -> None:
    done = {"status": MilestoneStatus.done, "as_of": date(2025, 9, 10), "done_on": date(2025, 9, 10)}
    await running.take(milestone(**done, recurrence="P1Y", due=None, due_basis=DueBasis.policy))
    await running.deliver()
    assert [text.split("\n")[2].split(" ")[1] for _, text in running.sent] == ["milestone_due:m999-1"]
    link = AnswerLink("milestone_due:m999-1", "digitaal-vlaanderen", "nonce", "nl")
    assert await running.answer(link, Given(Action.done)) == "confirmed"
    running.clock.advance(timedelta(days=300))
    await running.calendar.turn()
    await running.deliver()
    assert len(running.sent) == 1
    running.clock.advance(timedelta(days=66))
    await running.calendar.turn()
    await running.deliver()
    assert [text.split("\n")[2].split(" ")[1] for _, text in running.sent] == [
        "milestone_due:m999-1", "milestone_overdue:m999-1"
    ]  # fmt: skip
