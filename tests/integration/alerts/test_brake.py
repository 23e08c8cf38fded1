"""The mail brake: on a new deployment, and in a flood, a person decides."""

from datetime import timedelta

import pytest

from services.alerts.release import drop, held, release
from services.runtime.database import Database
from tests.builders.assessments import digital_skills
from tests.integration.alerts.story import ALERT, CULTURE, DESK, EDUCATION, OFF_TRACK, ON_TRACK, SUSPECT
from tests.integration.alerts.world import World


async def running(world: World) -> World:
    """With the first start behind it and two mails written."""
    await world.over()
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    return world


async def test_on_hold_nothing_is_sent_until_a_person_releases_it(database: Database) -> None:
    world = await running(World(database, mode="hold"))
    assert world.sent == []
    waiting = await held(database)
    assert [(m.body, m.hold_reason, m.alerts) for m in waiting] == [
        ("cjm", "mail_mode", [ALERT]),
        ("department-of-education", "mail_mode", [ALERT]),
    ]
    assert (await world.sender.turn()).pending == 0
    assert world.health.facts["held"] == "2"
    education = waiting[1].mail_id
    assert await release(database, world.clock, [education], actor="operations") == [education]
    await world.send()
    assert [recipient for recipient, _ in world.sent] == [EDUCATION]
    assert await release(database, world.clock, actor="operations") == [waiting[0].mail_id]
    await world.send()
    assert [recipient for recipient, _ in world.sent] == [EDUCATION, CULTURE]
    assert await release(database, world.clock, actor="operations") == []


async def test_a_held_mail_can_be_taken_back(database: Database) -> None:
    world = await running(World(database, mode="hold"))
    ids = [mail.mail_id for mail in await held(database)]
    assert await drop(database, ids, reason="the unit was wrong") == sorted(ids)
    assert await release(database, world.clock, actor="operations") == []
    await world.send()
    assert world.sent == []


async def test_redirected_mail_goes_to_the_desk_which_can_act_only_as_the_desk(database: Database) -> None:
    world = await running(World(database, mode="redirect"))
    assert [recipient for recipient, _ in world.sent] == [DESK, DESK]
    for _, text in world.sent:
        assert "desk_reason redirected" in text
        token = text.split("/a/")[1].split()[0]
        assert world.links.read_answer(token).body == "desk"


async def test_above_the_batch_limit_the_whole_batch_waits(database: Database) -> None:
    world = World(database, batch_limit=3)
    await world.over()
    await world.take(digital_skills(), digital_skills(key="other/BE2", indicator="other"))
    await world.deliver()
    assert world.sent == []
    assert [m.hold_reason for m in await held(database)] == ["batch_limit", "batch_limit"]
    await release(database, world.clock, actor="operations")
    await world.send()
    assert len(world.sent) == 2


async def test_at_the_batch_limit_it_goes(database: Database) -> None:
    world = await running(World(database, batch_limit=2))
    assert len(world.sent) == 2


async def test_the_mail_about_a_suspect_figure_waits_and_the_rest_goes(database: Database) -> None:
    world = World(database)
    await world.over()
    await world.take(ON_TRACK, SUSPECT, digital_skills(key="sure/BE2", indicator="sure"))
    await world.deliver()
    assert ["sure/BE2" in text and "basic" not in text for _, text in world.sent] == [True, True]
    assert [(m.hold_reason, m.alerts) for m in await held(database)] == [("suspect", [ALERT]), ("suspect", [ALERT])]


async def test_a_suspect_figure_that_is_corrected_is_not_told_even_when_released(database: Database) -> None:
    world = World(database)
    await world.over()
    await world.take(ON_TRACK, SUSPECT)
    await world.deliver()
    corrected = ON_TRACK.model_copy(update={"as_of": None})
    await world.take(corrected)
    await release(database, world.clock, actor="operations")
    await world.send()
    assert world.sent == []


@pytest.mark.parametrize("mode", ["hold", "send"])
async def test_the_canary_passes_every_brake_at_once_and_twice_the_same_is_one(database: Database, mode: str) -> None:
    world = World(database, mode=mode)  # type: ignore[arg-type]
    canary = digital_skills(key="canary/BE2", canary=True)
    await world.take(canary, canary)
    await world.send()
    assert [recipient for recipient, _ in world.sent] == ["canary@example.org"]
    assert await world.rows("SELECT count(*) FROM alerts.alerts") == [(0,)]
    world.clock.advance(timedelta(hours=1))
    await world.take(canary.model_copy(update={"ratio": 0.5}))
    await world.send()
    assert len(world.sent) == 2
