"""Settings of the three alert processes."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from services.alerts.domain.hours import Hours
from services.runtime.hosts import HostSettings
from services.runtime.mail.settings import Address, DeskSettings, RelaySettings
from services.runtime.settings import AgendaSettings, DatabaseSettings, PostgresSettings

SECRET_LENGTH = 32
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]


def _long_secrets(given: SecretStr | None) -> SecretStr | None:
    """Raises ValueError for a secret that could be guessed."""
    if given and min(map(len, given.get_secret_value().split()), default=0) < SECRET_LENGTH:
        raise ValueError(f"each secret has at least {SECRET_LENGTH} characters")
    return given


def _are_hours(text: str) -> str:
    Hours.parse(text)
    return text


class OwnersSettings(PostgresSettings, AgendaSettings):
    """Whom the deployment can write to, and when."""

    mail_hours: Annotated[
        str,
        AfterValidator(_are_hours),
        Field(
            description="Hours in which readers are written to, in their own time zone, on working days of Belgium: "
            "08:00-18:00, or always. What comes up outside them waits.",
        ),
    ] = "08:00-18:00"
    owners_file: Annotated[
        Path | None,
        Field(
            description="YAML file with each body's functional mailboxes "
            "(`owners: [{body, contacts, language, digest, escalation}]`); without it all mail goes to the desk.",
            examples=["/etc/koers/owners.yaml"],
        ),
    ] = None


class ConsumerSettings(OwnersSettings, DatabaseSettings):
    """What deciding and grouping need."""

    group_wait: Annotated[
        float,
        Field(description="Seconds to wait after a body's first alert, so that one mail tells all of them.", ge=0),
    ] = 900.0
    mail_batch_limit: Annotated[
        int, Field(description="More notices to owners than this in one batch are all held for a person.", ge=1)
    ] = 30
    first_alerts: Annotated[
        int, Field(description="Drifts that get a mail of their own at the first start, beside the overviews.", ge=0)
    ] = 3
    first_quiet: Annotated[
        float,
        Field(
            description="Seconds without a new assessment, once all there was is judged, until overviews are written.",
            ge=0,
        ),
    ] = 120.0
    edition_summary: Annotated[
        bool,
        Field(description="Whether each body gets one mail with what another edition of the agenda changed for it."),
    ] = False


class LinkSettings(PostgresSettings, DeskSettings):
    """What signing links, and pointing at pages, needs."""

    link_secret: Annotated[
        SecretStr,
        Field(
            description="Secret that signs the links in mails; at least 32 characters. A new one voids all links sent, "
            "but for those of KOERS_LINK_SECRETS_BEFORE.",
            examples=["$(openssl rand -base64 48)"],
            min_length=SECRET_LENGTH,
        ),
    ]
    link_secrets_before: Annotated[
        SecretStr | None,
        Field(
            description="Secrets that KOERS_LINK_SECRET took the place of, newest first, separated by spaces: what "
            "they signed stays good until it expires."
        ),
        AfterValidator(_long_secrets),
    ] = None
    public_url: Annotated[
        Url,
        Field(description="Address at which readers reach the alert pages.", examples=["https://alerts.example.org"]),
    ]
    board_url: Annotated[
        Url, Field(description="Address at which readers reach the board.", examples=["https://koers.example.org"])
    ]
    link_days: Annotated[int, Field(description="Days a link in a mail can be used.", ge=1)] = 120
    bounce_address: Annotated[
        Address | None,
        Field(
            description="Address that mail comes back to, with the mail's signed name added (bounces+...@); without it "
            "mail comes back to the sender's address and nobody learns of it.",
            examples=["bounces@koers.example.org"],
        ),
    ] = None

    @property
    def link_secrets(self) -> tuple[str, ...]:
        """The secret that signs, then those that signed before it."""
        before = self.link_secrets_before.get_secret_value().split() if self.link_secrets_before else []
        return (self.link_secret.get_secret_value(), *before)


class MailSettings(LinkSettings, OwnersSettings, RelaySettings):
    """What writing and sending mail needs, in whichever process."""

    webhook_secret: Annotated[
        SecretStr | None,
        Field(
            description="Secret that signs what is posted to contacts that are web addresses; at least 32 characters.",
            min_length=SECRET_LENGTH,
        ),
    ] = None
    desk_language: Annotated[Literal["nl", "en"], Field(description="Language of mail to the desk.")] = "nl"
    canary_address: Annotated[
        Address | None, Field(description="Null mailbox the hourly canary must reach; without it canaries are ignored.")
    ] = None
    answer_days: Annotated[int, Field(description="Days in which an answer is asked for, told in the mail.", ge=1)] = 30
    bounce_dir: Annotated[
        Path | None,
        Field(
            description="Maildir into which the relay delivers what comes to KOERS_BOUNCE_ADDRESS; the pages take the "
            "same by POST at /bounces.",
            examples=["/var/mail/bounces"],
        ),
    ] = None


# pydantic's mypy plugin numbers what it generates for each base, and stumbles over its own numbers
class SenderSettings(MailSettings, DatabaseSettings):  # type: ignore[misc]
    """What the sender needs."""


class WebSettings(LinkSettings, DatabaseSettings, HostSettings):
    """What the owners' pages need."""

    alerts_host: Annotated[str, Field(description="Address the alert pages listen on.")] = "127.0.0.1"
    alerts_port: Annotated[int, Field(description="Port the alert pages listen on; 0 takes a free one.", ge=0)] = 8401
