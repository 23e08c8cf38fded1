"""To which mailbox a mail goes: the body's own, or the desk, which is then told why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.alerts.mail.content import DeskReason, Language

DESK = "desk"
CANARY = "canary"
MailMode = Literal["hold", "redirect", "send"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A functional mailbox and the language it reads."""

    address: str
    language: Language = "nl"


@dataclass(frozen=True, slots=True)
class Directory:
    """Whom a deployment can write to: body to contact, the desk, and the null mailbox of the canary."""

    desk: Contact
    bodies: Mapping[str, Contact] = field(default_factory=dict)
    canary: Contact | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where one mail goes; `reason` says why the desk gets it, None where it goes to the body itself."""

    contact: Contact
    reason: DeskReason | None = None


def route(
    body: str, directory: Directory, *, mode: MailMode, muted: frozenset[str], reason: DeskReason | None
) -> Recipient:
    """Never nobody. `reason` is one that is known already, such as an address that refuses mail for good."""
    if body == CANARY and directory.canary:
        return Recipient(directory.canary)
    contact = directory.bodies.get(body)
    if body == DESK or reason:
        return Recipient(directory.desk, reason or DeskReason.desk_matter)
    if contact is None:
        return Recipient(directory.desk, DeskReason.no_contact)
    if mode == "redirect":
        return Recipient(directory.desk, DeskReason.redirected)
    if contact.address.lower() in muted:
        return Recipient(directory.desk, DeskReason.muted)
    return Recipient(contact)
