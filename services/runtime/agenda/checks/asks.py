"""Is every recommendation that bundles several asks split into them, with a place for all that follows it?"""

from collections import Counter
from collections.abc import Iterator

from schemas.agenda import Recommendation
from services.runtime.agenda.book import Book
from services.runtime.agenda.faults import Step
from services.runtime.agenda.validation import Entry

FEWEST = 2
Named = tuple[str, tuple[Step, ...]]


def check_asks(book: Book) -> None:
    """Note every fault of the asks of a compound recommendation."""
    linked = _linked(book)
    for entry in book.recommendations:
        if _is_split(book, entry):
            _check_ids(book, entry)
            _check_members(book, entry, linked)
            _check_places(book, entry, linked)


def _linked(book: Book) -> dict[str, set[int]]:
    """Indicator or milestone to the recommendations it serves."""
    served = {other.model.id: {link.number for link in other.model.recommendations} for other in book.indicators}
    return served | {other.model.id: set(other.model.recommendations) for other in book.milestones}


def _is_split(book: Book, entry: Entry[Recommendation]) -> bool:
    """Whether it has asks to look into; a fault where it has them, or lacks them, against what `compound` says."""
    model = entry.model
    if not model.compound:
        for name in ("asks", "whole_answered_by"):
            book.expect(entry, not getattr(model, name), "expected only where compound is true", name)
        return False
    enough = len(model.asks) >= FEWEST
    path = "asks" if model.asks else "compound"
    book.expect(entry, enough, f"expected at least {FEWEST} asks, as it bundles several", path)
    return bool(model.asks)


def _check_ids(book: Book, entry: Entry[Recommendation]) -> None:
    counts = Counter(ask.id for ask in entry.model.asks)
    for position, ask in enumerate(entry.model.asks):
        book.expect(
            entry, counts[ask.id] == 1, f"{ask.id!r} stands here twice; expected each ask once", "asks", position, "id"
        )


def _check_members(book: Book, entry: Entry[Recommendation], linked: dict[str, set[int]]) -> None:
    number = entry.model.number
    known = book.known["indicators"] | book.known["milestones"]
    unread = book.unread & {"indicators", "milestones"}
    seen: set[tuple[Step, ...]] = set()
    for name, path in _named(entry.model):
        exists = bool(unread) or name in known
        book.expect(entry, exists, f"{name!r} is unknown; expected an indicator or a milestone", *path)
        serves = name not in linked or number in linked[name]
        book.expect(entry, serves, f"expected {name} to serve recommendation {number}", *path)
        here = (*path[:-1], name)
        book.expect(entry, here not in seen, f"{name} stands here twice; expected it once", *path)
        seen.add(here)


def _check_places(book: Book, entry: Entry[Recommendation], linked: dict[str, set[int]]) -> None:
    """All that follows the recommendation belongs to an ask, or serves the whole, and not both."""
    model = entry.model
    of_asks = {name for ask in model.asks for name in ask.answered_by}
    for position, name in enumerate(model.whole_answered_by):
        message = f"{name} belongs to an ask; expected it in one place"
        book.expect(entry, name not in of_asks, message, "whole_answered_by", position)
    placed = of_asks | set(model.whole_answered_by)
    for name in sorted(name for name, numbers in linked.items() if model.number in numbers):
        message = f"expected a place for {name}: under answered_by of an ask, or under whole_answered_by"
        book.expect(entry, name in placed, message, "asks")


def _named(model: Recommendation) -> Iterator[Named]:
    """Every name with its place."""
    for n, ask in enumerate(model.asks):
        yield from ((name, ("asks", n, "answered_by", k)) for k, name in enumerate(ask.answered_by))
    yield from ((name, ("whole_answered_by", k)) for k, name in enumerate(model.whole_answered_by))
