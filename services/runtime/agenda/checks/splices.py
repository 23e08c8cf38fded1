"""Does a splice give every period to one publication?"""

from schemas.agenda import Indicator
from schemas.period import Period
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.measures import PLACES
from services.runtime.agenda.validation import Entry

YEARS = range(1950, 2101)
"""A year outside of these is a slip of the pen."""


def check_splices(book: Book) -> None:
    """Note every fault of a splice, and every place and period in it that cannot be."""
    for entry in book.indicators:
        if entry.model.splice is not None:
            _check_parts(book, entry)
            _check_overlaps(book, entry)


def _check_parts(book: Book, entry: Entry[Indicator]) -> None:
    splice = entry.model.splice
    for n, part in enumerate(splice.parts if splice else ()):
        path = ("splice", "parts", n)
        book.expect(entry, part.geo in PLACES, "expected a known place, such as BE2, BE or EU27_2020", *path, "geo")
        book.expect(entry, bool(part.periods), "expected at least one period", *path, "periods")
        for name in ("source", "reference"):
            told = bool(getattr(part, name).strip())
            book.expect(entry, told, "expected who published it, and where", *path, name)
    enough = splice is None or bool(splice.parts)
    book.expect(entry, enough, "expected the publications that are joined", "splice", "parts")


def _check_overlaps(book: Book, entry: Entry[Indicator]) -> None:
    """Of two figures for one place and time, nobody could tell which one counts."""
    taken: dict[str, list[tuple[Period, int]]] = {}
    for n, part in enumerate(entry.model.splice.parts if entry.model.splice else ()):
        for k, text in enumerate(part.periods):
            path = ("splice", "parts", n, "periods", k)
            period = Period.parse(text)
            if period.start.year not in YEARS:
                book.expect(entry, False, f"expected a period from {YEARS[0]} to {YEARS[-1]}", *path)
                continue
            before = taken.setdefault(part.geo, [])
            other = next((other for known, other in before if _overlap(period, known)), None)
            message = f"{text} of {part.geo} stands in part {other} too; expected one publication for each period"
            book.expect(entry, other is None, message, *path)
            before.append((period, n))


def _overlap(one: Period, other: Period) -> bool:
    return one.start < other.end and other.start < one.end
