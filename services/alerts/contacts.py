"""The deployment's address book: bodies, their functional mailboxes and how they want to be written to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from schemas.agenda import Body
from schemas.alerts import AlertKind
from schemas.base import Model
from services.alerts.domain.matters import Severity
from services.alerts.domain.routing import Condition, Contact, Digest, Route, Step
from services.alerts.mail.content import Language
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.faults import Step as FaultStep
from services.runtime.agenda.reading import read_document
from services.runtime.agenda.validation import Entry, validate

Address = Annotated[str, Field(pattern=r"^[^\s@<>,]+@[^\s@<>,]+$")]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("expected the name of a time zone, such as Europe/Brussels")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class EscalationStep(Model):
    """Whom to write to when no answer has come within so many days."""

    after_days: Annotated[int, Field(ge=1, le=365)]
    contact: Address


class When(Model):
    """What a route is for; `severity` is the least: notice, warning, serious or critical."""

    areas: tuple[str, ...] = ()
    recommendations: tuple[Annotated[int, Field(ge=1, le=107)], ...] = ()
    kinds: tuple[AlertKind, ...] = ()
    severity: Literal["notice", "warning", "serious", "critical"] = "notice"


class RouteEntry(Model):
    """A part of a body that deals with some matters; what it does not say it takes over from the one above."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    when: When
    contacts: Annotated[tuple[Address, ...], Field(min_length=1)] | None = None
    language: Language | None = None
    digest: Digest | None = None
    escalation: tuple[EscalationStep, ...] | None = None
    timezone: Zone | None = None
    routes: tuple["RouteEntry", ...] = ()


class OwnerContact(Model):
    """One body: functional mailboxes, never a person's; the first is written to, the next where that wants no mail."""

    body: str
    contacts: Annotated[tuple[Address, ...], Field(min_length=1)]
    language: Language
    digest: Digest = "each"
    escalation: tuple[EscalationStep, ...] = ()
    timezone: Zone = "Europe/Brussels"
    routes: tuple[RouteEntry, ...] = ()


def load_contacts(
    path: Path | None, bodies: Sequence[Body], areas: Collection[str] | None = None
) -> dict[str, Contact]:  # fmt: skip
    """Body to contact; empty without a file.

    Raises ConfigError naming every fault with its line: what the file's form refuses, a body the agenda does not know
    or that has ceased, one that stands twice, mailboxes or routes named twice, steps of escalation out of order, an
    area that is none of `areas`.
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
    for entry in entries:
        _RouteCheck(entry, areas, faults).run(entry.model.routes, ("routes",))
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
        _check_mailboxes(entry, (), model.contacts, model.escalation, faults)


class _RouteCheck:
    """Looks through the routes of one body, whose names it remembers."""

    def __init__(self, entry: Entry[OwnerContact], areas: Collection[str] | None, faults: Faults) -> None:
        self._entry, self._areas, self._faults, self._names = entry, areas, faults, set[str]()

    def run(self, routes: Sequence[RouteEntry], path: tuple[FaultStep, ...]) -> None:
        """These routes and all below them."""
        for number, route in enumerate(routes):
            here = (*path, number)
            if route.name in self._names:
                self._faults.add(self._entry.place, (*here, "name"), f"{route.name} stands in it twice")
            self._names.add(route.name)
            self._check_when(route.when, (*here, "when"))
            _check_mailboxes(self._entry, here, route.contacts or (), route.escalation or (), self._faults)
            self.run(route.routes, (*here, "routes"))

    def _check_when(self, when: When, path: tuple[FaultStep, ...]) -> None:
        if when == When():
            self._faults.add(self._entry.place, path, "empty; expected areas, recommendations, kinds or severity")
        for position, area in enumerate(when.areas):
            if self._areas is not None and area not in self._areas:
                expected = ", ".join(sorted(self._areas))
                self._faults.add(
                    self._entry.place, (*path, "areas", position), f"{area!r} is unknown; expected {expected}"
                )


def _check_mailboxes(
    entry: Entry[OwnerContact], path: tuple[FaultStep, ...], contacts: Sequence[str],
    chain: Sequence[EscalationStep], faults: Faults,
) -> None:  # fmt: skip
    written = [address.lower() for address in contacts]
    for position, address in enumerate(written):
        if address in written[:position]:
            faults.add(entry.place, (*path, "contacts", position), f"{contacts[position]} stands here twice")
    for position, (before, step) in enumerate(pairwise(chain), start=1):
        if step.after_days <= before.after_days:
            fault = f"expected more than {before.after_days}, the days of the step before"
            faults.add(entry.place, (*path, "escalation", position, "after_days"), fault)
    for position, step in enumerate(chain):
        if step.contact.lower() in written:
            fault = "expected somebody else than the contacts"
            faults.add(entry.place, (*path, "escalation", position, "contact"), fault)


def _contact(entry: OwnerContact) -> Contact:
    first, *others = entry.contacts
    contact = Contact(first, entry.language, tuple(others), entry.digest, _steps(entry.escalation), entry.timezone)
    return _with_routes(contact, entry.routes)


def _with_routes(above: Contact, entries: Sequence[RouteEntry]) -> Contact:
    return replace(above, routes=tuple(_route(entry, above) for entry in entries))


def _route(entry: RouteEntry, above: Contact) -> Route:
    first, *others = entry.contacts or (above.address, *above.others)
    contact = Contact(
        first,
        entry.language or above.language,
        tuple(others),
        entry.digest or above.digest,
        above.escalation if entry.escalation is None else _steps(entry.escalation),
        entry.timezone or above.zone,
    )
    when = entry.when
    condition = Condition(
        frozenset(when.areas), frozenset(when.recommendations), frozenset(when.kinds), Severity[when.severity]
    )
    return Route(entry.name, condition, _with_routes(contact, entry.routes))


def _steps(chain: Sequence[EscalationStep]) -> tuple[Step, ...]:
    return tuple(Step(step.after_days, step.contact) for step in chain)
