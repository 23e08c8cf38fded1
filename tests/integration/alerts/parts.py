"""The three processes of one deployment, and what a test puts in and reads out."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from schemas.assessment import Assessment
from schemas.base import Event
from services.runtime.agenda import load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.embedded.catcher import CaughtMail, caught_mails
from services.runtime.embedded.ports import free_ports
from services.runtime.records import Message, Record
from tests.builders.milestones import milestone
from tests.integration.alerts.story import CULTURE, EDUCATION

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

    def __init__(
        self, folder: Path, database_url: str, kafka: str, smtp_port: int, owners: str = _OWNERS, **settings: str
    ) -> None:  # fmt: skip
        self.folder, self.kafka = folder, kafka
        self.web_port, *self._admin = free_ports(4)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ports = dict(zip(("consumer", "sender", "web"), self._admin, strict=True))
        (folder / "owners.yaml").write_text(owners, encoding="utf-8")
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
            **settings,
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


async def publish(kafka: str, *assessments: Assessment) -> None:
    """As the indicator service does, with owners that the agenda knows."""
    now = SystemClock().now()
    assessments = tuple(
        a.model_copy(
            update={"owners": tuple(o.model_copy(update={"body": _KNOWN_AS.get(o.body, o.body)}) for o in a.owners)}
        )
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
        ends, records = sum((await reader.ends()).values()), list[Record]()
        async with asyncio.timeout(30):
            while len(records) < ends:
                records += await reader.fetch(timeout=0.5, limit=500)
    return [kind.read(record.value or b"") for record in records]
