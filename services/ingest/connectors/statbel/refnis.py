"""REFNIS, the codes of Belgian places: five digits, each valid for a time, with parents, mergers and regions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from services.ingest.decode.errors import NotData
from services.ingest.decode.text import rows_of, text_of

TABLES = Path(__file__).parent / "refnis_tables"
BELGIUM = "01000"
NUTS = {BELGIUM: "BE", "02000": "BE2", "03000": "BE3", "04000": "BE1"}
_CODE = re.compile(r"^\d{5}$", re.ASCII)
_MERGED = re.compile(r"\((\d{5})\)")
_HEADER = ["LVL_REFNIS", "CD_REFNIS", "CD_SUP_REFNIS"]
_ROOT = "-"


@dataclass(frozen=True, slots=True)
class Place:
    """One place for one time, both days included; `level` is 1 for a region to 4 for a municipality."""

    code: str
    parent: str | None
    level: int
    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Places:
    """The tree of places, and which codes became which by the mergers of municipalities."""

    rows: Mapping[str, tuple[Place, ...]]
    merged: Mapping[str, str]

    def at(self, code: str, day: date) -> Place | None:
        """The place of a code on a day; None where it was none then."""
        return next((p for p in self.rows.get(code, ()) if p.first <= day <= p.last), None)

    def region(self, code: str, day: date) -> str | None:
        """The NUTS code of the region (or of Belgium) a place lies in on a day, by its parents; None where unknown.

        By the tree and never by the first digit: 70000 Limburg is Flemish, 25000 Nivelles is not.
        """
        today, seen = self.merged.get(code, code) if self.at(code, day) is None else code, set[str]()
        if today not in self.rows and today in self.merged.values():
            today = next(old for old, new in self.merged.items() if new == today)
        while today not in NUTS:
            place = self.at(today, day) or (self.rows[today][-1] if today in self.rows else None)
            if place is None or place.parent is None or today in seen:
                return None
            seen.add(today)
            today = place.parent
        return NUTS[today]

    def today(self, code: str) -> str:
        """The code a municipality goes by now."""
        return self.merged.get(code, code)

    def united(self, figures: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
        """Figures that can be added, by the municipalities of today: a merged one is the sum of all its parts.

        None where any part lacks a figure, or is not there at all: a part of a sum is no figure.
        """
        parts: dict[str, set[str]] = {}
        for old, new in self.merged.items():
            parts.setdefault(new, set()).add(old)
        found: dict[str, Decimal | None] = {}
        for new in dict.fromkeys(map(self.today, figures)):
            own = parts.get(new, {new})
            if new in figures and not (own - {new}) & figures.keys():
                found[new] = figures[new]
                continue
            values = [figures.get(part) for part in sorted(own)]
            numbers = [value for value in values if value is not None]
            found[new] = sum(numbers, Decimal(0)) if len(numbers) == len(values) else None
        return found


def checked(code: str) -> str:
    """A code with its five digits. Raises NotData, `lost_zero`, for one that lost its first, or is none."""
    if not _CODE.match(code):
        raise NotData("lost_zero", f"{code[:20]!r} is no REFNIS code of five digits; a leading zero may be lost")
    return code


def read_tree(body: bytes) -> dict[str, tuple[Place, ...]]:
    """Read TU_COM_REFNIS: bars between cells, UTF-8, days as dd/mm/yyyy. A code may have several rows.

    Raises NotData: `not_refnis` for another table, `lost_zero`, `bad_line`, `conflict` for rows that overlap.
    """
    with text_of(body) as text:
        rows = [row for row in rows_of(text, "|") if row]
    if not rows or rows[0][:3] != _HEADER or len(rows[0]) != 8:
        raise NotData("not_refnis", "the first line is no header of the REFNIS tree")
    found: dict[str, list[Place]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 8:
            raise NotData("bad_line", f"line {number} has {len(row)} cells, the header 8")
        parent = None if row[2] == _ROOT else checked(row[2])
        place = Place(
            checked(row[1]), parent, _level(row[0], number), row[5], _day(row[6], number), _day(row[7], number)
        )
        found.setdefault(place.code, []).append(place)
    return {code: _in_order(places) for code, places in found.items()}


def read_mergers(body: bytes) -> dict[str, str]:
    """Read a list of mergers: `A (11002) + B (11007), C (11002)`. Raises NotData, `not_mergers`."""
    found: dict[str, str] = {}
    with text_of(body) as text:
        lines = [line for line in text.read().splitlines() if line.strip()]
    for line in lines[1:]:
        before, _, after = line.partition(",")
        old, new = _MERGED.findall(before), _MERGED.findall(after)
        if len(old) < 2 or len(new) != 1 or found.keys() & set(old):
            raise NotData("not_mergers", f"the line {line[:60]!r} does not name two places and the one they became")
        found.update(dict.fromkeys(old, new[0]))
    if not found:
        raise NotData("not_mergers", "the list holds no mergers")
    return found


@cache
def known_places() -> Places:
    """The tree and the mergers that ship with Koers."""
    merged: dict[str, str] = {}
    for path in sorted(TABLES.glob("mergers_*.csv")):
        merged |= read_mergers(path.read_bytes())
    return Places(read_tree((TABLES / "TU_COM_REFNIS.txt").read_bytes()), merged)


def _level(text: str, number: int) -> int:
    if not text.isdecimal():
        raise NotData("bad_line", f"line {number}: the level {text[:10]!r} is no number")
    return int(text)


def _day(text: str, number: int) -> date:
    try:
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise NotData("bad_line", f"line {number}: {text[:20]!r} is no day") from error


def _in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(set(places), key=lambda place: (place.first, place.last)))
