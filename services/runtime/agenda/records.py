"""The records of an edition by kind and identity, and what an entry of any list is known by."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from schemas.agenda import Agenda
from schemas.base import Model, Text
from schemas.period import Period

_KEYS: Mapping[str, tuple[str, ...]] = {
    "SeriesRef": ("id", "input"),
    "SplicePart": ("geo", "source"),
    "Step": ("period",),
    "Break": ("period",),
    "CompositeMember": ("indicator",),
    "Change": ("edition",),
}
_COMMON_KEYS = ("id", "number")


def records(agenda: Agenda) -> dict[str, dict[str, Any]]:
    """Kind to identity to record; challenges and the parts of the matrix are records of their own."""
    found: dict[str, dict[str, Any]] = {}
    for name in Agenda.model_fields:
        value = getattr(agenda, name)
        if isinstance(value, Model):
            found |= {part: by_key(getattr(value, part)) for part in type(value).model_fields}
        elif isinstance(value, tuple):
            found["editions" if name == "changes" else name] = by_key(value)
    found["challenges"] = by_key(tuple(challenge for area in agenda.areas for challenge in area.challenges))
    return found


def by_key(entries: tuple[Any, ...]) -> dict[str, Any]:
    """Entries by identity; a second one of the same identity gets its count."""
    found: dict[str, Any] = {}
    counts: Counter[str] = Counter()
    for entry in entries:
        key = key_of(entry)
        counts[key] += 1
        found[key if counts[key] == 1 else f"{key} ({counts[key]})"] = entry
    return found


def key_of(entry: Any) -> str:
    """What an entry is known by: its identity, else what it says."""
    names = identity(entry)
    return " ".join(_plain(getattr(entry, name)) for name in names) if names else _plain(entry)


def identity(entry: Any) -> tuple[str, ...]:
    """The fields an entry is known by."""
    if not isinstance(entry, Model):
        return ()
    common = (name for name in _COMMON_KEYS if name in type(entry).model_fields)
    return _KEYS.get(type(entry).__name__) or tuple(common)[:1]


def _plain(value: Any) -> str:
    if isinstance(value, Text):
        return value.en
    if isinstance(value, Period):
        return value.label
    if isinstance(value, Model):
        told = (getattr(value, name) for name in type(value).model_fields)
        return next((text.en for text in told if isinstance(text, Text)), str(value))
    return "" if value is None else str(value)
