"""From an event to one mail per body: the three stages on a real database."""

import asyncio
from datetime import timedelta

import pytest

from schemas.alerts import AlertTransition
from schemas.assessment import Assessment, Episode
from schemas.verdicts import Cause, Verdict
from services.alerts.store import intents
from tests.builders.assessments import Y2025, digital_skills
from tests.integration.alerts.story import ALERT, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import WAIT, World

STATES = "SELECT alert_id, state, settled FROM alerts.alerts JOIN alerts.subjects USING (subject)"


async def test_a_drift_becomes_one_mail_to_each_owner_in_its_language(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    assert sorted(recipient for recipient, _ in running.sent) == ["cjm@example.org", "education@example.org"]
    text = dict(running.sent)["education@example.org"]
    assert f"alert {ALERT} from on_track last=None" in text
    assert "others ['cjm']" in text
    assert "action https://alerts.example.org/a/" in text


async def test_nothing_is_sent_before_the_waiting_time_is_over(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    running.clock.advance(WAIT - timedelta(seconds=1))
    turn = await running.grouper.turn()
    await running.send()
    assert running.sent == []
    assert turn.pending == 2
    running.clock.advance(timedelta(seconds=1))
    assert (await running.grouper.turn()).pending == 0
    await running.send()
    assert len(running.sent) == 2


async def test_all_alerts_of_a_body_within_the_waiting_time_are_one_mail(running: World) -> None:
    other = {"key": "other/BE2", "indicator": "other"}
    await running.take(ON_TRACK, OFF_TRACK)
    running.clock.advance(WAIT / 2)
    await running.take(digital_skills(**other))
    running.clock.advance(WAIT / 2)
    await running.grouper.turn()
    await running.send()
    texts = dict(running.sent)
    assert len(running.sent) == 2
    assert texts["education@example.org"].count("alert verdict_worsened:") == 2


async def test_a_replay_on_a_new_broker_leads_to_the_same_state_and_no_second_mail(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    before = await running.rows(STATES)
    flips = await running.rows("SELECT count(*) FROM alerts.flips")
    replayed = World(running.database, clock=running.clock, transport=running.transport, epoch="epoch-2")
    old = tuple(i.model_copy(update={"version": 0}) for i in ON_TRACK.inputs)
    await replayed.take(ON_TRACK.model_copy(update={"inputs": old}), OFF_TRACK)
    await replayed.deliver()
    assert len(running.sent) == 2
    after = await running.rows(STATES)
    assert after == before == [(ALERT, "open", "off_track")]
    assert await running.rows("SELECT count(*) FROM alerts.flips") == flips


async def test_events_of_a_rebuild_are_taken_in_and_never_mailed(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK, run="rebuild-1")
    await running.deliver()
    assert running.sent == []
    assert await running.rows("SELECT alert_id, state FROM alerts.alerts") == [(ALERT, "open")]
    await running.take(OFF_TRACK)
    await running.deliver()
    assert running.sent == []


async def test_what_no_longer_holds_when_its_turn_comes_is_not_sent(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.group()
    better = digital_skills(
        verdict=Verdict.on_track,
        episode=Episode(id="5" * 64, verdict=Verdict.on_track, since=Y2025, cause=Cause.revision),
    )
    await running.take(better)
    await running.send()
    assert running.sent == []
    assert await running.rows("SELECT state, count(*) FROM alerts.mails GROUP BY state") == [("withdrawn", 2)]


async def test_the_next_mail_says_what_the_last_one_said(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    worse = Episode(id="6" * 64, verdict=Verdict.moving_away, since=Y2025, cause=Cause.data)
    await running.take(digital_skills(verdict=Verdict.moving_away, episode=worse))
    await running.deliver()
    assert len(running.sent) == 3
    recipient, text = running.sent[-1]
    assert recipient == "education@example.org"
    assert "from off_track last=sent_on=datetime.date(2026, 9, 1) verdict=<Verdict.off_track" in text
    assert "shown='61.20'" in text


async def test_two_consumers_at_once_do_the_work_once(running: World) -> None:
    await running.publish(ON_TRACK, OFF_TRACK, *(digital_skills(key=f"i{n}/BE2", indicator=f"i{n}") for n in range(8)))
    await asyncio.gather(running.consume(running.consumer()), running.consume(running.consumer()))
    assert await running.rows("SELECT count(*) FROM alerts.intents") == [(18,)]
    assert await running.rows("SELECT count(*) FROM alerts.flips") == [(9,)]
    assert await running.rows("SELECT sum(next_offset) FROM alerts.consumer_offsets") == [(10,)]


async def test_two_groupers_at_once_write_each_mail_once(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    running.clock.advance(WAIT)
    other = World(running.database, clock=running.clock)
    await asyncio.gather(running.grouper.turn(), other.grouper.turn())
    assert await running.rows("SELECT body FROM alerts.mails ORDER BY body") == [("cjm",), ("department-of-education",)]


async def test_an_error_in_the_middle_of_a_batch_takes_back_all_of_it(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intents.add

    async def dies(*arguments: object, **named: object) -> None:
        await real(*arguments, **named)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    monkeypatch.setattr(intents, "add", dies)
    with pytest.raises(RuntimeError, match="killed"):
        await running.take(ON_TRACK, OFF_TRACK)
    assert await running.rows("SELECT count(*) FROM alerts.alerts") == [(0,)]
    assert await running.rows("SELECT sum(next_offset) FROM alerts.consumer_offsets") == [(0,)]
    monkeypatch.setattr(intents, "add", real)
    await running.consume()
    await running.deliver()
    assert len(running.sent) == 2


async def test_what_is_no_assessment_goes_to_the_dead_letters_and_the_rest_goes_on(running: World) -> None:
    await running.broker.forward("policy.assessment.v1", b"x/BE2", b'{"key": 1}', [])
    await running.take(ON_TRACK, OFF_TRACK)
    assert [r.key for r in running.broker.records("policy.assessment.v1.dlq")] == ["x/BE2"]
    assert await running.rows("SELECT count(*) FROM alerts.alerts") == [(1,)]


async def test_the_life_of_an_alert_is_published_in_order_with_the_episode_it_handled(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.relay.start()
    turn = await running.relay.turn()
    assert (turn.pending, turn.done) == (0, 2)
    told = [AlertTransition.read(r.value or b"") for r in running.broker.records("alert.lifecycle.v1")]
    by_id = {t.alert_id: t for t in told}
    quiet, opened = by_id["handled:digital-skills-basic/BE2"], by_id[ALERT]
    assert (quiet.kind, quiet.episode) == (None, "0" * 64)
    assert (opened.from_state, opened.to_state, opened.episode) == (None, "open", "1" * 64)
    assert opened.bodies == ("department-of-education", "cjm")
    assert opened.actor == "koers"
    assert (await running.relay.turn()).done == 0


async def test_a_new_broker_gets_everything_once_more_marked_as_sent_again(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.relay.start()
    await running.relay.turn()
    renewed = World(running.database, clock=running.clock, epoch="epoch-2")
    assert await renewed.relay.start() == 2
    await renewed.relay.turn()
    records = renewed.broker.records("alert.lifecycle.v1")
    assert sorted(r.key or "" for r in records) == ["handled:digital-skills-basic/BE2", ALERT]
    assert {r.run for r in records} == {"epoch-epoch-2"}
    assert await renewed.relay.start() == 0


def revised(verdict: Verdict, cause: Cause = Cause.revision, number: str = "5") -> Assessment:
    """The indicator with another verdict of the same period."""
    return digital_skills(
        verdict=verdict, episode=Episode(id=number * 64, verdict=verdict, since=Y2025, cause=cause),
    )  # fmt: skip


async def test_who_was_told_a_drift_is_told_when_a_revision_takes_it_back(told: World) -> None:
    before = len(told.sent)
    await told.take(revised(Verdict.on_track))
    await told.deliver()
    news = told.sent[before:]
    assert sorted(to for to, _ in news) == ["cjm@example.org", "education@example.org"]
    for _, text in news:
        assert "alert revision_changed_verdict:digital-skills-basic/BE2 from off_track last=sent_on=" in text
        assert "action None" in text
    assert await told.rows("SELECT kind FROM alerts.alerts WHERE state <> 'resolved'") == []
    owing = "SELECT count(*) FROM alerts.notifications WHERE alert_id LIKE 'revision%' AND unanswered_since IS NOT NULL"
    assert await told.rows(owing) == [(0,)]


async def test_a_verdict_that_is_as_bad_again_when_the_mails_turn_has_come_is_not_taken_back(told: World) -> None:
    before = len(told.sent)
    await told.take(revised(Verdict.on_track))
    await told.group()
    await told.take(revised(Verdict.off_track, number="8"))
    await told.send()
    assert [text for _, text in told.sent[before:] if "revision_changed_verdict" in text] == []


async def test_who_was_never_told_the_drift_gets_no_mail_that_takes_it_back(running: World) -> None:
    await running.take(ON_TRACK, OFF_TRACK)
    await running.take(revised(Verdict.on_track))
    await running.deliver()
    assert running.sent == []
    states = "SELECT kind, state FROM alerts.alerts ORDER BY kind"
    assert await running.rows(states) == [("revision_changed_verdict", "resolved"), ("verdict_worsened", "resolved")]
