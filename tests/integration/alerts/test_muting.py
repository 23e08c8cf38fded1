"""What is not told now: silenced, below a worse alert, or waiting for a source; and to which part of a body it goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.alerts import AlertKind, AlertTransition
from schemas.assessment import Assessment, Episode
from schemas.stats import PollOutcome
from schemas.verdicts import Cause, Verdict
from services.alerts.domain.matters import Severity
from services.alerts.domain.routing import Condition, Contact, Directory, Route
from services.alerts.domain.silences import Scope
from services.alerts.store import silences
from services.runtime.database import Database
from tests.builders.assessments import EUROSTAT, FIGURES, RETRIEVED, Y2025, digital_skills, input_of
from tests.builders.milestones import poll
from tests.integration.alerts.story import ALERT, CULTURE, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import BODIES, DESK, World

OWNER = "department-of-education"
NOTES = "SELECT reason, actor FROM alerts.flips WHERE from_state = to_state ORDER BY flip_id"


async def silence(world: World, scope: Scope, hours: int = 48, *, after: int = 0) -> int:
    start = world.clock.now() + timedelta(hours=after)
    async with world.database.transaction() as connection:
        return await silences.add(
            connection, scope, actor="operations", reason="the survey is being checked",
            starts_at=start, ends_at=start + timedelta(hours=hours),
        )  # fmt: skip


def told(world: World) -> list[tuple[str, str]]:
    """Recipient and alert of everything sent."""
    return [
        (to, line.split()[1]) for to, text in world.sent for line in text.splitlines() if line.startswith("alert ")
    ]  # fmt: skip


async def test_what_is_silenced_is_told_when_the_silence_ends_and_its_reason_is_on_record(running: World) -> None:
    await silence(running, Scope(body=OWNER))
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    assert told(running) == [(CULTURE, ALERT)]
    [(reason, actor)] = await running.rows(NOTES)
    assert (reason, actor) == (
        f"not told to {OWNER}: silenced until 2026-09-03 08:00 UTC: the survey is being checked", "operations"
    )  # fmt: skip
    await running.relay.start()
    await running.relay.turn()
    published = [AlertTransition.read(r.value or b"") for r in running.broker.records("alert.lifecycle.v1")]
    assert [t.actor for t in published if t.from_state is t.to_state is not None] == ["operations"]
    running.clock.advance(timedelta(hours=24))
    await running.deliver()
    assert len(running.sent) == 1
    running.clock.advance(timedelta(hours=24))
    await running.deliver()
    assert told(running) == [(CULTURE, ALERT), (EDUCATION, ALERT)]
    assert len(await running.rows(NOTES)) == 1


async def test_what_is_well_again_by_then_is_never_told(running: World) -> None:
    await silence(running, Scope())
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    await running.take(ON_TRACK)
    running.clock.advance(timedelta(hours=48))
    await running.deliver()
    assert running.sent == []


async def test_a_silence_that_is_ended_lets_go_at_once(running: World) -> None:
    number = await silence(running, Scope(kind=AlertKind.verdict_worsened), hours=10_000)
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    assert running.sent == []
    async with running.database.transaction() as connection:
        assert await silences.end(connection, number, running.clock.now())
        assert not await silences.end(connection, number, running.clock.now())
    await running.deliver()
    assert len(running.sent) == 2


async def test_a_maintenance_window_is_a_silence_of_everything_that_begins_later(running: World) -> None:
    await silence(running, Scope(), hours=2, after=24)
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    assert len(running.sent) == 2
    running.clock.advance(timedelta(hours=24))
    await running.take(digital_skills(key="other/BE2", indicator="other"))
    await running.deliver()
    assert len(running.sent) == 2
    running.clock.advance(timedelta(hours=2))
    await running.deliver()
    assert len(running.sent) == 4


def second(verdict: Verdict, episode: str = "8") -> Assessment:
    """Another indicator of the same recommendations, which leads none of them."""
    links = tuple(link.model_copy(update={"lead": False}) for link in digital_skills().links)
    return digital_skills(
        key="second/BE2", indicator="second", links=links, verdict=verdict,
        episode=Episode(id=episode * 64, verdict=verdict, since=Y2025, from_verdict=Verdict.on_track, cause=Cause.data),
    )  # fmt: skip


async def test_below_a_lead_indicator_that_was_told_nothing_more_is_told_until_that_ends(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    await running.take(second(Verdict.at_risk))
    await running.deliver()
    assert [to for to, alert in told(running) if "second" in alert] == [CULTURE]  # 35 has no lead indicator
    assert await running.rows(NOTES) == [(f"not told to {OWNER}: {OWNER} is told of {ALERT} already", "koers")]
    running.clock.advance(timedelta(days=1))
    await running.deliver()
    assert len(running.sent) == 3
    await running.take(ON_TRACK)
    running.clock.advance(timedelta(hours=1))
    await running.deliver()
    assert told(running)[3:] == [(EDUCATION, "verdict_worsened:second/BE2")]


async def test_what_is_worse_than_its_lead_indicator_is_told(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    await running.take(second(Verdict.missed))
    await running.deliver()
    assert (EDUCATION, "target_missed:second/BE2") in told(running)


async def test_a_lead_indicator_and_another_in_one_batch_are_one_mail(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK, second(Verdict.at_risk))
    await running.deliver()
    assert len([to for to, _ in told(running) if to == EDUCATION]) == 2
    assert len(running.sent) == 2


async def test_what_is_judged_without_a_source_that_went_away_waits_for_it(running: World) -> None:
    day = timedelta(days=1)
    down = poll(PollOutcome.failed, reason="timeout", unreachable_since=RETRIEVED + day, polled_at=RETRIEVED + 3 * day)
    other = input_of(FIGURES, version=2, content="d" * 64, raw="f" * 64).model_copy(
        update={"retrieved_at": RETRIEVED + 2 * day}
    )
    partial = digital_skills(inputs=(input_of(EUROSTAT, version=1, content="c" * 64, raw="e" * 64), other))
    await running.take(down, ON_TRACK, partial)
    await running.deliver()
    assert EDUCATION not in [to for to, _ in told(running)]
    await running.take(poll(PollOutcome.unchanged, polled_at=RETRIEVED + 4 * day))
    running.clock.advance(timedelta(hours=1))
    await running.deliver()
    assert [to for to, alert in told(running) if alert == ALERT] == [CULTURE, EDUCATION]


@pytest.fixture
async def parted(database: Database) -> World:
    """Education has a team for serious drifts."""
    serious = Route("serious", Condition(severity=Severity.serious), Contact("serious@example.org", "nl"))
    bodies = BODIES | {OWNER: replace(BODIES[OWNER], routes=(serious,))}
    world = World(database, directory=Directory(DESK, bodies, Contact("canary@example.org")))
    await world.over()
    return world


async def test_each_part_of_a_body_gets_a_mail_of_its_own(parted: World) -> None:
    await parted.take(ON_TRACK, OFF_TRACK, second(Verdict.at_risk))
    await parted.deliver()
    assert sorted(pair for pair in told(parted) if pair[0] != CULTURE) == [
        (EDUCATION, "verdict_worsened:second/BE2"),
        ("serious@example.org", ALERT),
    ]
