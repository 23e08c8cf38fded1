"""Following a part of the agenda by mail: asked, confirmed, told once, ended without a trace. Input is made up."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache, partial
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from schemas.verdicts import Cause, Verdict
from services.board.desk.limits import PER_READER
from services.board.subscriptions.mailer import LetterRules, Mailer
from services.board.subscriptions.rhythm import AT_MOST_EVERY, GATHER, LOOK_EVERY, Rhythm
from services.board.subscriptions.store import ASKED_AT_MOST, UNCONFIRMED
from services.board.web.app import web_app
from services.board.web.rendering import Renderer, renderers
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.clock import FixedClock
from services.runtime.embedded.catcher import CaughtMail, MailFolder, catching, caught_mails
from services.runtime.health import Health
from services.runtime.mail.base import MailMode, MailTransport
from services.runtime.mail.fakes import FakeTransport
from services.runtime.mail.smtp.transport import RelayAddress, SmtpTransport
from services.runtime.metrics import Metrics
from services.runtime.wording import Lang
from tests.builders.assessments import digital_skills
from tests.integration.board.conftest import Board
from tests.integration.board.pages import faults, words
from tests.integration.board.story import settings_of

BEGUN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
READER = "Reader@mail.example"
AREA = "/areas/future-oriented-skills/"
LINK = re.compile(r"https?://board\.test(/\w\w/subscriptions/[\w-]+/)")


@cache
def agenda() -> AgendaIndex:
    return AgendaIndex(load_agenda())


@cache
def speaking() -> Mapping[Lang, Renderer]:
    return renderers()


@dataclass
class Following:
    """A board that has watched for a month, its pages and the mailer of its subscriptions."""

    board: Board
    clock: FixedClock
    pages: httpx.AsyncClient
    metrics: Metrics
    folder: Path

    def mailer(self, transport: MailTransport, *, mode: MailMode = "send") -> Mailer:
        rules = LetterRules(
            mode, "koers@board.test", "desk@board.test", "http://board.test", LEASE
        )  # fmt: skip
        return Mailer(
            self.board.database, agenda(), self.clock, timedelta(), speaking(), transport, rules,
            lambda: True, Health("board").loop("letters"), self.metrics,
        )  # fmt: skip

    async def ask(self, *, part: str = AREA, address: str = READER, rhythm: str = "on_change", lang: str = "en") -> int:
        """Fill in the form; returns the status."""
        form = {"part": part, "address": address, "rhythm": rhythm}
        return (await self.pages.post(f"/{lang}/subscribe/", data=form)).status_code

    async def confirmed(self, **how: str) -> str:
        """A subscription that was asked for and confirmed; returns the path of its page."""
        transport = FakeTransport()
        await self.ask(**how)
        await self.mailer(transport).turn()
        path = link_of(transport.sent[-1][1])
        await self.pages.post(path, data={"keep": "1", "rhythm": how.get("rhythm", "on_change")})
        return path

    async def turn_verdict(self, verdict: Verdict, *, key: str = "digital-skills-basic/BE2") -> None:
        """The verdict of an indicator is another from now on; the mailer, which looks twice a minute, has noted it."""
        self.clock.advance(timedelta(minutes=1))
        known = digital_skills()
        name = f"{verdict.value}{self.clock.now().timestamp():.0f}".ljust(64, "0")[:64].encode().hex()[:64]
        episode = known.episode.model_copy(update={"id": name, "cause": Cause.revision})
        made = digital_skills(key=key, verdict=verdict, episode=episode)
        await self.board.send("policy.assessment.v1", key, made, at=self.clock.now())
        await self.board.catch_up()
        await self.mailer(FakeTransport(), mode="hold").turn()


def link_of(message: EmailMessage) -> str:
    """The path of the subscription's page, as the text of a mail names it."""
    part = message.get_body(("plain",))
    assert part is not None
    found = LINK.search(part.get_content())
    assert found is not None
    return found[1]


def told(message: EmailMessage) -> str:
    """The text of a mail on one line."""
    part = message.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


@pytest.fixture
async def following(board: Board, tmp_path: Path) -> AsyncIterator[Following]:
    clock, metrics = FixedClock(BEGUN), Metrics()
    app: ASGIApp = web_app(settings_of(tmp_path), agenda().agenda, board.database, clock, metrics)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as pages:
        found = Following(board, clock, pages, metrics, tmp_path)
        await found.turn_verdict(Verdict.on_track)
        clock.advance(timedelta(days=30))
        await found.mailer(FakeTransport()).turn()
        yield found


@asynccontextmanager
async def relay(following: Following) -> AsyncIterator[tuple[SmtpTransport, Callable[[], list[CaughtMail]]]]:
    """A real mail server on loopback, and what it took."""
    (folder := following.folder / "caught").mkdir()
    async with catching(MailFolder(folder, following.clock), "127.0.0.1", 0) as port:
        yield (
            SmtpTransport(RelayAddress.of(f"127.0.0.1:{port}", "auto", None, None), timeout=10),
            partial(caught_mails, folder),
        )


async def holds_address(board: Board) -> list[str]:
    """Every table of the database in which the reader's address stands."""
    tables = await board.rows(
        "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables "
        "WHERE table_schema IN ('board', 'desk', 'alerts') AND table_type = 'BASE TABLE'"
    )
    found = []
    for (table,) in tables:
        rows = await board.rows(f"SELECT count(*) FROM {table} t WHERE lower(t::text) LIKE %s", "%reader@mail%")
        found += [table] if rows[0][0] else []
    return found


async def test_a_reader_asks_confirms_is_told_once_and_leaves_no_trace(following: Following) -> None:
    async with relay(following) as (transport, caught):
        mailer, pages = following.mailer(transport), following.pages
        assert await following.ask() == 303
        await mailer.turn()
        (asked,) = caught()
        assert asked.recipients == (READER,)
        path = link_of(asked.message)
        assert path.startswith("/en/subscriptions/")
        assert "You asked to follow" not in told(asked.message)
        assert "asked to follow ‘Future-oriented skills’ with this address" in told(asked.message)

        # Looking, as a mail scanner does, confirms nothing
        looked = await pages.get(path)
        assert faults(looked, "en") == []
        assert (looked.headers["cache-control"], looked.headers["referrer-policy"]) == ("no-store", "no-referrer")
        await following.turn_verdict(Verdict.off_track)
        following.clock.advance(GATHER)
        await mailer.turn()
        assert len(caught()) == 1

        # What happened before the confirmation is no news
        kept = await pages.post(path, data={"keep": "1", "rhythm": "on_change"})
        assert (kept.status_code, kept.headers["location"]) == (303, f"{path}?done=1")
        assert "You have followed" in words(await pages.get(f"{path}?done=1"))
        following.clock.advance(AT_MOST_EVERY)
        await mailer.turn()
        assert len(caught()) == 1

        await following.turn_verdict(Verdict.at_risk)
        await mailer.turn()
        assert len(caught()) == 1, "what belongs together is gathered for an hour"
        following.clock.advance(GATHER + LOOK_EVERY)
        await mailer.turn()
        await mailer.turn()
        _, news = caught()
        text = told(news.message)
        assert "off track" in text
        assert "at risk" in text
        assert "http://board.test/en/indicators/digital-skills-basic/" in text
        assert news.message["List-Unsubscribe"] == f"<http://board.test{path}>"
        assert news.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

        ended = await pages.post(path, data={"List-Unsubscribe": "One-Click"})
        assert ended.status_code == 200
        assert await holds_address(following.board) == []
        await following.turn_verdict(Verdict.off_track)
        following.clock.advance(2 * AT_MOST_EVERY)
        await mailer.turn()
        assert len(caught()) == 2
        assert "exist" in words(await pages.get(path))
        assert (await pages.post(path, data={"keep": "1", "rhythm": "weekly"})).status_code == 200
        assert await holds_address(following.board) == []


async def test_only_news_of_the_part_is_told_and_all_of_it_in_one_letter(following: Following) -> None:
    other, whole = FakeTransport(), FakeTransport()
    await following.confirmed(part="/recommendations/1/", address="one@mail.example")
    await following.confirmed(part="/", address="all@mail.example", lang="nl")
    await following.turn_verdict(Verdict.off_track)
    following.clock.advance(timedelta(minutes=10))
    await following.turn_verdict(Verdict.at_risk)
    following.clock.advance(GATHER + LOOK_EVERY)
    await following.mailer(whole).turn()
    assert [to for to, _ in whole.sent] == ["all@mail.example"]
    message = whole.sent[0][1]
    assert message["Subject"] == "Koers: 2 wijzigingen bij de hele agenda"
    text = told(message)
    assert text.index("‘uit koers’ naar ‘in gevaar’") < text.index("‘op koers’ naar ‘uit koers’"), "the newest first"
    following.clock.advance(AT_MOST_EVERY)
    await following.mailer(other).turn()
    assert other.sent == []


async def test_a_letter_that_was_sent_and_not_marked_is_the_same_letter_again(following: Following) -> None:
    """A crash between the relay's yes and our mark: the same Message-ID and news, whatever came since."""

    class Killed(FakeTransport):
        async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
            await super().send(message, sender=sender, recipient=recipient)
            raise RuntimeError("killed")

    await following.confirmed()
    await following.turn_verdict(Verdict.off_track)
    following.clock.advance(GATHER + LOOK_EVERY)
    first, second = Killed(), FakeTransport()
    with pytest.raises(RuntimeError):
        await following.mailer(first).turn()
    await following.turn_verdict(Verdict.at_risk)
    await following.mailer(second).turn()
    assert second.sent == [], "the lease of the one that was killed still runs"
    following.clock.advance(LEASE)
    await following.mailer(second).turn()
    (_, before), (_, again) = first.sent[0], second.sent[0]
    assert before["Message-ID"] == again["Message-ID"]
    assert told(before) == told(again)
    following.clock.advance(AT_MOST_EVERY)
    await following.mailer(second).turn()
    assert len(second.sent) == 2
    assert "at risk" in told(second.sent[1][1])


async def test_a_relay_that_is_down_delays_and_a_mailbox_that_refuses_is_forgotten(following: Following) -> None:
    await following.confirmed()
    await following.turn_verdict(Verdict.off_track)
    following.clock.advance(GATHER + LOOK_EVERY)
    transport = FakeTransport(down=True)
    await following.mailer(transport).turn()
    transport.down = False
    following.clock.advance(timedelta(minutes=4))
    await following.mailer(transport).turn()
    assert transport.sent == []
    following.clock.advance(timedelta(minutes=2))
    await following.mailer(transport).turn()
    assert len(transport.sent) == 1
    await following.turn_verdict(Verdict.at_risk)
    following.clock.advance(AT_MOST_EVERY)
    await following.mailer(FakeTransport(refused={READER})).turn()
    assert await holds_address(following.board) == []


async def test_what_nobody_confirms_is_forgotten_after_a_week(following: Following) -> None:
    await following.ask()
    await following.mailer(FakeTransport()).turn()
    following.clock.advance(UNCONFIRMED - timedelta(minutes=1))
    await following.mailer(FakeTransport()).turn()
    assert await holds_address(following.board) == ["desk.subscriptions"]
    following.clock.advance(timedelta(minutes=1))
    await following.mailer(FakeTransport()).turn()
    assert await holds_address(following.board) == []


async def test_nobody_is_bombed_and_nothing_tells_who_follows(following: Following) -> None:
    transport = FakeTransport()
    mailer = following.mailer(transport)
    form = {"part": AREA, "address": READER, "rhythm": "weekly"}
    fresh = await following.pages.post("/en/subscribe/", data=form)
    await mailer.turn()
    path = link_of(transport.sent[0][1])
    await following.pages.post(path, data={"keep": "1", "rhythm": "weekly"})
    again = await following.pages.post("/en/subscribe/", data={**form, "address": READER.lower()})
    await mailer.turn()
    assert (fresh.status_code, fresh.headers["location"]) == (again.status_code, again.headers["location"])
    assert len(transport.sent) == 1, "one letter a day about one part"
    following.clock.advance(timedelta(days=1))
    await following.pages.post("/en/subscribe/", data={**form, "rhythm": "on_change"})
    await mailer.turn()
    assert "You do already: on Monday" in told(transport.sent[1][1])
    assert link_of(transport.sent[1][1]) == path
    following.clock.advance(timedelta(hours=2))
    parts = [f"/recommendations/{number}/" for number in range(1, 8)]
    for number, part in enumerate(parts):
        if number % PER_READER == 0:
            following.clock.advance(timedelta(hours=1))
        assert await following.ask(part=part) == 303
    await mailer.turn()
    assert len(transport.sent) == 2 + ASKED_AT_MOST - 1, "that mailbox had enough for one day"
    assert {to for to, _ in transport.sent} <= {READER, READER.lower()}


async def test_one_reader_does_not_ask_without_end(following: Following) -> None:
    codes = [await following.ask(address=f"{number}@mail.example") for number in range(PER_READER + 1)]
    assert codes == [303] * PER_READER + [429]


NO_ADDRESSES = (
    "", "nobody", "a@b", "a b@mail.example", "a@mail.example\r\nBcc: c@mail.example", "a@mail.example,b@mail.example",
    "<a@mail.example>", "a@mail.example\x00", '"a"@mail.example', f"{'a' * 250}@mail.example",
)  # fmt: skip
NO_PARTS = ("/areas/none/", "/indicators/digital-skills-basic/", "//evil.example/", "/recommendations/108/", "x")


async def test_what_is_no_address_or_no_part_is_refused_and_kept_nowhere(following: Following) -> None:
    for address in NO_ADDRESSES:
        form = {"part": "/", "address": address, "rhythm": "weekly"}
        answer = await following.pages.post("/nl/subscribe/", data=form)
        assert answer.status_code == 422, address
        assert "niet te lezen" in words(answer), address
    for part in NO_PARTS:
        assert await following.ask(part=part) == 404, part
        assert (await following.pages.get("/en/subscribe/", params={"part": part})).status_code == 404, part
    assert await following.board.rows("SELECT count(*) FROM desk.subscriptions") == [(0,)]


async def test_a_program_that_fills_in_everything_and_a_form_of_another_site_get_nowhere(following: Following) -> None:
    form = {"part": "/", "address": READER, "rhythm": "weekly"}
    trapped = await following.pages.post("/en/subscribe/", data={**form, "website": "x"})
    assert trapped.status_code == 303
    elsewhere = await following.pages.post("/en/subscribe/", data=form, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 405
    assert (await following.pages.post("/en/subscribe/", data={**form, "rhythm": "hourly"})).status_code == 422
    assert await following.board.rows("SELECT count(*) FROM desk.subscriptions") == [(0,)]


async def test_while_mail_is_held_questions_go_out_and_news_waits(following: Following) -> None:
    await following.confirmed()
    await following.turn_verdict(Verdict.off_track)
    await following.ask(address="new@mail.example")
    following.clock.advance(GATHER + LOOK_EVERY)
    held, redirected, released = FakeTransport(), FakeTransport(), FakeTransport()
    await following.mailer(held, mode="hold").turn()
    assert [to for to, _ in held.sent] == ["new@mail.example"]
    await following.mailer(redirected, mode="redirect").turn()
    assert [to for to, _ in redirected.sent] == ["desk@board.test"]
    await following.mailer(released).turn()
    assert released.sent == []


async def test_what_is_stored_late_is_told_all_the_same(following: Following) -> None:
    """The board could not reach the broker for a day: what became known then was sent before the last letter."""
    transport = FakeTransport()
    await following.confirmed()
    missed = following.clock.now() + timedelta(minutes=5)
    following.clock.advance(timedelta(days=2))
    await following.mailer(transport).turn()
    known = digital_skills()
    late = digital_skills(
        verdict=Verdict.off_track, episode=known.episode.model_copy(update={"id": "8" * 64, "cause": Cause.revision})
    )
    await following.board.send("policy.assessment.v1", late.key, late, at=missed)
    await following.board.catch_up()
    await following.mailer(transport).turn()
    following.clock.advance(GATHER + LOOK_EVERY)
    await following.mailer(transport).turn()
    assert len(transport.sent) == 1


def test_monday_is_monday_in_brussels_on_both_sides_of_summer_time() -> None:
    winter = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)
    assert Rhythm.weekly.after_telling(winter).astimezone(UTC) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    before = datetime(2026, 3, 23, 7, 59, tzinfo=UTC)
    assert Rhythm.weekly.after_looking(before).astimezone(UTC) == datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert Rhythm.weekly.after_looking(autumn).astimezone(UTC) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)


async def test_who_chose_monday_is_told_then_and_not_before(following: Following) -> None:
    transport = FakeTransport()
    await following.confirmed(rhythm="weekly")
    await following.turn_verdict(Verdict.off_track)
    # 31 March 2026 is a Tuesday
    for hours in (24, 72, 23):
        following.clock.advance(timedelta(hours=hours))
        await following.mailer(transport).turn()
    assert transport.sent == []
    following.clock.advance(timedelta(days=1))
    await following.mailer(transport).turn()
    assert len(transport.sent) == 1
