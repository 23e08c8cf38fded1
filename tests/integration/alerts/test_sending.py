"""Stage 3 against a relay that fails, and senders that die: nothing lost, nothing twice but in the one window."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest

from schemas.alerts import AlertTransition
from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.mail.content import AlertMailContent, Language, OverviewContent
from services.alerts.store import answers, mails
from services.runtime.database import Database
from services.runtime.errors import TransientError
from services.runtime.mail.fakes import FakeTransport
from services.runtime.mail.message import RenderedMail
from tests.builders.assessments import digital_skills
from tests.integration.alerts.story import CULTURE, DESK, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import LEASE, World, plain


@pytest.fixture
async def ready(running: World) -> World:
    """Two mails in the outbox, none sent."""
    await running.take(ON_TRACK, OFF_TRACK)
    await running.group()
    return running


def fake(world: World) -> FakeTransport:
    """The world's transport."""
    assert isinstance(world.transport, FakeTransport)
    return world.transport


async def test_a_relay_that_is_down_delays_mail_and_loses_none(ready: World) -> None:
    fake(ready).down = True
    await ready.send()
    turn = await ready.sender.turn()
    assert (ready.sent, turn.pending, turn.done) == ([], 2, 0)
    fake(ready).down = False
    await ready.send()
    assert ready.sent == []
    ready.clock.advance(timedelta(seconds=5))
    await ready.send()
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]


async def test_the_board_hears_whose_answer_is_awaited_until_the_day_the_mail_names(ready: World) -> None:
    await ready.send()
    await ready.relay.start()
    await ready.relay.turn()
    told = [AlertTransition.read(r.value or b"") for r in ready.broker.records("alert.lifecycle.v1")]
    asked = {t.bodies: (t.subject, t.answer_by) for t in told if t.answer_by}
    month_later = ready.clock.now().date() + timedelta(days=30)
    expected = ("digital-skills-basic/BE2", month_later)
    assert asked == {("department-of-education",): expected, ("cjm",): expected}


async def test_a_relay_that_is_dead_for_an_hour_delays_mail_and_loses_none(ready: World) -> None:
    fake(ready).down = True
    for _ in range(60):
        await ready.send()
        ready.clock.advance(timedelta(minutes=1))
    assert ready.sent == []
    assert await ready.rows("SELECT DISTINCT state, desk_reason FROM alerts.mails") == [("queued", None)]
    fake(ready).down = False
    ready.clock.advance(timedelta(minutes=30))
    await ready.send()
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]
    ready.clock.advance(timedelta(hours=2))
    await ready.send()
    assert len(ready.sent) == 2


async def test_each_mail_leaves_with_an_envelope_sender_that_names_it(ready: World) -> None:
    class Noting(FakeTransport):
        """Keeps the envelope senders."""

        async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
            senders.append((sender, str(message["From"]), str(message["Message-ID"])))

    senders: list[tuple[str, str, str]] = []
    paths = ReturnPaths("bounces@koers.example.org", ("a secret made up for tests, long enough",))
    ready.sender = ready.new_sender(Noting(), return_paths=paths)
    await ready.send()
    for sender, written_by, name in senders:
        assert f"<koers-{paths.mail_of(sender)}@example.org>" == name
        assert written_by == "Koers <koers@example.org>"
    assert len(senders) == 2


async def test_retries_come_later_each_time_and_never_end(ready: World) -> None:
    fake(ready).down = True
    await ready.send()
    waited = []
    for _ in range(4):
        [(not_before,)] = await ready.rows("SELECT min(not_before) FROM alerts.mails")
        waited.append((not_before - ready.clock.now()).total_seconds())  # type: ignore[operator]
        ready.clock.advance(timedelta(seconds=waited[-1]))
        await ready.send()
    assert waited == [5, 30, 120, 600]
    ready.clock.advance(timedelta(days=30))
    await ready.send()
    fake(ready).down = False
    ready.clock.advance(timedelta(minutes=30))
    await ready.send()
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]


async def test_a_mailbox_that_is_full_for_three_days_counts_as_dead(ready: World) -> None:
    fake(ready).busy = {EDUCATION}
    await ready.send()
    ready.clock.advance(timedelta(days=2))
    await ready.send()
    assert [recipient for recipient, _ in ready.sent] == [CULTURE]
    ready.clock.advance(timedelta(days=1, seconds=1))
    await ready.send()
    texts = dict(ready.sent)
    assert sorted(texts) == [CULTURE, DESK]
    assert "desk_reason undeliverable" in texts[DESK]


async def test_a_mailbox_that_is_dead_hands_its_mail_to_the_desk(ready: World) -> None:
    fake(ready).refused = {EDUCATION}
    await ready.send()
    texts = dict(ready.sent)
    assert sorted(texts) == [CULTURE, DESK]
    assert "desk_reason undeliverable" in texts[DESK]
    assert "alerts for department-of-education" in texts[DESK]


async def test_a_desk_that_refuses_is_a_failure_that_is_counted(ready: World) -> None:
    fake(ready).refused = {EDUCATION, DESK}
    await ready.send()
    assert await ready.rows("SELECT body, state FROM alerts.mails WHERE state <> 'sent'") == [
        ("department-of-education", "failed")
    ]
    assert ready.metrics.mails.labels("failed", "refused")._value.get() == 1


async def test_a_mail_that_cannot_be_put_into_words_does_not_stop_the_others(ready: World) -> None:

    def fails(content: AlertMailContent | OverviewContent, language: Language) -> RenderedMail:
        if language == "nl":
            raise KeyError("a word is missing")
        return plain(content, language)

    ready.sender = ready.new_sender(render=fails)
    await ready.send()
    assert [recipient for recipient, _ in ready.sent] == [CULTURE]
    assert await ready.rows("SELECT state, last_error FROM alerts.mails WHERE state <> 'sent'") == [
        ("failed", "not rendered: KeyError")
    ]


class Dies(FakeTransport):
    """A transport in which the sender is killed: before it hands the mail over, or just after."""

    after = False

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        if self.after:
            await super().send(message, sender=sender, recipient=recipient)
        raise asyncio.CancelledError


async def test_killed_between_claim_and_sending_the_mail_is_sent_when_the_lease_ends(ready: World) -> None:
    with pytest.raises(asyncio.CancelledError):
        await ready.new_sender(Dies()).turn()
    await ready.send()
    assert [recipient for recipient, _ in ready.sent] == [EDUCATION]
    ready.clock.advance(LEASE)
    await ready.send()
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]


async def test_killed_between_acceptance_and_mark_the_receiver_can_collapse_the_two(ready: World) -> None:
    """The one unavoidable window: the same mail comes again, under the same id."""
    dies = Dies()
    dies.after = True
    with pytest.raises(asyncio.CancelledError):
        await ready.new_sender(dies).turn()
    ready.clock.advance(LEASE)
    await ready.send()
    [(_, first)] = dies.sent
    again = next(message for recipient, message in fake(ready).sent if recipient == CULTURE)
    assert first["To"] == again["To"] == CULTURE
    assert first["Message-ID"] == again["Message-ID"]
    assert len(ready.sent) == 2


async def test_a_sender_that_wakes_after_a_freeze_sends_nothing_that_another_has_sent(ready: World) -> None:
    """Frozen while it put the mail into words, until its lease was over and another had done the work."""
    rescuer = World(ready.database, clock=ready.clock, transport=ready.transport)

    def frozen(content: AlertMailContent | OverviewContent, language: Language) -> RenderedMail:
        ready.clock.advance(LEASE)
        asyncio.run_coroutine_threadsafe(rescuer.send(), loop).result(timeout=30)
        return plain(content, language)

    loop = asyncio.get_running_loop()
    await ready.new_sender(render=frozen).turn()
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]
    assert await ready.rows("SELECT DISTINCT state FROM alerts.mails") == [("sent",)]


async def test_two_senders_at_once_send_each_mail_once(ready: World) -> None:
    other = World(ready.database, clock=ready.clock, transport=ready.transport)
    await asyncio.gather(*(world.send() for world in (ready, other, ready, other)))
    assert sorted(recipient for recipient, _ in ready.sent) == [CULTURE, EDUCATION]


async def test_a_sender_that_lost_its_lease_marks_nothing(ready: World, database: Database) -> None:
    now = ready.clock.now()
    async with database.transaction() as connection:
        mail = await mails.claim(connection, "mine", now, now + LEASE)
        assert mail is not None
    async with database.transaction() as connection:
        again = await mails.claim(connection, "theirs", now + LEASE, now + 2 * LEASE)
        assert again is not None
        assert again.mail_id == mail.mail_id
        assert not await mails.finish(connection, mail.mail_id, "mine", "sent", now)
        assert await mails.finish(connection, mail.mail_id, "theirs", "sent", now)


async def test_the_mails_of_one_body_leave_in_order(ready: World) -> None:
    """While the first cannot be delivered, the second waits; another body's does not."""
    fake(ready).busy = {EDUCATION}
    for _ in range(5):
        await ready.send()
        ready.clock.advance(timedelta(minutes=11))
    await ready.send()
    await ready.take(digital_skills(key="later/BE2", indicator="later"))
    await ready.group()
    fake(ready).busy = set()
    await ready.send()
    assert [recipient for recipient, _ in ready.sent] == [CULTURE, CULTURE]
    ready.clock.advance(timedelta(minutes=15))
    await ready.send()
    education = [text for recipient, text in ready.sent if recipient == EDUCATION]
    assert ["later/BE2" in text for text in education] == [False, True]


async def test_a_mailbox_that_stopped_its_mail_leaves_it_to_the_desk(ready: World, database: Database) -> None:
    async with database.transaction() as connection:
        await answers.mute(connection, "Education@Example.org", ready.clock.now())
    await ready.send()
    texts = dict(ready.sent)
    assert sorted(texts) == [CULTURE, DESK]
    assert "desk_reason muted" in texts[DESK]


async def test_the_fake_relay_that_is_down_is_a_fault_that_may_pass() -> None:
    with pytest.raises(TransientError):
        await FakeTransport(down=True).send(EmailMessage(), sender="a@example.org", recipient="b@example.org")
