"""To which mailbox a mail goes: the body's own, or the desk, which is then told why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from services.alerts.mail.content import DeskReason, Language

DESK = "desk"
CANARY = "canary"
MailMode = Literal["hold", "redirect", "send"]
Digest = Literal["each", "weekly", "monthly", "quarterly"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an escalation: who is written to when no answer has come within so many days."""

    after_days: int
    address: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A functional mailbox and the language it reads.

    `others` stand in, in this order, where it wants no mail. `digest` is how often the body wants to be written
    to, `zone` the time zone whose office hours it keeps.
    """

    address: str
    language: Language = "nl"
    others: tuple[str, ...] = ()
    digest: Digest = "each"
    escalation: tuple[Step, ...] = ()
    zone: str = "Europe/Brussels"


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
    body: str, directory: Directory, *, mode: MailMode, muted: frozenset[str], reason: DeskReason | None,
    step: int | None = None,
) -> Recipient:  # fmt: skip
    """Never nobody. `reason` is one that is known already, such as an address that refuses mail for good.

    `step` is the one of the body's escalation that is to be written to; one that is there no more is the body itself.
    """
    if body == CANARY and directory.canary:
        return Recipient(directory.canary)
    contact = directory.bodies.get(body)
    if body == DESK or reason:
        return Recipient(directory.desk, reason or DeskReason.desk_matter)
    if contact is None:
        return Recipient(directory.desk, DeskReason.no_contact)
    if step is not None and step < len(contact.escalation):
        contact = replace(contact, address=contact.escalation[step].address, others=())
    if mode == "redirect":
        return Recipient(directory.desk, DeskReason.redirected)
    open_to = [address for address in (contact.address, *contact.others) if address.lower() not in muted]
    if not open_to:
        return Recipient(directory.desk, DeskReason.muted)
    return Recipient(replace(contact, address=open_to[0], others=tuple(open_to[1:])))
