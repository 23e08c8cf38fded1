"""Killed at random points on a real Kafka and PostgreSQL, alerting ends as if nobody had touched it."""

import asyncio
import random
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from schemas.alerts import AlertTransition
from schemas.assessment import Assessment, Episode
from schemas.chart import Chart
from schemas.verdicts import Cause, Verdict
from services.alerts.domain.answers import Action, Given
from services.alerts.domain.routing import Contact, Directory
from services.alerts.links import AnswerLink
from services.runtime.agenda import load_agenda
from services.runtime.clock import SystemClock
from services.runtime.database import Database, open_database
from services.runtime.embedded.catcher import CaughtMail, MailFolder, catching, caught_mails
from services.runtime.embedded.kafka import ApacheKafka
from services.runtime.topics import create_topics, establish_epoch, load_topics
from tests.builders.assessments import Y2023, Y2025, digital_skills
from tests.integration.alerts.parts import Parts, publish, publish_milestones, read, until
from tests.integration.alerts.world import DESK, World

pytestmark = pytest.mark.apache

NUMBER, ANSWERED = 70, 20
KILLS_OF_A_PHASE = 3
REASON = "A course starts."
# Bodies as the agenda calls them; each has a tenth of the indicators, so that there are mails to interrupt
OWNERS = [body.id for body in load_agenda().bodies if body.active][:10]
ADDRESSES = {body: f"{body}@example.org" for body in OWNERS}
LIVES = "SELECT alert_id, from_state, to_state, reason, actor, episode FROM alerts.flips ORDER BY alert_id, flip_id"
STANDS = (
    "SELECT alert_id, state, settled FROM alerts.alerts JOIN alerts.subjects USING (sort, subject) ORDER BY alert_id"
)
TOLD = """
SELECT alert_id, i.body, occasion, m.state FROM alerts.intents i JOIN alerts.mails m USING (mail_id)
ORDER BY alert_id, i.body, occasion
"""


def judged(verdict: Verdict, episode: str) -> list[Assessment]:
    """Every indicator of the story (made up), with one verdict; without a chart, which would cost time."""
    period = Y2023 if verdict is Verdict.on_track else Y2025
    owner = digital_skills().owners[0]
    return [
        digital_skills(
            key=f"i{n}/BE2", indicator=f"i{n}", verdict=verdict, chart=Chart(),
            owners=(owner.model_copy(update={"body": OWNERS[n % len(OWNERS)]}),),
            episode=Episode(id=f"{episode}{n:063d}", verdict=verdict, since=period, cause=Cause.data),
        )
        for n in range(NUMBER)
    ]  # fmt: skip


BEFORE, DRIFT = judged(Verdict.on_track, "a"), judged(Verdict.off_track, "b")
WELL, MISSED = judged(Verdict.on_track, "c"), judged(Verdict.missed, "d")


class Killer:
    """Kills and restarts parts at random points of a phase."""

    def __init__(self, parts: Parts, chance: random.Random) -> None:
        self._parts, self._chance = parts, chance
        self.killed: Counter[str] = Counter()

    @asynccontextmanager
    async def at_work(self, *names: str) -> AsyncIterator[None]:
        task = asyncio.create_task(self._kill(self._chance.choices(names, k=KILLS_OF_A_PHASE)))
        yield
        await task

    async def _kill(self, names: list[str]) -> None:
        for name in names:
            await asyncio.sleep(self._chance.uniform(0.2, 1.5))
            await asyncio.to_thread(self._parts.end, name, signal.SIGKILL)
            self._parts.start(name)
            self.killed[name] += 1


@pytest.fixture
async def parts(tmp_path: Path, migrated_url: str, apache_kafka: ApacheKafka) -> AsyncIterator[Parts]:
    """All three on a real Kafka, where more is told at once than the mail brake lets through."""
    await create_topics(apache_kafka.bootstrap, load_topics())
    await establish_epoch(apache_kafka.bootstrap, SystemClock())
    (tmp_path / "mail").mkdir()
    lines = [f"  - {{body: {body}, contacts: [{address}], language: nl}}" for body, address in ADDRESSES.items()]
    owners = "\n".join(["owners:", *lines])
    async with catching(MailFolder(tmp_path / "mail", SystemClock()), "127.0.0.1", 0) as port:
        running = Parts(tmp_path, migrated_url, apache_kafka.bootstrap, port, owners, KOERS_MAIL_BATCH_LIMIT="1000")
        for part in ("consumer", "sender", "web"):
            running.start(part)
        await publish_milestones(apache_kafka.bootstrap)
        yield running
        running.end_all()


@pytest.fixture
async def undisturbed(second_migrated_url: str) -> AsyncIterator[World]:
    """The same story, told by nobody to nobody but this test."""
    async with open_database(second_migrated_url) as database:
        bodies = {body: Contact(address, "nl") for body, address in ADDRESSES.items()}
        world = World(database, batch_limit=1000, directory=Directory(DESK, bodies))
        await world.over()
        await world.take(*BEFORE)
        await world.take(*DRIFT)
        await world.deliver()
        for n in range(ANSWERED):
            link = AnswerLink(f"verdict_worsened:i{n}/BE2", OWNERS[n % len(OWNERS)], f"n{n}", "nl")
            assert await world.answer(link, Given(Action.acknowledge, REASON)) == "confirmed"
        await world.take(*WELL)
        await world.take(*MISSED)
        await world.deliver()
        yield world


async def test_two_hundred_transitions_under_kill_9_end_as_if_undisturbed(
    parts: Parts, undisturbed: World, migrated_url: str
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # a failure can be played again
    killer = Killer(parts, random.Random(seed))
    await publish(parts.kafka, *BEFORE)
    await until(lambda: len(caught(parts)) == len(OWNERS), "no overviews have come")
    overviews = {str(mail.message["Message-ID"]) for mail in caught(parts)}
    await parts.idle()
    async with killer.at_work("consumer", "sender"):
        await publish_slowly(parts, DRIFT)
    await parts.idle()
    async with killer.at_work("web", "web", "consumer"):
        await answer(parts)
    await parts.idle()
    async with killer.at_work("consumer", "sender"):
        await publish_slowly(parts, WELL)
    await parts.idle()
    async with killer.at_work("consumer", "sender"):
        await publish_slowly(parts, MISSED)
    await parts.idle()
    async with open_database(migrated_url) as database:
        lives = await rows(database, LIVES)
        assert len(lives) >= 200
        assert lives == await undisturbed.rows(LIVES)
        assert await rows(database, STANDS) == await undisturbed.rows(STANDS)
        assert await rows(database, TOLD) == await undisturbed.rows(TOLD)
        sent = await rows(database, "SELECT mail_id FROM alerts.mails WHERE state = 'sent' AND kind = 'alerts'")
    ids = Counter(str(mail.message["Message-ID"]) for mail in caught(parts) if not is_note(mail))
    assert set(ids) >= overviews
    ids = Counter({name: count for name, count in ids.items() if name not in overviews})
    assert set(ids) == {f"<koers-{mail_id}@example.org>" for (mail_id,) in sent}
    doubled = sum(ids.values()) - len(ids)
    assert doubled <= killer.killed["sender"]
    print(f"{len(lives)} transitions, {sum(ids.values())} mails, {doubled} came twice, killed {dict(killer.killed)}")
    published = [one for one in await read(parts.kafka, "alert.lifecycle.v1", AlertTransition) if one.kind]  # type: ignore[attr-defined]
    assert {(t.alert_id, t.from_state, t.to_state, t.reason) for t in published} == {  # type: ignore[attr-defined]
        (alert_id, before, after, reason) for alert_id, before, after, reason, *_ in lives
    }


def caught(parts: Parts) -> list[CaughtMail]:
    """Everything that has arrived."""
    return caught_mails(parts.folder / "mail")


async def publish_slowly(parts: Parts, assessments: list[Assessment]) -> None:
    """In portions, so that there is something to interrupt."""
    for start in range(0, NUMBER, 10):
        await publish(parts.kafka, *assessments[start : start + 10])
        await asyncio.sleep(0.3)


def is_note(mail: CaughtMail) -> bool:
    """Whether it is about an answer: to be confirmed, or taken."""
    return str(mail.message["Subject"]).startswith(("Bevestig dit antwoord", "Antwoord ontvangen"))


async def answer(parts: Parts) -> None:
    """Answer some alerts by the links in the mails, and confirm each answer by the link that its body gets."""
    links = links_in(caught(parts), r"(http://127\.0\.0\.1:\d+/a/\S+)[\s\S]*?/nl/indicators/i(\d+)/")
    chosen = [link for link, number in links if int(number) < ANSWERED]
    assert len(chosen) == ANSWERED
    async with httpx.AsyncClient(trust_env=False, timeout=5) as browser:
        await post_all(browser, chosen, {"action": "acknowledge", "reason": REASON}, "an answer is not taken")

        def decisions() -> list[tuple[str, ...]]:
            return links_in(caught(parts), r"(http://127\.0\.0\.1:\d+/c/\S+)")

        await until(lambda: len(decisions()) == ANSWERED, "not every answer is asked to be confirmed")
        confirmed = [link for (link,) in decisions()]
        await post_all(browser, confirmed, {"decision": "confirm"}, "a confirmation is not taken")


def links_in(mails: list[CaughtMail], pattern: str) -> list[tuple[str, ...]]:
    """What a pattern with groups finds in the mails as text, each once."""
    bodies = [mail.message.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]
    return sorted({match.groups() for body in bodies for match in re.finditer(pattern, body)})


async def post_all(browser: httpx.AsyncClient, links: list[str], form: dict[str, str], otherwise: str) -> None:
    """Send a form to every link, to each until the page says that it is taken or was before."""

    async def taken(link: str) -> bool:
        try:
            return (await browser.post(link, data=form)).status_code in (200, 202, 409)
        except httpx.TransportError:
            return False

    for link in links:
        await until(lambda link=link: taken(link), otherwise)  # type: ignore[misc]


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.transaction() as connection:
        cursor = await connection.execute(query.encode())
        return await cursor.fetchall()
