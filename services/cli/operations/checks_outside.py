"""The doctor's looks at what lies outside: the mail relay and the publishers' services."""

import email.utils
import ssl
from collections.abc import Sequence
from datetime import timedelta

import aiosmtplib
import httpx

from services.alerts.settings import SenderSettings
from services.cli.operations.findings import Finding, fault, ok, warning
from services.ingest.connectors import connectors
from services.ingest.fetch import client_of
from services.ingest.settings import IngestSettings
from services.runtime.clock import Clock
from services.runtime.mail.smtp.transport import RelayAddress, certificate_end

_SKEW = timedelta(seconds=60)
_CERTIFICATE = timedelta(days=14)


async def relay(settings: SenderSettings, clock: Clock) -> Sequence[Finding]:
    """Connect, encrypt, log in; send nothing."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    address = RelayAddress.of(settings.smtp, settings.smtp_tls, settings.smtp_user, password)
    client = aiosmtplib.SMTP(
        hostname=address.host,
        port=address.port,
        timeout=20,
        use_tls=address.security == "implicit",
        start_tls=address.security == "starttls",
        username=address.user,
        password=address.password,
    )
    try:
        async with client:
            ends = certificate_end(client.get_transport_info("peercert"))
    except aiosmtplib.SMTPAuthenticationError as error:
        fix = "correct KOERS_SMTP_USER and KOERS_SMTP_PASSWORD"
        return [fault("mail relay", f"refuses the login: {error.code}", fix)]
    except ssl.SSLError as error:
        fix = "KOERS_SMTP_TLS, or put its authority into the bundle SSL_CERT_FILE names"
        return [fault("mail relay", f"no encryption: {error}", fix)]
    except (aiosmtplib.SMTPException, OSError) as error:
        return [fault("mail relay", f"{settings.smtp}: {error}", "is KOERS_SMTP right, and is the relay up?")]
    findings = [ok("mail relay", f"{settings.smtp} takes us ({address.security}), mail mode is {settings.mail_mode}")]
    if settings.canary_address is None:
        findings.append(
            warning("canary", "KOERS_CANARY_ADDRESS is not set", "name a null mailbox: nobody watches mail")
        )
    if ends and ends - clock.now() < _CERTIFICATE:
        findings.append(warning("certificate", f"the relay's ends on {ends:%Y-%m-%d}", "tell whoever runs the relay"))
    return findings


async def sources(settings: IngestSettings, clock: Clock) -> Sequence[Finding]:
    """One request to the home of each source."""
    findings: list[Finding] = []
    for name, connector in sorted(connectors().items()):
        if connector.home:
            base = settings.base_url(name, connector.home)
            async with client_of(base, {"User-Agent": settings.agent}) as client:
                findings.append(await _source(client, name, base, clock))
    return findings


async def _source(client: httpx.AsyncClient, name: str, base: str, clock: Clock) -> Finding:
    check = f"source {name}"
    try:
        async with client.stream("GET", base, timeout=15) as answer:
            told = answer.headers.get("date", "")
    except httpx.HTTPError as error:
        fix = "proxy (HTTPS_PROXY), CA bundle (SSL_CERT_FILE) or firewall; figures stay as they are meanwhile"
        return warning(check, f"{httpx.URL(base).host} cannot be reached: {error!r}", fix)
    if answer.status_code >= 500:
        return warning(check, f"{httpx.URL(base).host} answers {answer.status_code}", "wait; polling goes on")
    try:
        skew = clock.now() - email.utils.parsedate_to_datetime(told)
    except (TypeError, ValueError):
        skew = timedelta()
    if abs(skew) > _SKEW:
        return fault(
            check, f"our clock is {skew.total_seconds():+.0f} s off its clock", "let this machine keep time by NTP"
        )
    return ok(check, f"{httpx.URL(base).host} answers")
