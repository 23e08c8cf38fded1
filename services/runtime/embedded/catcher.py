"""The mail catcher: takes every mail over real SMTP, on loopback only, and keeps it as a file to be read.

Run as `python -m services.runtime.embedded.catcher` it is a process of its own.
"""

import asyncio
import email
import email.policy
import hashlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import Field

from services.runtime.admin import admin_app, serve
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.metrics import Metrics
from services.runtime.process import part, run_service
from services.runtime.settings import ProcessSettings

log = structlog.get_logger()

_SENDER, _RECIPIENTS = "X-Koers-Envelope-From", "X-Koers-Envelope-To"
_TURN = 0.5


class CatcherSettings(ProcessSettings):
    """What the catcher needs to know."""

    mail_dir: Annotated[Path, Field(description="Folder of the caught mails.", examples=["/var/lib/koers/mail"])]
    smtp: Annotated[
        str,
        Field(
            description="Address the catcher listens on; loopback only, port 0 takes a free one.",
            examples=["127.0.0.1:8425"],
            pattern=r"^(127\.0\.0\.1|localhost|\[::1\]):\d+$",
        ),
    ]
    catcher_open: Annotated[
        bool,
        Field(description="Listen on every address with that port; only on a private network, as between containers."),
    ] = False


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail as it arrived, with the addresses of its envelope. A mail that came twice is there twice."""

    path: Path
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


def caught_mails(folder: Path) -> list[CaughtMail]:
    """All mails in the folder, in the order in which they came."""
    return [read_mail(path) for path in sorted(folder.glob("*.eml"))]


def read_mail(path: Path) -> CaughtMail:
    """One mail of the folder."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    recipients = tuple(address.strip() for address in str(message[_RECIPIENTS]).split(",") if address.strip())
    return CaughtMail(path, str(message[_SENDER]), recipients, message)


class MailFolder:
    """Keeps mails as files; one is there whole or not at all, and before its sender is told that it was taken."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.count = 0
        self._folder, self._clock = folder, clock

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"{_SENDER}: {envelope.mail_from}\r\n{_RECIPIENTS}: {recipients}\r\n".encode()
        await asyncio.to_thread(self._keep, head + content)
        self.count += 1
        return "250 kept"

    def _keep(self, content: bytes) -> None:
        moment = self._clock.now().strftime("%Y%m%dT%H%M%S%f")
        name = f"{moment}-{self.count:05d}-{hashlib.sha256(content).hexdigest()[:12]}.eml"
        partial = self._folder / f".{name}.part"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self._folder / name)


@asynccontextmanager
async def catching(mail: MailFolder, host: str, port: int) -> AsyncIterator[int]:
    """Take mail for the length of a block; yields the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mail, hostname="koers-catcher", loop=loop), host, port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


async def run(settings: CatcherSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Catch until `stop` is set."""
    health, metrics = Health("mail-catcher"), Metrics()
    host, _, port = settings.smtp.rpartition(":")
    host = "0.0.0.0" if settings.catcher_open else host.strip("[]")  # noqa: S104 - said by the setting
    settings.mail_dir.mkdir(parents=True, exist_ok=True)
    mail = MailFolder(settings.mail_dir, clock)
    loop = health.loop("catcher")
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        catching(mail, host, int(port)) as taken,
    ):
        health.facts["smtp"] = f"{host}:{taken}"
        health.started = True
        log.info("catching", smtp=health.facts["smtp"], folder=str(settings.mail_dir))
        while not stop.is_set():
            loop.beat(pending=0, done=mail.count - loop.done)
            try:
                await asyncio.wait_for(stop.wait(), _TURN)
            except TimeoutError:
                continue


if __name__ == "__main__":
    sys.exit(run_service(part("mail-catcher", CatcherSettings, run)))
