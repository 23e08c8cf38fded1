"""The mail catcher: real SMTP, real files, loopback only, and everything it took survives it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from services.runtime.clock import FixedClock
from services.runtime.embedded.catcher import CatcherSettings, MailFolder, catching, caught_mails
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import ConfigError
from services.runtime.settings import load_settings

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def mail(subject: str = "één test") -> EmailMessage:
    """A small mail."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "koers@example.org", "education@example.org"
    message["Message-ID"] = "<koers-1@example.org>"
    message.set_content("Één regel.\n", cte="quoted-printable")
    return message


def suffixes(folder: Path) -> list[str]:
    """What sorts of files are in a folder."""
    return [path.suffix for path in folder.iterdir()]


async def send(port: int, message: EmailMessage, *recipients: str) -> None:
    """Over real SMTP."""
    await aiosmtplib.send(
        message, hostname="127.0.0.1", port=port, sender="bounce@example.org", recipients=list(recipients)
    )


async def test_a_mail_is_kept_as_it_came_with_its_envelope(tmp_path: Path) -> None:
    async with catching(MailFolder(tmp_path, FixedClock(NOW)), "127.0.0.1", 0) as port:
        await send(port, mail(), "education@example.org", "desk@example.org")
    [caught] = caught_mails(tmp_path)
    assert caught.sender == "bounce@example.org"
    assert caught.recipients == ("education@example.org", "desk@example.org")
    assert caught.message["Subject"] == "één test"
    assert caught.message.get_content() == "Één regel.\r\n"
    assert suffixes(tmp_path) == [".eml"]


async def test_the_same_mail_twice_is_there_twice_and_order_is_kept(tmp_path: Path) -> None:
    async with catching(MailFolder(tmp_path, FixedClock(NOW)), "127.0.0.1", 0) as port:
        for subject in ("first", "second", "second"):
            await send(port, mail(subject), "education@example.org")
    assert [caught.message["Subject"] for caught in caught_mails(tmp_path)] == ["first", "second", "second"]


@pytest.mark.parametrize("address", ["0.0.0.0:8425", "mail.example.org:25", "127.0.0.1", "10.0.0.1:25"])
def test_it_listens_on_loopback_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setenv("KOERS_MAIL_DIR", str(tmp_path))
    monkeypatch.setenv("KOERS_SMTP", address)
    with pytest.raises(ConfigError, match="KOERS_SMTP"):
        load_settings(CatcherSettings)


@pytest.fixture
def process(tmp_path: Path) -> Iterator["Process"]:
    """The catcher in a process of its own."""
    catcher = Process(tmp_path / "mail")
    catcher.start()
    yield catcher
    catcher.end(signal.SIGKILL)


class Process:
    """One catcher process, which can be started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.admin = free_ports(2)

    def start(self) -> None:
        own = {
            "KOERS_MAIL_DIR": str(self.folder),
            "KOERS_SMTP": f"127.0.0.1:{self.port}",
            "KOERS_ADMIN_PORT": str(self.admin),
        }
        command = [sys.executable, "-m", "services.runtime.embedded.catcher"]
        self.process = subprocess.Popen(command, env={**os.environ, **own})

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    async def ready(self) -> dict[str, object]:
        """Its status, once it is ready."""
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(200):
                try:
                    status: dict[str, object] = (await client.get(f"http://127.0.0.1:{self.admin}/status")).json()
                    if status["state"] == "ready":
                        return status
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError("the catcher does not get ready")


async def test_the_process_tells_its_address_and_what_it_took_survives_a_kill(process: Process) -> None:
    status = await process.ready()
    assert status["facts"] == {"smtp": f"127.0.0.1:{process.port}"}
    await send(process.port, mail("before"), "education@example.org")
    assert process.end(signal.SIGKILL) == -signal.SIGKILL
    process.start()
    await process.ready()
    await send(process.port, mail("after"), "education@example.org")
    assert process.end(signal.SIGTERM) == 0
    assert [caught.message["Subject"] for caught in caught_mails(process.folder)] == ["before", "after"]
