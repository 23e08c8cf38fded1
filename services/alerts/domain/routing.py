"""To which mailbox a mail goes: the body's own, or the part of it that deals with this; else the desk, told why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from schemas.alerts import AlertKind
from services.alerts.domain.matters import Matter, Severity
from services.alerts.mail.content import DeskReason, Language
from services.runtime.mail.base import MailMode

DESK = "desk"
CANARY = "canary"
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
    to, `zone` the time zone whose office hours it keeps, `routes` the parts of it that deal with some matters.
    """

    address: str
    language: Language = "nl"
    others: tuple[str, ...] = ()
    digest: Digest = "each"
    escalation: tuple[Step, ...] = ()
    zone: str = "Europe/Brussels"
    routes: tuple["Route", ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What a route is for; what is not given is not asked for. `severity` is the least."""

    areas: frozenset[str] = frozenset()
    recommendations: frozenset[int] = frozenset()
    kinds: frozenset[AlertKind] = frozenset()
    severity: Severity = Severity.notice

    def holds(self, matter: Matter) -> bool:
        """Whether a matter agrees with all that is given."""
        return (
            (not self.areas or bool(self.areas & matter.areas))
            and (not self.recommendations or bool(self.recommendations & matter.recommendations))
            and (not self.kinds or matter.kind in self.kinds)
            and matter.severity >= self.severity
        )


@dataclass(frozen=True, slots=True)
class Route:
    """A part of a body. What it does not say itself its `contact` has taken over from the one above, routes apart."""

    name: str
    condition: Condition
    contact: Contact


def route_for(contact: Contact, matter: Matter) -> Route | None:
    """The deepest route on the way down from the first that holds; None where the body itself deals with it."""
    for route in contact.routes:
        if route.condition.holds(matter):
            return route_for(route.contact, matter) or route
    return None


def part_of(contact: Contact, name: str | None) -> Contact:
    """The part of this name, wherever it stands; the contact itself without one, or when it is there no more."""
    return _named(contact, name) or contact if name else contact


def _named(contact: Contact, name: str) -> Contact | None:
    for route in contact.routes:
        if found := route.contact if route.name == name else _named(route.contact, name):
            return found
    return None


def addresses_of(contact: Contact) -> tuple[str, ...]:
    """Every address a body can be written to at, those of its parts and steps of escalation with it."""
    own = (contact.address, *contact.others, *(step.address for step in contact.escalation))
    return own + tuple(address for route in contact.routes for address in addresses_of(route.contact))


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
    part: str | None = None, step: int | None = None, refusing: frozenset[str] = frozenset(),
) -> Recipient:  # fmt: skip
    """Never nobody. `reason` is one that is known already, such as an address that refuses mail for good.

    `part` names a route of the body and `step` a step of its escalation; one that is there no more is the body itself.
    `muted` are the mailboxes that want no mail, `refusing` those that do not take any at present.
    """
    if body == CANARY and directory.canary:
        return Recipient(directory.canary)
    contact = directory.bodies.get(body)
    if body == DESK or reason:
        return Recipient(directory.desk, reason or DeskReason.desk_matter)
    if contact is None:
        return Recipient(directory.desk, DeskReason.no_contact)
    if mode == "redirect":
        return Recipient(directory.desk, DeskReason.redirected)
    contact = part_of(contact, part)
    if step is not None and step < len(contact.escalation):
        contact = replace(contact, address=contact.escalation[step].address, others=())
    wanting = [address for address in (contact.address, *contact.others) if address.lower() not in muted]
    open_to = [address for address in wanting if address.lower() not in refusing]
    if not open_to:
        return Recipient(directory.desk, DeskReason.undeliverable if wanting else DeskReason.muted)
    return Recipient(replace(contact, address=open_to[0], others=tuple(open_to[1:])))
