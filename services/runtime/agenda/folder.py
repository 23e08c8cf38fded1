"""Fills a book from the files of the agenda folder; what is wrong becomes a fault of the book."""

import re
from pathlib import Path

from schemas.agenda import (
    Action,
    Area,
    Body,
    BuildingBlock,
    Change,
    Indicator,
    Milestone,
    OverlapGroup,
    Priorities,
    Recommendation,
)
from schemas.agenda_files import FILES
from schemas.seal import Seal
from services.runtime.agenda.book import Book
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.reading import Document, read_document
from services.runtime.agenda.validation import Entry, M, validate

OF_AREAS = ("indicators", "milestones")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_folder(folder: Path) -> Book:
    """Everything a folder holds. Faults name files as they can be opened from the current folder."""
    return _Reader(folder).read()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.book = Book(Faults())
        self._folder = folder

    def read(self) -> Book:
        if not any((self._folder / f"{name}.yaml").exists() for name in FILES):
            self.book.faults.at(str(self._folder), 1, f"no agenda in this folder; expected {_NAMES}")
            self.book.unread.update(FILES)
            return self.book
        self._read_edition()
        self._read_texts()
        self._read_printed()
        for area in self._read_areas():
            self.book.indicators += self._of_area("indicators", area, Indicator)
            self.book.milestones += self._of_area("milestones", area, Milestone)
        self._find_strays()
        return self.book

    def _document(self, name: str) -> Document:
        return read_document(self._folder / name, self._shown(name), self.book.faults)

    def _lists(self, name: str) -> Document:
        """A file whose top level holds lists of records, and no other field than its model."""
        source = self._document(name)
        wanted = FILES[name.partition("/")[0].removesuffix(".yaml")].model_fields
        for key in source.data or ():
            if key not in wanted:
                self.book.faults.add(source.place, (key,), f"unknown field; expected {' or '.join(wanted)}")
        return source

    def _shown(self, name: str) -> str:
        path = self._folder / name
        here = Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)

    def _entries(self, source: Document, key: str, model: type[M]) -> list[Entry[M]]:
        faults = self.book.faults
        made = [validate(model, data, place, faults) for data, place in source.records(key, faults)]
        self.book.remember(key, source.get(key))
        if None in made:
            self.book.refused.add(key)
        return [entry for entry in made if entry is not None]

    def _record(self, key: str, model: type[M]) -> Entry[M] | None:
        """A file that is one record."""
        source = self._document(f"{key}.yaml")
        made = validate(model, source.data, source.place, self.book.faults) if source.data is not None else None
        if made is None:
            self.book.unread.add(key)
        return made

    def _read_edition(self) -> None:
        head = self.book.head = self._lists("edition.yaml")
        self.book.changes = self._entries(head, "changes", Change)
        if (self._folder / "seal.yaml").exists():
            self.book.seal = self._record("seal", Seal)

    def _read_texts(self) -> None:
        texts = self._lists("recommendations.yaml")
        self.book.overlap_groups = self._entries(texts, "overlap_groups", OverlapGroup)
        self.book.recommendations = self._entries(texts, "recommendations", Recommendation)
        self.book.bodies = self._entries(self._lists("bodies.yaml"), "bodies", Body)

    def _read_printed(self) -> None:
        self.book.priorities = self._record("priorities", Priorities)
        blocks = self._lists("building_blocks.yaml")
        self.book.building_blocks = self._entries(blocks, "building_blocks", BuildingBlock)
        self.book.actions = self._entries(self._lists("actions.yaml"), "actions", Action)

    def _read_areas(self) -> list[str]:
        """The areas in the order of the agenda; where that cannot be read, those that have a file."""
        source = self._lists("areas.yaml")
        self.book.areas = self._entries(source, "areas", Area)
        if "areas" in self.book.unread:
            return sorted(path.stem for path in (self._folder / "indicators").glob("*.yaml"))
        names = [place.name for _, place in source.records("areas", self.book.faults)]
        return [name for name in dict.fromkeys(names) if _SLUG.fullmatch(name)]

    def _of_area(self, kind: str, area: str, model: type[M]) -> list[Entry[M]]:
        source = self._lists(f"{kind}/{area}.yaml")
        self.book.file_area[source.place.file] = area
        if source.data is not None and source.get("area") != area:
            self.book.faults.add(source.place, ("area",), f"expected {area}, as the file is named")
        return self._entries(source, kind, model)

    def _find_strays(self) -> None:
        """A file that nobody reads is a mistake: its content would be missing without a word."""
        known = {self._shown(f"{name}.yaml") for name in FILES if name not in OF_AREAS} | set(self.book.file_area)
        for path in sorted(found for folder in ("", *OF_AREAS) for found in (self._folder / folder).glob("*.y*ml")):
            shown = self._shown(str(path.relative_to(self._folder)))
            of_area = path.parent.name in OF_AREAS
            unsure = of_area and not self.book.whole("areas")
            if shown not in known and not unsure and not path.name.startswith("."):
                what = "a file named after an area" if of_area else f"one of {_NAMES}"
                self.book.faults.at(shown, 1, f"nobody reads this file; expected {what}")


_NAMES = ", ".join(f"{name}.yaml" for name in FILES if name not in OF_AREAS)
