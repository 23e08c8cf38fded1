"""STARTTLS, implicit TLS and a login on a real server, with a certificate authority of the test's own."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from services.runtime.errors import TransientError
from services.runtime.mail.smtp.transport import RelayAddress, SmtpTransport
from tests.integration.runtime.mail.test_transport import Relay, deliver

PASSWORD = "a password made up for tests"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def login(server: SMTP, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    """Lets one user in."""
    good = isinstance(data, LoginPassword) and data == LoginPassword(b"koers", PASSWORD.encode())
    return AuthResult(success=good, handled=False)


@asynccontextmanager
async def server(authority: trustme.CA, relay: Relay, tls: str, *, asks_login: bool = False) -> AsyncIterator[int]:
    """A server that takes mail on encrypted connections only."""
    context, loop = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), asyncio.get_running_loop()
    authority.issue_cert("localhost").configure_cert(context)
    upgrades = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {}
    asks = {"authenticator": login, "auth_required": True, "auth_require_tls": tls == "starttls"} if asks_login else {}

    def protocol() -> SMTP:
        return SMTP(relay, hostname="relay", loop=loop, **upgrades, **asks)  # type: ignore[arg-type]

    listening = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if tls == "implicit" else None)
    try:
        yield int(listening.sockets[0].getsockname()[1])
    finally:
        listening.close()


def client(port: int, tls: str, authority: trustme.CA | None, password: str | None = None) -> SmtpTransport:
    """The transport, which trusts this authority; None trusts nobody we know."""
    context = ssl.create_default_context()
    if authority:
        authority.configure_trust(context)
    address = RelayAddress.of(f"localhost:{port}", tls, "koers" if password else None, password)  # type: ignore[arg-type]
    return SmtpTransport(address, timeout=5, tls_context=context)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_mail_arrives_encrypted_and_the_end_of_the_certificate_is_known(
    authority: trustme.CA, tls: str
) -> None:
    relay = Relay()
    async with server(authority, relay, tls) as port:
        transport = client(port, tls, authority)
        await deliver(transport, "a@example.org")
    assert len(relay.taken) == 1
    assert transport.certificate_ends is not None


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_relay_nobody_vouches_for_gets_nothing(authority: trustme.CA, tls: str) -> None:
    relay = Relay()
    async with server(authority, relay, tls) as port:
        with pytest.raises(TransientError):
            await deliver(client(port, tls, None), "a@example.org")
    assert relay.taken == []


@pytest.mark.parametrize(("password", "taken"), [(PASSWORD, 1), ("a wrong one", 0)])
async def test_a_wrong_password_costs_no_mail(authority: trustme.CA, password: str, taken: int) -> None:
    relay = Relay()
    async with server(authority, relay, "starttls", asks_login=True) as port:
        transport = client(port, "starttls", authority, password)
        if taken:
            await deliver(transport, "a@example.org")
        else:
            with pytest.raises(TransientError):
                await deliver(transport, "a@example.org")
    assert len(relay.taken) == taken
