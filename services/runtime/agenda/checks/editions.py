"""Does every edition say why it differs from the one before?"""

from itertools import pairwise

from services.runtime.agenda.book import Book
from services.runtime.agenda.reading import Document


def check_editions(book: Book) -> None:
    """Note every fault of the edition and its change records."""
    head = book.head
    if head is None or head.data is None:
        return
    edition = head.get("edition")
    if type(edition) is not int or edition < 1:
        book.faults.add(head.place, ("edition",), "expected a whole number from 1")
        return
    if book.whole("changes"):
        _check_newest(book, head, edition)
        _check_order(book)
        _check_dates(book)
        _check_statuses(book)


def _check_newest(book: Book, head: Document, edition: int) -> None:
    newest = max((entry.model.edition for entry in book.changes), default=0)
    if edition > newest:
        message = f"edition {edition} has no record; expected one under changes that says why it was made"
        book.faults.add(head.place, ("edition",), message)
    elif edition < newest:
        book.faults.add(head.place, ("edition",), f"expected the newest edition under changes, {newest}")


def _check_order(book: Book) -> None:
    """Newest first, none left out, down to 1."""
    count = len(book.changes)
    for position, entry in enumerate(book.changes):
        wanted = count - position
        message = f"expected {wanted}: newest first, each edition once"
        book.expect(entry, entry.model.edition == wanted, message, "edition")


def _check_dates(book: Book) -> None:
    for newer, older in pairwise(book.changes):
        fits = older.model.date <= newer.model.date
        message = f"expected no later day than {newer.model.date}, when edition {newer.model.edition} was made"
        book.expect(older, fits, message, "date")
    for entry in book.changes:
        book.expect(
            entry, _is_role(book, entry.model.who), "expected a role such as agenda editor, never a person", "who"
        )


def _is_role(book: Book, who: str) -> bool:
    """Two words with capitals that are part of no body's name are taken for a person."""
    names = " ".join(f"{body.model.name.en} {body.model.name.nl}" for body in book.bodies)
    pairs = pairwise(who.split())
    return bool(who.strip()) and (who in names or not any(a[0].isupper() and b[0].isupper() for a, b in pairs))


def _check_statuses(book: Book) -> None:
    """What a milestone tells cannot be newer than the agenda that tells it."""
    newest = max((entry.model.date for entry in book.changes), default=None)
    for entry in book.milestones:
        known = newest is None or entry.model.as_of is None or entry.model.as_of <= newest
        book.expect(entry, known, f"expected no later day than {newest}, the date of this edition", "as_of")
