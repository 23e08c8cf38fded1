"""From the agenda folder to one checked `Agenda`."""

import hashlib
import json
from pathlib import Path

import services
from schemas.agenda import (
    Action,
    Agenda,
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
from services.runtime.agenda.asks import check_asks
from services.runtime.agenda.book import Book
from services.runtime.agenda.measures import check_indicators
from services.runtime.agenda.printed import check_printed
from services.runtime.agenda.reading import Document, Entry, Faults, M, Place, read_document, validate
from services.runtime.agenda.structure import check_structure


def load_agenda(root: Path | None = None) -> Agenda:
    """Read and check the agenda; without `root` the one beside the `services` package, as in the wheel.

    Raises ConfigError naming file, line, field and what was expected for every fault found, all at once.
    """
    folder = root or Path(services.__file__).parent.parent / "agenda"
    reader = _Reader(folder)
    book = reader.book
    check_structure(book)
    check_asks(book)
    check_printed(book)
    check_indicators(book)
    book.faults.stop(f"The agenda in {folder} cannot be used")
    agenda = Agenda(
        edition=reader.edition,
        sha256="",
        areas=_models(book.areas),
        recommendations=_models(book.recommendations),
        indicators=_models(book.indicators),
        milestones=_models(book.milestones),
        bodies=_models(book.bodies),
        overlap_groups=_models(book.overlap_groups),
        priorities=book.priorities.model if book.priorities else None,
        building_blocks=_models(book.building_blocks),
        actions=_models(book.actions),
        changes=_models(book.changes),
    )
    return agenda.model_copy(update={"sha256": content_sha256(agenda)})


def content_sha256(agenda: Agenda) -> str:
    """SHA-256 over the canonical JSON (keys sorted, empty fields left out) of all but the hash itself."""
    content = agenda.model_dump(mode="json", exclude={"sha256"}, exclude_none=True)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _models(entries: list[Entry[M]]) -> tuple[M, ...]:
    return tuple(entry.model for entry in entries)


class _Reader:
    """Fills a book from the files of a folder; what is wrong becomes a fault of the book."""

    def __init__(self, folder: Path) -> None:
        self.book = Book(Faults())
        self._folder = folder
        self.edition = self._read_edition()
        self._read_texts()
        self._read_printed()
        for area in self._read_areas():
            self.book.indicators += self._of_area("indicators", area, Indicator)
            self.book.milestones += self._of_area("milestones", area, Milestone)
        self._find_strays()

    def _document(self, name: str, *keys: str) -> Document:
        return read_document(self._folder / name, self._shown(name), set(keys), self.book.faults)

    def _shown(self, name: str) -> str:
        return f"{self._folder.name}/{name}"

    def _entries(self, source: Document, key: str, model: type[M]) -> list[Entry[M]]:
        faults = self.book.faults
        made = [validate(model, data, place, faults) for data, place in source.records(key, faults)]
        self.book.remember(key, source.get(key))
        return [entry for entry in made if entry is not None]

    def _read_edition(self) -> int:
        head = self._document("edition.yaml", "edition", "changes")
        changes = self.book.changes = self._entries(head, "changes", Change)
        newest = max((entry.model.edition for entry in changes), default=None)
        edition = head.get("edition")
        if newest is not None and edition != newest:
            self.book.faults.add(head.place, ("edition",), f"expected the newest edition under changes, {newest}")
        return newest or 1

    def _read_texts(self) -> None:
        texts = self._document("recommendations.yaml", "overlap_groups", "recommendations")
        self.book.overlap_groups = self._entries(texts, "overlap_groups", OverlapGroup)
        self.book.recommendations = self._entries(texts, "recommendations", Recommendation)
        self.book.bodies = self._entries(self._document("bodies.yaml", "bodies"), "bodies", Body)

    def _read_printed(self) -> None:
        matrix = self._document("priorities.yaml", "strategies", "policy_issues", "cells")
        if matrix.data is not None:
            self.book.priorities = validate(Priorities, matrix.data, matrix.place, self.book.faults)
        blocks = self._document("building_blocks.yaml", "building_blocks")
        self.book.building_blocks = self._entries(blocks, "building_blocks", BuildingBlock)
        self.book.actions = self._entries(self._document("actions.yaml", "actions"), "actions", Action)

    def _read_areas(self) -> list[str]:
        """The areas in the order of the agenda; where that cannot be read, those that have a file."""
        source = self._document("areas.yaml", "areas")
        self.book.areas = self._entries(source, "areas", Area)
        if "areas" in self.book.unread:
            return sorted(path.stem for path in (self._folder / "indicators").glob("*.yaml"))
        return [place.name for _, place in source.records("areas", self.book.faults)]

    def _of_area(self, kind: str, area: str, model: type[M]) -> list[Entry[M]]:
        source = self._document(f"{kind}/{area}.yaml", "area", kind)
        self.book.file_area[source.place.file] = area
        if source.data is not None and source.get("area") != area:
            self.book.faults.add(source.place, ("area",), f"expected {area}, as the file is named")
        return self._entries(source, kind, model)

    def _find_strays(self) -> None:
        for kind in ("indicators", "milestones"):
            for path in sorted((self._folder / kind).glob("*.y*ml")):
                shown = self._shown(f"{kind}/{path.name}")
                if shown not in self.book.file_area:
                    self.book.faults.add(Place(shown), (), "expected a file named after an area")
