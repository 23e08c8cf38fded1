"""Settings of whoever sends mail, and the relay they lead to."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from services.runtime.mail.base import MailMode
from services.runtime.mail.smtp.transport import RelayAddress, SmtpTransport
from services.runtime.settings import Environment

Address = Annotated[str, Field(pattern=r"^[^\s@<>,]+@[^\s@<>,]+$")]


class DeskSettings(Environment):
    """Who answers for this deployment."""

    desk_address: Annotated[
        Address,
        Field(
            description="Mailbox of the data desk: gets what has no owner or contact.", examples=["desk@example.org"]
        ),
    ]


class RelaySettings(DeskSettings):
    """How mail leaves this deployment."""

    mail_mode: Annotated[
        MailMode,
        Field(
            description="hold: mails wait until a person releases them; redirect: all go to the desk; send: to owners."
        ),
    ] = "hold"
    smtp: Annotated[str, Field(description="Mail relay.", examples=["smtp.example.org:587"], pattern=r"^[^\s/]+:\d+$")]
    smtp_user: Annotated[str | None, Field(description="User name at the mail relay, if it asks for one.")] = None
    smtp_password: Annotated[SecretStr | None, Field(description="Password at the mail relay.")] = None
    smtp_tls: Annotated[
        Literal["auto", "starttls", "implicit", "off"],
        Field(
            description="auto: implicit TLS on port 465, none on loopback, STARTTLS required elsewhere; "
            "off: plain, for a catcher on a private network, and then no password is sent."
        ),
    ] = "auto"
    mail_from: Annotated[
        Address,
        Field(
            description="Sender address of all mail; its domain signs the message ids.", examples=["koers@example.org"]
        ),
    ]
    mail_lease: Annotated[
        float,
        Field(description="Seconds one mail belongs to the sender that claimed it; then another may send it.", gt=1),
    ] = 60.0


def relay_of(settings: RelaySettings) -> SmtpTransport:
    """The mail relay. Raises ConfigError where a password would travel in the open."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    address = RelayAddress.of(settings.smtp, settings.smtp_tls, settings.smtp_user, password)
    return SmtpTransport(address, timeout=settings.mail_lease / 2)
