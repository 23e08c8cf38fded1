"""The three processes as they run: a broker that speaks Kafka, PostgreSQL, real SMTP, and kill -9."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx
import pytest

from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import Answer
from services.runtime.agenda import load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.embedded.catcher import CaughtMail, MailFolder, catching, caught_mails
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.embedded.ports import free_ports
from services.runtime.records import Message
from services.runtime.topics import establish_epoch, load_topics
from tests.builders.assessments import digital_skills
from tests.builders.milestones import milestone
from tests.integration.alerts.story import CULTURE, EDUCATION, OFF_TRACK, ON_TRACK

_PATIENCE_S = 150
_OWNERS = f"""
owners:
  - {{body: education, contacts: [{EDUCATION}], language: nl}}
  - {{body: culture, contacts: [{CULTURE}], language: en}}
"""
# The bodies of the story as the agenda calls them
_KNOWN_AS = {"department-of-education": "education", "cjm": "culture"}


class Parts:
    """The processes of one deployment."""

    def __init__(self, folder: Path, database_url: str, kafka: str, smtp_port: int) -> None:
        self.folder, self.kafka = folder, kafka
        self.web_port, *self._admin = free_ports(4)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ports = dict(zip(("consumer", "sender", "web"), self._admin, strict=True))
        (folder / "owners.yaml").write_text(_OWNERS, encoding="utf-8")
        self._env = {
            "KOERS_STATE_DIR": str(folder),
            "KOERS_POSTGRES": database_url,
            "KOERS_KAFKA": kafka,
            "KOERS_SMTP": f"127.0.0.1:{smtp_port}",
            "KOERS_MAIL_FROM": "koers@example.org",
            "KOERS_MAIL_MODE": "send",
            "KOERS_MAIL_LEASE": "4",
            "KOERS_MAIL_HOURS": "always",
            "KOERS_DESK_ADDRESS": "desk@example.org",
            "KOERS_OWNERS_FILE": str(folder / "owners.yaml"),
            "KOERS_LINK_SECRET": "a secret made up for tests, long enough",
            "KOERS_PUBLIC_URL": f"http://127.0.0.1:{self.web_port}",
            "KOERS_BOARD_URL": "https://koers.example.org",
            "KOERS_ALERTS_PORT": str(self.web_port),
            "KOERS_GROUP_WAIT": "1",
            "KOERS_FIRST_QUIET": "1",
        }

    def start(self, part: str) -> None:
        env = {**os.environ, **self._env, "KOERS_ADMIN_PORT": str(self._ports[part])}
        with (self.folder / f"{part}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.alerts", part]
            self._processes[part] = subprocess.Popen(command, env=env, stdout=log, stderr=log)

    def end(self, part: str, number: signal.Signals) -> int:
        process = self._processes.pop(part)
        process.send_signal(number)
        return process.wait(timeout=30)

    def end_all(self) -> None:
        for part in list(self._processes):
            self.end(part, signal.SIGKILL)

    async def idle(self) -> None:
        """Every running part is ready and has nothing left to do, three times in a row."""
        quiet = 0

        async def look() -> bool:
            nonlocal quiet
            statuses = [await self.status(part) for part in self._processes]
            quiet = quiet + 1 if all(status.get("idle") for status in statuses) else 0
            return quiet >= 3

        await until(look, "the parts do not come to rest")

    async def status(self, part: str) -> Mapping[str, object]:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
                status: dict[str, object] = (await client.get(f"http://127.0.0.1:{self._ports[part]}/status")).json()
                return status
        except httpx.TransportError:
            return {}


async def until(condition: Callable[[], object], otherwise: str) -> None:
    """Look until it holds, for as long as a busy machine may need."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        held = condition()
        if (await held) if asyncio.iscoroutine(held) else held:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(otherwise)


@pytest.fixture
async def parts(
    tmp_path: Path, migrated_url: str, mock_broker_factory: Callable[[Mapping[str, int]], MockBroker]
) -> AsyncIterator[Parts]:
    """All three running on an empty deployment."""
    broker = mock_broker_factory(load_topics().partition_counts())
    await establish_epoch(broker.bootstrap, SystemClock())
    mail_dir = tmp_path / "mail"
    mail_dir.mkdir()
    async with catching(MailFolder(mail_dir, SystemClock()), "127.0.0.1", 0) as port:
        running = Parts(tmp_path, migrated_url, broker.bootstrap, port)
        for part in ("consumer", "sender", "web"):
            running.start(part)
        await publish_milestones(broker.bootstrap)
        yield running
        running.end_all()


async def publish(kafka: str, *assessments: Assessment) -> None:
    """As the indicator service does, with owners that the agenda knows."""
    now = SystemClock().now()
    assessments = tuple(
        a.model_copy(update={"owners": tuple(o.model_copy(update={"body": _KNOWN_AS[o.body]}) for o in a.owners)})
        for a in assessments
    )
    async with KafkaProducer(kafka, "test") as producer:
        await producer.send([Message("policy.assessment.v1", a.key, a, "indicators", now) for a in assessments])


async def publish_milestones(kafka: str) -> None:
    """The whole register, which the first start waits for; all are done (made up), so that none is told of."""
    done = [milestone(id=step.id, status="done", as_of="2025-06-30") for step in load_agenda().milestones]
    async with KafkaProducer(kafka, "test") as producer:
        await producer.send([Message("policy.milestone.v1", m.id, m, "ingest", SystemClock().now()) for m in done])


def mails(parts: Parts, recipient: str) -> list[CaughtMail]:
    """What a mailbox got, in order."""
    return [mail for mail in caught_mails(parts.folder / "mail") if recipient in mail.recipients]


async def read(kafka: str, topic: str, kind: type[Event]) -> list[Event]:
    """Everything on a topic."""
    async with KafkaReader(kafka, "test", [topic], partitions={topic: 6}) as reader:
        await reader.seek({(topic, partition): 0 for partition in range(6)})
        records = [r for _ in range(4) for r in await reader.fetch(timeout=0.5, limit=100)]
    return [kind.read(record.value or b"") for record in records]


async def test_from_an_event_to_the_mail_to_the_answer(parts: Parts) -> None:
    """The model case: on track at the first start, then off track; the owner reads, follows the link, answers."""
    await publish(parts.kafka, ON_TRACK)
    await until(lambda: len(mails(parts, EDUCATION)) == 1, "no overview has come")
    await parts.idle()
    await publish(parts.kafka, OFF_TRACK)
    await until(lambda: len(mails(parts, EDUCATION)) == 2 and len(mails(parts, CULTURE)) == 2, "no alert has come")
    await parts.idle()
    mail = mails(parts, EDUCATION)[1].message
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"].startswith("Uit koers: ")
    assert "61,2" in text
    assert mails(parts, CULTURE)[1].message["Subject"].startswith("At risk: ")
    link = re.search(r"http://127\.0\.0\.1:\d+/a/\S+", text)
    assert link
    async with httpx.AsyncClient(trust_env=False, timeout=20) as browser:
        page = await browser.get(link[0])
        assert (page.status_code, "61,2" in page.text) == (200, True)
        form = {"action": "acknowledge", "reason": "Een cursus start.", "planned_date": "2099-01-31"}
        assert (await browser.post(link[0], data=form)).status_code == 200
        assert (await browser.post(link[0], data=form)).status_code == 409
    await parts.idle()
    [answer] = await read(parts.kafka, "policy.answer.v1", Answer)
    assert isinstance(answer, Answer)
    assert (answer.body, answer.item, answer.reason) == (
        "education", "digital-skills-basic/BE2", "Een cursus start."
    )  # fmt: skip
    for part in ("consumer", "sender", "web"):
        assert parts.end(part, signal.SIGTERM) == 0
    logs = "".join(path.read_text() for path in parts.folder.glob("*.log"))
    assert link[0].rsplit("/", 1)[1] not in logs


async def test_kill_9_of_each_process_while_figures_flow_loses_no_mail_and_doubles_none(parts: Parts) -> None:
    await publish(parts.kafka, ON_TRACK)
    await until(lambda: len(mails(parts, EDUCATION)) == 1, "no overview has come")
    names = [f"i{number}" for number in range(12)]
    for number, name in enumerate(names):
        await publish(parts.kafka, digital_skills(key=f"{name}/BE2", indicator=name))
        if number % 3 == 0:
            part = ("consumer", "sender", "web", "consumer")[number // 3]
            parts.end(part, signal.SIGKILL)
            parts.start(part)
    await parts.idle()
    # Killed between acceptance and mark, a mail may come twice, under the same id, which the receiver collapses.
    distinct = {str(mail.message["Message-ID"]): mail for mail in mails(parts, EDUCATION)[1:]}
    texts = [mail.message.get_body(("plain",)).get_content() for mail in distinct.values()]  # type: ignore[union-attr]
    told = re.findall(r"/nl/indicators/(i\d+)/", "".join(texts))
    assert {name: told.count(name) for name in names} == dict.fromkeys(names, 1)
    assert len(caught_mails(parts.folder / "mail")) <= 2 + 2 * len(distinct) + 1


def test_a_part_that_does_not_exist_stops_with_a_clear_line() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "services.alerts", "postman"], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 2
    assert "consumer|sender|web" in run.stderr


def test_missing_settings_are_all_named_at_once() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KOERS_")}
    run = subprocess.run(
        [sys.executable, "-m", "services.alerts", "sender"], capture_output=True, text=True, timeout=60, check=False,
        env=bare,
    )  # fmt: skip
    assert run.returncode == 2
    for name in ("KOERS_POSTGRES", "KOERS_SMTP", "KOERS_LINK_SECRET", "KOERS_DESK_ADDRESS", "KOERS_MAIL_FROM"):
        assert name in run.stderr
