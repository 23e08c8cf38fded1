"""Who owns what: proposed by the agenda, accepted or refused by a body's own answers, passed on where a body ceases."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from schemas.agenda import Body, Indicator
from schemas.assessment import Heir, Owner
from schemas.policy import Answer, AnswerStatus
from services.runtime.agenda.index import AgendaIndex

Accepted = frozenset[tuple[str, int]]
NONE: Accepted = frozenset()


def accepted_of(answers: Iterable[Answer], numbers_of: Callable[[str], tuple[int, ...]]) -> Accepted:
    """The (body, recommendation) whose ownership a body has accepted, about whichever of its items.

    Of several answers about one recommendation the newest that says something of ownership stands.
    """
    newest: dict[tuple[str, int], tuple[datetime, bool]] = {}
    for answer in answers:
        said = answer.accepts_ownership
        if said is None or answer.status is AnswerStatus.withdrawn:
            continue
        for number in numbers_of(answer.item):
            known = newest.get((answer.body, number))
            if known is None or known[0] <= answer.as_of:
                newest[answer.body, number] = (answer.as_of, said)
    return frozenset(pair for pair, (_, accepts) in newest.items() if accepts)


def owner_of(
    index: AgendaIndex, body_id: str, numbers: tuple[int, ...], on: date | None, accepted: Accepted
) -> tuple[Owner, ...]:
    """Who owns what a body was named for: itself, or from the day it ceases whoever took over.

    Where its tasks went to several, those that accepted; while none has, the body itself with the heirs of whom one has
    to be named. Raises KeyError for an unknown body.
    """
    heirs = index.active_bodies(body_id, on)
    if len(heirs) > 1:
        agreed = tuple(heir for heir in heirs if any((heir.id, number) in accepted for number in numbers))
        if not agreed:
            asked = tuple(Heir(body=heir.id, name=heir.name) for heir in heirs)
            return (Owner(body=body_id, name=index.body(body_id).name, recommendations=numbers, successors=asked),)
        heirs = agreed
    return tuple(_owner(heir, numbers, accepted) for heir in heirs)


def owners_of(
    index: AgendaIndex, indicator: Indicator, on: date | None, accepted: Accepted = NONE
) -> tuple[Owner, ...]:
    """The owners of what an indicator serves, in the order of its leads, each once."""
    found: dict[str, Owner] = {}
    for lead, numbers in index.leads_of(indicator).items():
        for owner in owner_of(index, lead, numbers, on, accepted):
            known = found.get(owner.body)
            found[owner.body] = owner if known is None else _united(known, owner)
    return tuple(found.values())


def _united(known: Owner, other: Owner) -> Owner:
    numbers = tuple(sorted({*known.recommendations, *other.recommendations}))
    return known.model_copy(update={"accepted": known.accepted and other.accepted, "recommendations": numbers})


def _owner(body: Body, numbers: tuple[int, ...], accepted: Accepted) -> Owner:
    agreed = bool(numbers) and all((body.id, number) in accepted for number in numbers)
    return Owner(body=body.id, name=body.name, accepted=agreed, recommendations=numbers)
