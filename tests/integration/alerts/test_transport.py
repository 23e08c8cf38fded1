"""One suite for the mail transports, the fake and the real one over real SMTP; and what only the real one can show."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.alerts.fakes import FakeTransport
from services.alerts.transport import MailTransport, RelayAddress, SmtpTransport
from services.runtime.embedded.catcher import catching
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import PermanentError, TransientError


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


@pytest.fixture(params=["fake", "smtp"])
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[MailTransport]:
    """A transport to a relay that refuses dead@ and puts off full@."""
    refused, busy = {"dead@example.org"}, {"full@example.org"}
    if request.param == "fake":
        yield FakeTransport(refused=refused, busy=busy)
        return
    async with relay_on(Relay(refused, busy)) as port:
        yield smtp(port)


async def deliver(transport: MailTransport, recipient: str) -> None:
    """Hand the small mail over."""
    await transport.send(mail(), sender="koers@example.org", recipient=recipient)


async def test_a_mail_that_is_taken_arrives_as_it_was_written() -> None:
    relay = Relay()
    async with relay_on(relay) as port:
        await deliver(smtp(port), "a@example.org")
    [(recipient, content)] = relay.taken
    assert recipient == "a@example.org"
    assert message_from_bytes(content, policy=policy.default).get_content().splitlines() == ["Één regel."]


async def test_a_dead_mailbox_is_final(transport: MailTransport) -> None:
    with pytest.raises(PermanentError, match="550"):
        await deliver(transport, "dead@example.org")


async def test_a_full_mailbox_may_empty_and_is_known_as_its_own_fault(transport: MailTransport) -> None:
    with pytest.raises(TransientError, match="452") as error:
        await deliver(transport, "full@example.org")
    assert error.value.details["code"] == 452


@pytest.mark.parametrize("kind", ["fake", "smtp"])
async def test_a_relay_that_is_away_is_no_fault_of_a_mailbox(kind: str) -> None:
    away = FakeTransport(down=True) if kind == "fake" else smtp(free_ports(1)[0])
    with pytest.raises(TransientError) as error:
        await deliver(away, "a@example.org")
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
