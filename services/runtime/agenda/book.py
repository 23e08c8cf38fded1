"""What has been read of the agenda so far, while it is being checked."""

from dataclasses import dataclass, field
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
from services.runtime.agenda.reading import Entry, Faults


@dataclass
class Book:
    """All valid records with their places.

    `known` also holds the identifiers of records a model refused, and `unread` the kinds of which a file could not be
    read: what told its own fault is no second one where others link to it.
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
    known: dict[str, set[str | int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    file_area: dict[str, str] = field(default_factory=dict)

    def remember(self, kind: str, items: Any) -> None:
        """Note the identifiers of raw records."""
        found = self.known.setdefault(kind, set())
        if not isinstance(items, list):
            self.unread.add(kind)
            return
        for item in items:
            if isinstance(item, dict):
                found.add(item.get("id") or item.get("number") or "")

    def whole(self, kind: str) -> bool:
        """True when no record of this kind was refused."""
        return kind not in self.unread and len(getattr(self, kind)) == len(self.known.get(kind, ()))

    def expect(self, entry: Entry[Any], fits: bool, message: str, *path: str | int) -> None:
        """Note a fault at `path` of a record unless it fits."""
        if not fits:
            self.faults.add(entry.place, path, message)

    def expect_known(self, entry: Entry[Any], kind: str, wanted: str | int | None, *path: str | int) -> None:
        """Note a fault unless `wanted` is an identifier of `kind`."""
        known = kind in self.unread or wanted is None or wanted in self.known[kind]
        if not known:
            self.faults.add(entry.place, path, f"{wanted!r} is unknown; expected one of the {kind.replace('_', ' ')}")
