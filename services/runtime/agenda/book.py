"""What has been read of the agenda so far, while it is being checked."""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

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
from schemas.seal import Seal
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.reading import Document
from services.runtime.agenda.validation import Entry

_MANY = 200


@dataclass
class Book:
    """All valid records with their places.

    `known` also holds the identifiers of records a model refused, `refused` their kinds, and `unread` the kinds of
    which a file could not be read: what told its own fault is no second one where others link to it.
    """

    faults: Faults
    areas: list[Entry[Area]] = field(default_factory=list)
    recommendations: list[Entry[Recommendation]] = field(default_factory=list)
    indicators: list[Entry[Indicator]] = field(default_factory=list)
    milestones: list[Entry[Milestone]] = field(default_factory=list)
    bodies: list[Entry[Body]] = field(default_factory=list)
    overlap_groups: list[Entry[OverlapGroup]] = field(default_factory=list)
    priorities: Entry[Priorities] | None = None
    building_blocks: list[Entry[BuildingBlock]] = field(default_factory=list)
    actions: list[Entry[Action]] = field(default_factory=list)
    changes: list[Entry[Change]] = field(default_factory=list)
    head: Document | None = None
    seal: Entry[Seal] | None = None
    known: defaultdict[str, set[str | int]] = field(default_factory=lambda: defaultdict(set))
    refused: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    file_area: dict[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> int:
        """The edition that is written down, else the newest with a record."""
        told = self.head.get("edition") if self.head is not None else None
        newest = max((entry.model.edition for entry in self.changes), default=1)
        return told if type(told) is int and told >= 1 else newest

    def remember(self, kind: str, items: Any) -> None:
        """Note the identifiers of raw records."""
        if not isinstance(items, list):
            self.unread.add(kind)
            return
        for item in items:
            name = item.get("id", item.get("number")) if isinstance(item, dict) else None
            if isinstance(name, str | int):
                self.known[kind].add(name)

    def whole(self, *kinds: str) -> bool:
        """True when no record of these kinds was refused."""
        return not (self.unread | self.refused) & set(kinds)

    def expect(self, entry: Entry[Any], fits: bool, message: str, *path: str | int) -> None:
        """Note a fault at `path` of a record unless it fits: `what is wrong; expected …`, or `expected …` alone."""
        if not fits:
            self.faults.add(entry.place, path, message)

    def expect_known(self, entry: Entry[Any], kind: str, wanted: str | int | None, *path: str | int) -> None:
        """Note a fault unless `wanted` is an identifier of `kind`."""
        known = self.known[kind]
        if kind not in self.unread and wanted is not None and wanted not in known:
            one = f"one of the {kind.replace('_', ' ')}"
            self.faults.add(entry.place, path, f"{wanted!r} is unknown; expected {one}{self._near(str(wanted), known)}")

    def _near(self, wanted: str, known: set[str | int]) -> str:
        """The identifier that was probably meant; no search once there is more to tell than anyone reads."""
        if len(self.faults.found) > _MANY:
            return ""
        near = get_close_matches(wanted, sorted(map(str, known)), n=1)
        return f", such as {near[0]}" if near else ""
