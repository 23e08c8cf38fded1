"""The deployment's address book: bodies, their functional mailboxes and how they want to be written to."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from schemas.agenda import Body
from schemas.base import Model
from services.alerts.domain.routing import Contact, Digest, Step
from services.alerts.mail.content import Language
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.reading import read_document
from services.runtime.agenda.validation import Entry, validate

Address = Annotated[str, Field(pattern=r"^[^\s@<>,]+@[^\s@<>,]+$")]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("expected the name of a time zone, such as Europe/Brussels")
    return name


class EscalationStep(Model):
    """Whom to write to when no answer has come within so many days."""

    after_days: Annotated[int, Field(ge=1, le=365)]
    contact: Address


class OwnerContact(Model):
    """One body: functional mailboxes, never a person's; the first is written to, the next where that wants no mail."""

    body: str
    contacts: Annotated[tuple[Address, ...], Field(min_length=1)]
    language: Language
    digest: Digest = "each"
    escalation: tuple[EscalationStep, ...] = ()
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Brussels"


def load_contacts(path: Path | None, bodies: Sequence[Body]) -> dict[str, Contact]:
    """Body to contact; empty without a file.

    Raises ConfigError naming every fault with its line: what the file's form refuses, a body the agenda does not know
    or that has ceased, one that stands twice, mailboxes named twice, steps of escalation out of order.
    """
    if path is None:
        return {}
    faults = Faults()
    document = read_document(path, path.name, faults, contacts=True)
    for key in (document.data or {}).keys() - {"owners"}:
        faults.add(document.place, (key,), "unknown field; expected owners")
    read = [validate(OwnerContact, data, place, faults) for data, place in document.records("owners", faults)]
    entries = [entry for entry in read if entry is not None]
    _check(entries, {body.id: body for body in bodies}, faults)
    if faults.found:
        raise faults.error(f"KOERS_OWNERS_FILE {path.name} cannot be used")
    return {entry.model.body: _contact(entry.model) for entry in entries}


def _check(entries: Sequence[Entry[OwnerContact]], bodies: Mapping[str, Body], faults: Faults) -> None:
    seen: set[str] = set()
    for entry in entries:
        model, body = entry.model, bodies.get(entry.model.body)
        if body is None:
            faults.add(entry.place, ("body",), f"{model.body!r} is unknown; expected the id of a body of the agenda")
        elif not body.active:
            heirs = ", ".join(body.successors)
            faults.add(entry.place, ("body",), f"{model.body} is no longer active; expected a successor: {heirs}")
        if model.body in seen:
            faults.add(entry.place, ("body",), f"{model.body} stands in it twice")
        seen.add(model.body)
        _check_chain(entry, faults)


def _check_chain(entry: Entry[OwnerContact], faults: Faults) -> None:
    model = entry.model
    written = [address.lower() for address in model.contacts]
    for position, address in enumerate(written):
        if address in written[:position]:
            faults.add(entry.place, ("contacts", position), f"{model.contacts[position]} stands here twice")
    for position, (before, step) in enumerate(pairwise(model.escalation), start=1):
        if step.after_days <= before.after_days:
            path = ("escalation", position, "after_days")
            faults.add(entry.place, path, f"expected more than {before.after_days}, the days of the step before")
    for position, step in enumerate(model.escalation):
        if step.contact.lower() in written:
            path = ("escalation", position, "contact")
            faults.add(entry.place, path, "expected somebody else than the contacts")


def _contact(entry: OwnerContact) -> Contact:
    first, *others = entry.contacts
    steps = tuple(Step(step.after_days, step.contact) for step in entry.escalation)
    return Contact(first, entry.language, tuple(others), entry.digest, steps, entry.timezone)
