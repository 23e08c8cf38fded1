"""The first start: one overview per body, the worst few drifts, and never again."""

import asyncio
from datetime import timedelta

import pytest

from schemas.assessment import Assessment, Episode, Freshness, Heir, Owner
from schemas.stats import DueBasis, MilestoneStatus, PollOutcome
from schemas.verdicts import Cause, Verdict
from services.alerts.domain.routing import Contact, Directory
from services.alerts.store import mails
from services.runtime.database import Database
from tests.builders.assessments import Y2023, Y2025, digital_skills, incomplete, text
from tests.builders.milestones import milestone, poll
from tests.integration.alerts.story import ALERT, CULTURE, DESK, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import World

QUIET = timedelta(minutes=2)


def drift(name: str, verdict: Verdict = Verdict.off_track, ratio: float = 0.5) -> Assessment:
    """A made-up indicator that has drifted."""
    happened = Episode(
        id="8" * 64, verdict=verdict, since=Y2025, from_verdict=Verdict.on_track, from_period=Y2023, cause=Cause.data
    )
    return digital_skills(key=f"{name}/BE2", indicator=name, verdict=verdict, episode=happened, ratio=ratio)


async def start(world: World) -> None:
    """Everything there is has been read, and nothing more has come for a while."""
    world.caught_up.set()
    await world.first.turn()
    world.clock.advance(QUIET)
    await world.first.turn()


async def test_each_body_gets_one_overview_and_the_worst_few_drifts_a_mail_of_their_own(world: World) -> None:
    await world.take(
        drift("moving", Verdict.moving_away),
        drift("far", ratio=0.1),
        drift("near", ratio=0.5),
        drift("small", ratio=0.6),
        ON_TRACK,
    )
    await start(world)
    await world.deliver()
    education = [text for recipient, text in world.sent if recipient == EDUCATION]
    assert [text.split("\n")[0] for text in education] == [
        "overview for department-of-education",
        "alerts for department-of-education",
    ]
    assert [line for line in education[0].split("\n") if line.startswith("row")] == [
        "row digital-skills-basic/BE2 announced=False",
        "row far/BE2 announced=True",
        "row moving/BE2 announced=True",
        "row near/BE2 announced=True",
        "row small/BE2 announced=False",
    ]
    assert education[1].count("alert verdict_worsened:") == 3
    assert "small/BE2" not in education[1]
    assert len([1 for recipient, _ in world.sent if recipient == CULTURE]) == 2


async def test_no_single_mail_before_the_first_start_is_over(world: World) -> None:
    await world.take(ON_TRACK, OFF_TRACK)
    world.caught_up.set()
    assert (await world.first.turn()).pending == 1
    await world.deliver()
    assert world.sent == []
    assert await world.rows("SELECT count(*) FROM alerts.alerts") == [(0,)]


@pytest.mark.parametrize("lacking", ["the end of the topics", "a milestone", "rest upstream"])
async def test_it_waits_for_all_there_is_however_quiet_it_is(world: World, lacking: str) -> None:
    """A part of ours that is down is silent as well."""
    world = World(world.database, milestones=frozenset({milestone().id}))
    known = [OFF_TRACK, *([] if lacking == "a milestone" else [milestone()])]
    await world.take(*known)
    if lacking != "the end of the topics":
        world.caught_up.set()
    world.upstream.resting = lacking != "rest upstream"
    for _ in range(3):
        world.clock.advance(QUIET)
        assert (await world.first.turn()).pending == 0, "others have the work"
    assert await world.rows("SELECT count(*) FROM alerts.mails") == [(0,)]
    assert world.health.facts["first_start"] == "collecting"
    await world.take(OFF_TRACK, milestone())
    world.upstream.resting = True
    await start(world)
    assert world.health.facts["first_start"] == "collecting"
    assert await world.rows("SELECT count(*) FROM alerts.mails") == [(3,)]


async def test_quiet_counts_from_when_all_was_there(world: World) -> None:
    await world.take(OFF_TRACK)
    world.clock.advance(QUIET)
    world.caught_up.set()
    assert (await world.first.turn()).pending == 1
    world.upstream.resting = False
    assert (await world.first.turn()).pending == 0
    world.clock.advance(QUIET)
    world.upstream.resting = True
    assert (await world.first.turn()).pending == 1, "it begins to count anew"
    assert await world.rows("SELECT count(*) FROM alerts.mails") == [(0,)]


async def test_without_any_assessment_it_goes_on_collecting_and_nothing_is_pending(world: World) -> None:
    """An empty broker is at its end at once; that is no reason to take what comes next for news."""
    await start(world)
    assert (await world.first.turn()).pending == 0
    await world.take(OFF_TRACK)
    await world.deliver()
    assert world.sent == []


async def test_the_rest_of_the_drifts_is_on_record_and_only_news_is_told_from_then_on(world: World) -> None:
    world = World(world.database, singles=0)
    await world.take(drift("far"), drift("near"))
    await start(world)
    await world.deliver()
    assert [text.split(" ")[0] for _, text in world.sent] == ["overview", "overview"]
    states = await world.rows("SELECT alert_id, state FROM alerts.alerts ORDER BY alert_id")
    assert states == [("verdict_worsened:far/BE2", "open"), ("verdict_worsened:near/BE2", "open")]
    worse = Episode(id="9" * 64, verdict=Verdict.moving_away, since=Y2025, cause=Cause.data)
    await world.take(drift("far"), drift("near").model_copy(update={"verdict": worse.verdict, "episode": worse}))
    await world.deliver()
    assert [recipient for recipient, _ in world.sent[2:]] == [EDUCATION]


async def test_killed_in_the_middle_it_begins_again_and_tells_once(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.take(OFF_TRACK)
    real = mails.add

    async def dies(*arguments: object, **named: object) -> None:
        await real(*arguments, **named)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    monkeypatch.setattr(mails, "add", dies)
    with pytest.raises(RuntimeError, match="killed"):
        await start(world)
    monkeypatch.setattr(mails, "add", real)
    assert await world.rows("SELECT count(*) FROM alerts.mails") == [(0,)]
    again = World(database, broker=world.broker, clock=world.clock, transport=world.transport)
    await start(again)
    await again.deliver()
    assert len(world.sent) == 4


async def test_two_processes_end_it_once(world: World, database: Database) -> None:
    await world.take(OFF_TRACK)
    other = World(database, clock=world.clock)
    for process in (world, other):
        process.caught_up.set()
        await process.first.turn()
    world.clock.advance(QUIET)
    await asyncio.gather(world.first.turn(), other.first.turn())
    assert await world.rows("SELECT count(*) FROM alerts.flips") == [(1,)]
    assert await world.rows("SELECT count(*) FROM alerts.mails") == [(2,)]


async def test_a_restart_or_a_new_broker_after_it_repeats_nothing(world: World, database: Database) -> None:
    await world.take(OFF_TRACK)
    await start(world)
    await world.deliver()
    told = len(world.sent)
    renewed = World(database, clock=world.clock, transport=world.transport, epoch="epoch-2")
    await renewed.take(OFF_TRACK)
    await start(renewed)
    await renewed.deliver()
    assert (told, len(world.sent)) == (4, 4)


async def test_unknown_old_milestones_are_asked_once_together(world: World) -> None:
    await world.take(
        OFF_TRACK,
        milestone(id="m1", due_basis=DueBasis.proposal),
        milestone(id="m2", status=MilestoneStatus.open),
        milestone(id="m3", status=MilestoneStatus.done),
        milestone(id="m4", due=None, due_basis=None),
        milestone(id="m5", depends_on=("m1",)),
    )
    await start(world)
    await world.deliver()
    digital = [text for recipient, text in world.sent if recipient == "digitaal@example.org"]
    assert len(digital) == 1
    assert "asked m1 overdue=False https://alerts.example.org/a/" in digital[0]
    assert "asked m2 overdue=True https://alerts.example.org/a/" in digital[0]
    assert "asked m4 overdue=False https://alerts.example.org/a/" in digital[0]
    assert "asked m3" not in digital[0]
    assert "asked m5" not in digital[0]
    world.clock.advance(timedelta(days=40))
    await world.calendar.turn()
    await world.deliver()
    assert len(world.sent) == 5


async def test_incomplete_targets_are_asked_in_the_overview_of_every_owner_and_never_again(world: World) -> None:
    await world.take(incomplete("base", "year"))
    await start(world)
    await world.deliver()
    assert [recipient for recipient, _ in world.sent] == [CULTURE, EDUCATION]
    for _, told in world.sent:
        assert "target digital-skills-basic/BE2 base, year https://alerts.example.org/a/" in told
    await world.take(incomplete("base", "year", agenda=OFF_TRACK.agenda.model_copy(update={"edition": 2})))
    await world.deliver()
    assert len(world.sent) == 2


async def test_faults_of_the_data_are_in_the_overview_of_the_desk(world: World) -> None:
    stale = digital_skills(
        key="stale/BE2", indicator="stale", freshness=Freshness(state="overdue"), verdict=Verdict.on_track,
        episode=ON_TRACK.episode, inputs=(),
    )  # fmt: skip
    await world.take(stale, poll(PollOutcome.quarantined))
    await start(world)
    await world.deliver()
    [text] = [text for recipient, text in world.sent if recipient == DESK]
    assert text.startswith("overview for desk")
    assert "matter quarantine:eurostat-isoc_r_dskl_i\nmatter data_stale:stale/BE2" in text


async def test_bodies_without_a_contact_are_told_of_through_the_desk(database: Database) -> None:
    world = World(database, directory=Directory(Contact(DESK)))
    await world.take(OFF_TRACK)
    await start(world)
    await world.deliver()
    assert {recipient for recipient, _ in world.sent} == {DESK}
    assert all("desk_reason no_contact" in text for _, text in world.sent)
    assert len(world.sent) == 4


async def test_what_the_board_sees_is_that_every_episode_was_handled(world: World) -> None:
    await world.take(OFF_TRACK, ON_TRACK.model_copy(update={"key": "fine/BE2"}))
    await start(world)
    await world.relay.start()
    await world.relay.turn()
    keys = sorted(record.key or "" for record in world.broker.records("alert.lifecycle.v1"))
    assert keys == ["handled:fine/BE2", ALERT]


async def test_what_a_body_owned_that_left_its_tasks_to_several_goes_to_the_desk_with_the_question(
    world: World,
) -> None:
    heirs = tuple(Heir(body=name, name=text(name, name)) for name in ("vlaio", "vdab"))
    divided = Owner(body="syntra", name=text("Syntra", "Syntra"), recommendations=(15,), successors=heirs)
    await world.take(OFF_TRACK.model_copy(update={"owners": (divided,)}))
    await start(world)
    await world.deliver()
    assert [recipient for recipient, _ in world.sent] == [DESK, DESK]
    for _, told in world.sent:
        assert " for syntra\ndesk_reason which_successor of vlaio, vdab" in told
