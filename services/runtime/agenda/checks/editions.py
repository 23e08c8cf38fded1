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
        book.expect(entry, bool(entry.model.who.strip()), "expected the role of who decided", "who")
