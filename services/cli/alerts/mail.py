"""`koers mail`: see a mail before it goes, try the relay, and let go or take back what waits for a person."""

import asyncio
import base64
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from services.alerts.bootstrap import composer_of, transport_of
from services.alerts.mail.render import render
from services.alerts.previewing import Previewer, dead_links
from services.alerts.release import drop, held, release
from services.alerts.settings import MailSettings
from services.alerts.store.mails import HeldMail
from services.cli.attached import State, attach, database_of
from services.runtime.clock import BRUSSELS, SystemClock
from services.runtime.errors import ConfigError, PermanentError, TransientError
from services.runtime.logs import configure_logging
from services.runtime.mail.message import Envelope, RenderedMail, assemble
from services.runtime.mail.settings import Address
from services.runtime.settings import PostgresSettings

mail_app = typer.Typer(help="The mail: see it before it goes, try the relay, release it.", no_args_is_help=True)
_CID = re.compile(r"cid:([A-Za-z0-9._@-]+)", re.ASCII)
_ADDRESS = TypeAdapter[str](Address)


@mail_app.command()
def preview(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of a mail or an alert, or a fingerprint.")],
    lang: Annotated[Literal["nl", "en"], typer.Option("--lang", help="Language of the mail.")] = "nl",
    body: Annotated[str | None, typer.Option("--body", help="For an alert: as this body is told of it.")] = None,
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write to.")] = Path(),
    state: State = None,
) -> None:
    """Write a mail as it would go out now to an .eml and an .html file. Nothing is sent; its links open nothing."""
    configure_logging("koers-mail", form="console", level="ERROR")
    settings, clock = attach(state, MailSettings), SystemClock()

    async def job() -> None:
        async with database_of(settings) as database:
            composer = composer_of(settings, clock, dead_links(settings.public_url, clock))
            previewer = Previewer(
                database, clock, composer, render, sender=settings.mail_from, desk=settings.desk_address
            )  # fmt: skip
            found = await previewer.of(name, lang, body=body)
        stem = f"{re.sub(r'[^A-Za-z0-9-]+', '-', name)[:80].strip('-')}.{lang}"
        for suffix, data in (("eml", found.message.as_bytes()), ("html", standalone(found.rendered).encode())):
            print(_write(out / f"{stem}.{suffix}", data))

    asyncio.run(job())


@mail_app.command(name="test")
def try_relay(
    to: Annotated[str | None, typer.Option("--to", help="Mailbox to write to; without it the desk's.")] = None,
    state: State = None,
) -> None:
    """Send one harmless mail through the relay now, and say how it went. It passes no brake and touches no database."""
    configure_logging("koers-mail", form="console", level="ERROR")
    settings = attach(state, MailSettings)
    recipient = _checked(to or settings.desk_address)
    words = "This is a test of the mail relay of Koers. Nothing is asked of you.\n"
    envelope = Envelope(
        mail_id=f"test-{time.time_ns()}", sender=settings.mail_from, recipient=recipient,
        reply_to=settings.desk_address, date=SystemClock().now(), language="en",
    )  # fmt: skip
    rendered = RenderedMail(subject="Koers: test of the mail relay", text=words, html=f"<p>{words}</p>")
    message, begin = assemble(rendered, envelope), time.monotonic()
    try:
        transport = transport_of(settings, SystemClock())
        asyncio.run(transport.send(message, sender=settings.mail_from, recipient=recipient))
    except (PermanentError, TransientError) as error:
        said = " ".join(str(value) for value in error.details.values())
        why = f"{error.message} {said}{_hint(error)}"
        raise type(error)(f"{settings.smtp} did not take a mail to {recipient}: {why}") from error
    print(f"{settings.smtp} took a mail to {recipient} in {time.monotonic() - begin:.2f} s as {message['Message-ID']}")


@mail_app.command(name="release")
def let_go(
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of held mails.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every mail that is held.")] = False,
    take_back: Annotated[bool, typer.Option("--drop", help="Take them back for good instead; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="With --drop: why; goes on record.")] = None,
    role: Annotated[str, typer.Option("--role", help="In which role you act; goes on record.")] = "operations",
    state: State = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the mails that wait for a person; with ids or --all let them go, whatever the mail mode."""
    configure_logging("koers-mail", form="console", level="ERROR")
    if take_back and not reason:
        raise ConfigError("--drop needs --reason: what was not told must have a reason on record")

    async def job() -> None:
        async with database_of(attach(state, PostgresSettings)) as database:
            waiting = await held(database)
            chosen = _chosen(waiting, names or [], every=every)
            if chosen is None:
                _show(waiting, as_json=as_json)
                return
            if take_back:
                done = await drop(database, chosen, reason=f"{role}: {reason}")
            else:
                done = await release(database, SystemClock(), chosen, actor=role)
            what = "dropped" if take_back else "released"
            print(json.dumps({what: done}) if as_json else f"{what}: {len(done)} of {len(waiting)} held mails")

    asyncio.run(job())


def standalone(rendered: RenderedMail) -> str:
    """The HTML part with its pictures inside, for a browser."""
    images = {image.cid: base64.b64encode(image.png).decode() for image in rendered.images}
    return _CID.sub(lambda m: f"data:image/png;base64,{images[m[1]]}" if m[1] in images else m[0], rendered.html)


def _chosen(waiting: Sequence[HeldMail], names: list[str], *, every: bool) -> list[str] | None:
    if every and names:
        raise ConfigError("give ids or --all, not both")
    if every:
        return [mail.mail_id for mail in waiting]
    chosen = []
    for name in names:
        found = [mail.mail_id for mail in waiting if mail.mail_id.startswith(name)]
        if len(found) != 1:
            why = "may be any of several; give more letters" if found else "is held under no such id"
            raise ConfigError(f"{name}: {why}; `koers mail release` lists what is held")
        chosen += found
    return chosen if names else None


def _show(waiting: Sequence[HeldMail], *, as_json: bool) -> None:
    if as_json:
        facts = [
            {
                "id": mail.mail_id, "kind": mail.kind, "body": mail.body, "held_for": mail.hold_reason,
                "since": mail.created_at.isoformat(), "alerts": mail.alerts,
            }
            for mail in waiting
        ]  # fmt: skip
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    if not waiting:
        print("no mail waits for a person")
        return
    table = Table("id", "to", "held for", "since", "tells")
    for mail in waiting:
        since = f"{mail.created_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"
        table.add_row(mail.mail_id[:12], mail.body, mail.hold_reason, since, "\n".join(mail.alerts) or mail.kind)
    Console().print(table)
    print("`koers mail preview ID` shows one, `koers mail release ID` or --all lets go, --drop --reason takes back")


def _checked(address: str) -> str:
    try:
        return _ADDRESS.validate_python(address)
    except ValidationError as error:
        raise ConfigError(f"--to {address!r} is no mail address") from error


def _hint(error: PermanentError | TransientError) -> str:
    if isinstance(error, PermanentError):
        return "; check the address, and whether KOERS_MAIL_FROM may send here"
    return "; check KOERS_SMTP, KOERS_SMTP_TLS, KOERS_SMTP_USER and whether the relay is reached from here"


def _write(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    return path
