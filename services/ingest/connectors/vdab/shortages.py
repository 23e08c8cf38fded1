"""The yearly list of shortage occupations (knelpuntberoepen), and its join with other lists by normalised title."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.ingest.decode.errors import NotData
from services.ingest.decode.text import text_of

LISTS = Path(__file__).parent / "lists"
_COLUMNS = ["year", "hoofdgroep", "beroep"]
_NOT_A_WORD = re.compile(r"[^a-z0-9+#&]+")
_ICT = "ict"


@dataclass(frozen=True, slots=True)
class ShortageList:
    """One edition; titles by their normalised form, each with its group."""

    year: int
    titles: Mapping[str, str]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """Titles of a source by the title of the list they are; and what on either side has no partner."""

    matched: Mapping[str, str]
    unmatched_list: tuple[str, ...]
    unmatched_source: tuple[str, ...]


def read_list(body: bytes) -> ShortageList:
    """Read `year,hoofdgroep,beroep`, one edition to a file.

    Raises NotData: `not_shortage_list` for other columns, `conflict` for two years or one title twice, `empty`.
    """
    with text_of(body) as text:
        try:
            rows = list(csv.reader(io.StringIO(text.read()), strict=True))
        except csv.Error as error:
            raise NotData("not_csv", f"the list cannot be read as CSV: {error}") from error
    if not rows or [name.strip().lower() for name in rows[0]] != _COLUMNS:
        raise NotData("not_shortage_list", f"the first line is not {','.join(_COLUMNS)}")
    found = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if not found:
        raise NotData("empty", "the list holds no occupations")
    if any(len(row) != len(_COLUMNS) or not row[2].strip() or not row[0].isdecimal() for row in found):
        raise NotData("bad_line", "a line of the list is not a year, a group and an occupation")
    years = {int(row[0]) for row in found}
    titles = {normalised(row[2]): row[2].strip() for row in found}
    if len(years) != 1 or len(titles) != len(found):
        raise NotData("conflict", "the list holds two editions, or one occupation twice")
    return ShortageList(years.pop(), titles, {normalised(row[2]): row[1].strip() for row in found})


@cache
def newest_list() -> ShortageList:
    """The newest edition that ships with Koers."""
    return max((read_list(path.read_bytes()) for path in LISTS.glob("*.csv")), key=lambda edition: edition.year)


def normalised(title: str) -> str:
    """A title without case, accents, punctuation and hyphens, its words in order, `ICT` always last.

    Kept apart are titles whose words differ: no guess by likeness.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _NOT_A_WORD.sub(" ", plain).split()
    return " ".join([word for word in words if word != _ICT] + [_ICT] * (_ICT in words))


def join(edition: ShortageList, titles: Iterable[str]) -> Join:
    """Match the titles of a source with a list.

    `X: y` on the list means that specialisation only, so it is matched as a whole and never by its `X`.
    """
    own = sorted(set(titles))
    matched = {title: edition.titles[key] for title in own if (key := normalised(title)) in edition.titles}
    taken = set(matched.values())
    return Join(
        matched=matched,
        unmatched_list=tuple(title for title in edition.titles.values() if title not in taken),
        unmatched_source=tuple(title for title in own if title not in matched),
    )
