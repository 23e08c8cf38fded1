"""One suite for the mail transports, the fake and the real one over real SMTP; and what only the real one can show."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.runtime.admin import serve
from services.runtime.clock import FixedClock
from services.runtime.embedded.catcher import catching
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import PermanentError, TransientError
from services.runtime.mail.base import ByRecipient, MailTransport
from services.runtime.mail.fakes import FakeTransport
from services.runtime.mail.smtp.transport import RelayAddress, SmtpTransport
from services.runtime.mail.webhook.transport import WebhookTransport, sign


@dataclass
class Relay:
    """A mail relay that refuses, puts off or takes mail, as its fields say."""

    refused: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    data_answer: str = "250 taken"
    mail_answer: str = "250 go on"

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail_answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        if address in self.busy:
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return self.data_answer


def mail() -> EmailMessage:
    """A small mail."""
    message = EmailMessage()
    message["Subject"], message["To"] = "test", "a@example.org"
    message["Message-ID"] = "<koers-1@example.org>"
    message.set_content("Één regel.\n")
    return message


@asynccontextmanager
async def relay_on(relay: Relay, port: int = 0) -> AsyncIterator[int]:
    """The relay, listening on loopback."""
    async with catching(relay, "127.0.0.1", port) as taken:  # type: ignore[arg-type]
        yield taken


def smtp(port: int, tls: str = "auto") -> SmtpTransport:
    """The real transport."""
    return SmtpTransport(RelayAddress.of(f"127.0.0.1:{port}", tls, None, None), timeout=5)  # type: ignore[arg-type]


SECRET = "a secret made up for the webhooks of tests"
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


@dataclass
class Receiver:
    """A web server that refuses, puts off or takes messages by the last part of the address."""

    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        status = {"/dead": 410, "/full": 429, "/down": 503, "/moved": 302}.get(request.url.path, 202)
        if status == 202:
            self.taken.append((dict(request.headers), body))
        await Response(status_code=status)(scope, receive, send)


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[int]:
    """The receiver, once it takes connections."""
    async with serve(receiver, "127.0.0.1", 0) as port:
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
                continue
            writer.close()
            break
        yield port


@dataclass
class Way:
    """A transport, how its recipients are written, and how many messages the other side has taken."""

    transport: MailTransport
    taken: Callable[[], int]
    pattern: str = "{}@example.org"

    async def deliver(self, recipient: str) -> None:
        """Hand the small mail over."""
        await self.transport.send(mail(), sender="koers@example.org", recipient=self.pattern.format(recipient))


@pytest.fixture(params=["fake", "smtp", "webhook", "both"])
async def way(request: pytest.FixtureRequest) -> AsyncIterator[Way]:
    """A transport to a receiver that refuses `dead` and puts off `full`."""
    refused, busy = {"dead@example.org"}, {"full@example.org"}
    if request.param == "fake":
        fake = FakeTransport(refused=refused, busy=busy)
        yield Way(fake, lambda: len(fake.sent))
        return
    hooks = WebhookTransport(SECRET, FixedClock(NOW), timeout=5)
    relay, receiver = Relay(refused, busy), Receiver()
    async with relay_on(relay) as port, listening(receiver) as web:
        if request.param == "smtp":
            yield Way(smtp(port), lambda: len(relay.taken))
        else:
            url = f"http://127.0.0.1:{web}/{{}}"
            transport = hooks if request.param == "webhook" else ByRecipient(smtp(port), hooks)
            yield Way(transport, lambda: len(receiver.taken), url)


async def deliver(transport: MailTransport, recipient: str) -> None:
    """Hand the small mail over."""
    await transport.send(mail(), sender="koers@example.org", recipient=recipient)


async def test_what_is_taken_is_no_fault(way: Way) -> None:
    await way.deliver("open")
    assert way.taken() == 1


async def test_a_dead_recipient_is_final(way: Way) -> None:
    with pytest.raises(PermanentError, match="for good"):
        await way.deliver("dead")


async def test_one_that_is_full_may_empty_and_is_known_as_its_own_fault(way: Way) -> None:
    with pytest.raises(TransientError) as error:
        await way.deliver("full")
    assert error.value.details["code"] in (429, 452)


async def test_a_mail_that_is_taken_arrives_as_it_was_written() -> None:
    relay = Relay()
    async with relay_on(relay) as port:
        await deliver(smtp(port), "a@example.org")
    [(recipient, content)] = relay.taken
    assert recipient == "a@example.org"
    assert message_from_bytes(content, policy=policy.default).get_content().splitlines() == ["Één regel."]


@pytest.mark.parametrize("kind", ["fake", "smtp", "webhook"])
async def test_a_receiver_that_is_away_is_no_fault_of_a_recipient(kind: str) -> None:
    port = free_ports(1)[0]
    hooks = WebhookTransport(SECRET, FixedClock(NOW), timeout=5)
    away: MailTransport = {"fake": FakeTransport(down=True), "smtp": smtp(port), "webhook": hooks}[kind]
    with pytest.raises(TransientError) as error:
        await deliver(away, f"http://127.0.0.1:{port}/" if kind == "webhook" else "a@example.org")
    assert "code" not in error.value.details


async def test_what_arrives_is_what_was_sent() -> None:
    relay = Relay()
    async with relay_on(relay) as port:
        await deliver(smtp(port), "a@example.org")
    [(recipient, content)] = relay.taken
    assert recipient == "a@example.org"
    assert "Één regel.".encode() in content


async def test_a_content_that_is_refused_is_final_and_one_put_off_is_not() -> None:
    async with relay_on(Relay(data_answer="554 looks like spam")) as port:
        with pytest.raises(PermanentError, match="554"):
            await deliver(smtp(port), "a@example.org")
    async with relay_on(Relay(data_answer="451 later")) as port:
        with pytest.raises(TransientError, match="451"):
            await deliver(smtp(port), "a@example.org")


async def test_our_own_address_being_refused_costs_no_mail() -> None:
    async with relay_on(Relay(mail_answer="553 sender unknown")) as port:
        with pytest.raises(TransientError):
            await deliver(smtp(port), "a@example.org")


async def test_a_relay_without_starttls_gets_nothing_where_it_is_required() -> None:
    relay = Relay()
    async with relay_on(relay) as port:
        with pytest.raises(TransientError):
            await deliver(smtp(port, "starttls"), "a@example.org")
        with pytest.raises(TransientError):
            await deliver(smtp(port, "implicit"), "a@example.org")
    assert relay.taken == []


async def test_a_webhook_gets_the_words_signed_so_that_it_can_tell_them_from_others() -> None:
    receiver = Receiver()
    async with listening(receiver) as port:
        await WebhookTransport(SECRET, FixedClock(NOW), timeout=5).send(
            mail(), sender="koers@example.org", recipient=f"http://127.0.0.1:{port}/"
        )
    [(headers, body)] = receiver.taken
    identity, moment = headers["webhook-id"], headers["webhook-timestamp"]
    assert (identity, moment) == ("koers-1@example.org", str(int(NOW.timestamp())))
    assert headers["webhook-signature"] == f"v1,{sign(SECRET.encode(), identity, moment, body)}"
    for changed in (body + b" ", body.replace(b"test", b"tesT")):
        assert headers["webhook-signature"] != f"v1,{sign(SECRET.encode(), identity, moment, changed)}"
    event = json.loads(body)
    assert event["type"] == "koers.message.v1"
    assert (event["data"]["id"], event["data"]["subject"]) == (identity, "test")
    assert "Één regel." in event["data"]["text"]


@pytest.mark.parametrize(("path", "reaction"), [("down", TransientError), ("moved", PermanentError)])
async def test_a_webhook_that_fails_is_tried_again_and_one_that_moved_is_not_followed(
    path: str, reaction: type[Exception]
) -> None:
    async with listening(Receiver()) as port:
        with pytest.raises(reaction):
            await deliver(WebhookTransport(SECRET, FixedClock(NOW), timeout=5), f"http://127.0.0.1:{port}/{path}")


class Faulty(SMTP):
    """A server that answers one verb as it is told, or hangs up on it."""

    verb, answer = "", ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if (self.verb, self.answer) == ("connect", "hang up"):
            transport.close()
            return
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        greeting = str(status).startswith("220") and self.verb == "connect"
        await super().push(self.answer if greeting else status)

    async def _instead(self, verb: str) -> bool:
        if verb != self.verb:
            return False
        if self.answer == "hang up":
            assert self.transport
            self.transport.close()
        else:
            await self.push(self.answer)
        return True

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("EHLO"):
            await super().smtp_HELO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._instead("QUIT"):
            await super().smtp_QUIT(arg)


@asynccontextmanager
async def faulty(verb: str, answer: str, relay: Relay) -> AsyncIterator[int]:
    """A real server with one fault, on loopback."""
    loop = asyncio.get_running_loop()
    kind = type("OneFault", (Faulty,), {"verb": verb, "answer": answer})
    server = await loop.create_server(lambda: kind(relay, hostname="faulty", loop=loop), "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


@pytest.mark.parametrize(
    ("verb", "answer", "reaction", "of_recipient"),
    [
        ("connect", "hang up", TransientError, False),
        ("connect", "421 busy", TransientError, False),
        ("connect", "554 not you", TransientError, False),
        ("EHLO", "hang up", TransientError, False),
        ("EHLO", "550 not you", TransientError, False),
        ("MAIL", "hang up", TransientError, False),
        ("MAIL", "451 later", TransientError, False),
        ("MAIL", "553 sender unknown", TransientError, False),
        ("RCPT", "hang up", TransientError, False),
        ("RCPT", "450 greylisted", TransientError, True),
        ("RCPT", "550 no such mailbox", PermanentError, True),
        ("DATA", "hang up", TransientError, False),
        ("DATA", "451 later", TransientError, True),
        ("DATA", "554 no", PermanentError, True),
    ],
)
async def test_a_fault_at_any_verb_loses_nothing_and_is_told_apart(
    verb: str, answer: str, reaction: type[Exception], of_recipient: bool
) -> None:
    relay = Relay()
    async with faulty(verb, answer, relay) as port:
        with pytest.raises(reaction) as error:
            await deliver(smtp(port), "a@example.org")
    assert relay.taken == []
    if reaction is TransientError:
        assert ("code" in error.value.details) is of_recipient  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", ["hang up", "451 later", "554 no"])
async def test_after_the_relay_has_said_yes_nothing_undoes_it(answer: str) -> None:
    relay = Relay()
    async with faulty("QUIT", answer, relay) as port:
        await deliver(smtp(port), "a@example.org")
    assert len(relay.taken) == 1


async def test_a_relay_that_hangs_after_its_yes_has_the_mail() -> None:
    class Hangs(Faulty):
        async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
            await asyncio.sleep(30)

    relay, loop = Relay(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Hangs(relay, hostname="hangs", loop=loop), "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    try:
        slow = SmtpTransport(RelayAddress.of(f"127.0.0.1:{port}", "auto", None, None), timeout=0.5)
        await deliver(slow, "a@example.org")
    finally:
        server.close()
    assert len(relay.taken) == 1


async def test_a_relay_that_hangs_up_instead_of_saying_yes_gets_the_mail_again() -> None:
    class Silent(Relay):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            await super().handle_DATA(server, session, envelope)
            assert server.transport
            server.transport.close()
            return "250 nobody hears this"

    async with relay_on(Silent()) as port:
        with pytest.raises(TransientError) as error:
            await deliver(smtp(port), "a@example.org")
    assert "code" not in error.value.details
