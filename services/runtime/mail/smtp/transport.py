"""Mail over SMTP: hand one message to the relay, and tell apart what will pass and what never will."""

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Literal

import aiosmtplib

from services.runtime.errors import ConfigError, PermanentError, TransientError

TlsMode = Literal["auto", "starttls", "implicit", "off"]
_IMPLICIT_PORT = 465


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """The relay and how to talk to it."""

    host: str
    port: int
    tls: TlsMode = "auto"
    user: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, address: str, tls: TlsMode, user: str | None, password: str | None) -> "RelayAddress":
        """From "host:port". Raises ConfigError where a password would travel in the open."""
        host, _, port = address.rpartition(":")
        relay = cls(host.strip("[]"), int(port), tls, user, password)
        if password and relay.security == "off":
            raise ConfigError(
                "KOERS_SMTP_PASSWORD would be sent unencrypted: set KOERS_SMTP_TLS to starttls or implicit"
            )
        return relay

    @property
    def security(self) -> Literal["starttls", "implicit", "off"]:
        """What `auto` comes to: implicit TLS on port 465, none on loopback, STARTTLS required elsewhere."""
        if self.tls != "auto":
            return self.tls
        if self.port == _IMPLICIT_PORT:
            return "implicit"
        return "off" if _is_loopback(self.host) else "starttls"


class SmtpTransport:
    """MailTransport on aiosmtplib; one connection per mail, which at this volume costs less than keeping one."""

    def __init__(self, relay: RelayAddress, *, timeout: float, tls_context: ssl.SSLContext | None = None) -> None:
        """`timeout` bounds one mail from connecting to acceptance, in s; without `tls_context` the system's is used."""
        self._relay, self._timeout, self._tls_context = relay, timeout, tls_context
        self.certificate_ends: datetime | None = None

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        relay = self._relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=self._timeout,
            use_tls=relay.security == "implicit",
            start_tls=relay.security == "starttls",
            tls_context=self._tls_context,
            username=relay.user,
            password=relay.password,
        )
        taken = False
        try:
            async with asyncio.timeout(self._timeout), client:
                self.certificate_ends = certificate_end(client.get_transport_info("peercert")) or self.certificate_ends
                await client.sendmail(sender, [recipient], message.as_bytes())
                taken = True
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            # A relay that has said yes and then does not say goodbye has the mail: another try would double it.
            if not taken:
                raise _reaction(error) from error


def _reaction(error: Exception) -> PermanentError | TransientError:
    """A 5xx to this recipient or this content is final; everything else may pass."""
    answer = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
    if not isinstance(answer, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        return TransientError(f"the relay did not take the mail: {type(error).__name__}", answer=str(error))
    if answer.code >= 500:
        mailbox = isinstance(answer, aiosmtplib.SMTPRecipientRefused)
        said = f"the relay refuses this mail for good: {answer.code}"
        return PermanentError(said, answer=answer.message, mailbox=mailbox)
    return TransientError(f"the relay puts this recipient off: {answer.code}", answer=answer.message, code=answer.code)


def certificate_end(certificate: dict[str, str] | None) -> datetime | None:
    """When a peer's certificate ends; None on a plain connection."""
    told = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC) if told else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
