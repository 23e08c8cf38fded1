"""Mail comes when its reader is there: in office hours, or on the day of the digest it wants."""

from dataclasses import replace
from datetime import timedelta

from services.alerts.domain.hours import Hours
from services.alerts.domain.routing import Contact, Digest, Directory
from services.runtime.database import Database
from services.runtime.mail.fakes import FakeTransport
from tests.builders.assessments import digital_skills
from tests.integration.alerts.story import CULTURE, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import BODIES, DESK, World

OWNER = "department-of-education"


async def world_of(database: Database, digest: Digest = "each", zone: str = "Europe/Brussels") -> World:
    """Office hours from eight to six; 1 September 2026, a Tuesday, ten o'clock in Brussels."""
    bodies = BODIES | {OWNER: replace(BODIES[OWNER], digest=digest, zone=zone)}
    world = World(database, hours=Hours(), directory=Directory(DESK, bodies, Contact("canary@example.org")))
    await world.over()
    return world


async def turn(world: World) -> None:
    """What the processes do at this very moment."""
    await world.grouper.turn()
    await world.send()


async def test_mail_of_the_evening_waits_for_the_morning_and_nothing_counts_as_stuck(database: Database) -> None:
    world = await world_of(database)
    world.clock.advance(timedelta(hours=9))
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    assert world.sent == []
    assert (await world.sender.turn()).pending == 0
    world.clock.advance(timedelta(hours=12, minutes=44))
    await turn(world)
    assert world.sent == []
    world.clock.advance(timedelta(minutes=1))
    await turn(world)
    assert sorted(to for to, _ in world.sent) == [CULTURE, EDUCATION]


async def test_what_is_well_again_in_the_morning_is_not_told(database: Database) -> None:
    world = await world_of(database)
    world.clock.advance(timedelta(hours=9))
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    await world.take(ON_TRACK)
    world.clock.advance(timedelta(hours=13))
    await turn(world)
    assert world.sent == []


async def test_all_of_a_weekend_is_one_mail(database: Database) -> None:
    world = await world_of(database)
    world.clock.advance(timedelta(days=4))
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    world.clock.advance(timedelta(days=1))
    await world.take(digital_skills(key="other/BE2", indicator="other"))
    await world.deliver()
    assert world.sent == []
    world.clock.advance(timedelta(days=1))
    await turn(world)
    assert sorted((to, text.count("alert verdict_worsened:")) for to, text in world.sent) == [
        (CULTURE, 2), (EDUCATION, 2)
    ]  # fmt: skip


async def test_a_mail_put_off_by_the_relay_comes_in_hours_too(database: Database) -> None:
    world = await world_of(database)
    world.clock.advance(timedelta(hours=7, minutes=30))
    await world.take(ON_TRACK, OFF_TRACK)
    assert isinstance(world.transport, FakeTransport)
    world.transport.down = True
    await world.deliver()
    world.transport.down = False
    world.clock.advance(timedelta(hours=1))
    await world.send()
    assert world.sent == []
    assert (await world.sender.turn()).pending == 0
    world.clock.advance(timedelta(hours=14))
    await world.send()
    assert sorted(to for to, _ in world.sent) == [CULTURE, EDUCATION]


async def test_the_canary_comes_at_any_hour(database: Database) -> None:
    world = await world_of(database)
    world.clock.advance(timedelta(hours=14))
    await world.take(digital_skills(key="canary/BE2", canary=True))
    await world.send()
    assert [to for to, _ in world.sent] == ["canary@example.org"]


async def test_a_reader_elsewhere_is_written_to_in_its_own_morning(database: Database) -> None:
    world = await world_of(database, zone="America/New_York")
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    assert [to for to, _ in world.sent] == [CULTURE]
    world.clock.advance(timedelta(hours=3, minutes=45))
    await turn(world)
    assert [to for to, _ in world.sent] == [CULTURE, EDUCATION]


async def test_a_weekly_digest_gathers_what_comes_up_until_monday_into_one_mail(database: Database) -> None:
    world = await world_of(database, "weekly")
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    assert [to for to, _ in world.sent] == [CULTURE]
    assert (await world.grouper.turn()).pending == 0
    world.clock.advance(timedelta(days=2))
    await world.take(digital_skills(key="other/BE2", indicator="other"))
    await world.deliver()
    assert [to for to, _ in world.sent] == [CULTURE, CULTURE]
    world.clock.advance(timedelta(days=4))
    await world.deliver()
    told = [text.count("alert verdict_worsened:") for to, text in world.sent if to == EDUCATION]
    assert told == [2]
