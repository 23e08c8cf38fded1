"""The three processes as they run: a broker that speaks Kafka, PostgreSQL, real SMTP."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx
import pytest

from schemas.policy import Answer
from services.runtime.clock import SystemClock
from services.runtime.embedded.catcher import MailFolder, catching
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.topics import establish_epoch, load_topics
from tests.integration.alerts.parts import Parts, mails, publish, publish_milestones, read, until
from tests.integration.alerts.story import CULTURE, EDUCATION, OFF_TRACK, ON_TRACK


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
        assert (await browser.post(link[0], data=form)).status_code == 202
        assert (await browser.post(link[0], data=form)).status_code == 409
        await until(lambda: len(mails(parts, EDUCATION)) == 3, "nobody is asked to confirm the answer")
        asked = mails(parts, EDUCATION)[2].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        decision = re.search(r"http://127\.0\.0\.1:\d+/c/\S+", asked)
        assert decision
        assert (await browser.post(decision[0], data={"decision": "confirm"})).status_code == 200
    await until(lambda: len(mails(parts, EDUCATION)) == 4, "no receipt has come")
    assert mails(parts, EDUCATION)[3].message["Subject"].startswith("Antwoord ontvangen: ")
    assert mails(parts, EDUCATION)[3].message["References"] == mail["References"]
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
