"""Where two editions differ: found by walking the models, so that a new field is compared without being named here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.agenda import Agenda
from schemas.base import Model, Text
from services.runtime.agenda.records import by_key, identity, records

_NAMES = {"id", "number"}


@dataclass(frozen=True)
class Part:
    """One step of a path: a field, or one entry of a list by its key."""

    field: str
    key: str | None = None


@dataclass(frozen=True)
class Difference:
    """`old` and `new` at a path below a record; None where there is nothing. No path: the record came or went.

    `before` and `after` are the record as it was and is; `ordered`: the same entries in another order.
    """

    kind: str
    record: str
    path: tuple[Part, ...] = ()
    old: Any = None
    new: Any = None
    before: Any = field(default=None, compare=False, repr=False)
    after: Any = field(default=None, compare=False, repr=False)
    ordered: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields along the path."""
        return tuple(part.field for part in self.path)


@dataclass(frozen=True)
class Renamed:
    """A record that kept its content under another identity."""

    kind: str
    record: str
    was: str


def compare(old: Agenda, new: Agenda) -> list[Difference | Renamed]:
    """Every difference of content, by kind and record; the order of records is none."""
    found: list[Difference | Renamed] = []
    before, after = records(old), records(new)
    for kind in dict.fromkeys([*before, *after]):
        found += _of_kind(kind, before.get(kind, {}), after.get(kind, {}))
    return found


def _of_kind(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference | Renamed]:
    gone = {name: model for name, model in before.items() if name not in after}
    came = {name: model for name, model in after.items() if name not in before}
    renamed = dict(_renamed(gone, came))
    for name, model in after.items():
        was = renamed.get(name)
        if was is not None:
            yield Renamed(kind, name, was)
        yield from _of_record(kind, name, before.get(was or name), model)
    for name, model in gone.items():
        if name not in renamed.values():
            yield Difference(kind, name, (), model, None, before=model)


def _renamed(gone: Mapping[str, Model], came: Mapping[str, Model]) -> Iterator[tuple[str, str]]:
    """New identity and old: the same title in both languages, or the same content but for identity."""
    free = dict(gone)
    for name, model in came.items():
        was = next((old for old, other in free.items() if _alike(other, model)), None)
        if was is not None:
            del free[was]
            yield name, was


def _alike(one: Model, other: Model) -> bool:
    titles = [getattr(model, "title", None) or getattr(model, "name", None) for model in (one, other)]
    if titles[0] is not None and titles[0] == titles[1]:
        return True
    return one.model_dump(exclude=_NAMES) == other.model_dump(exclude=_NAMES)


def _of_record(kind: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    if old is None:
        yield Difference(kind, name, (), None, new, after=new)
        return
    for path, before, after, ordered in _between(old, new, ()):
        if kind == "areas" and path[0].field == "challenges" and len(path) > 1:
            continue
        if path[-1] not in (Part("id"), Part("number")) or len(path) > 1:
            yield Difference(kind, name, path, before, after, old, new, ordered)


_Found = tuple[tuple[Part, ...], Any, Any, bool]


def _between(old: Any, new: Any, path: tuple[Part, ...]) -> Iterator[_Found]:
    """Every path at which two values differ."""
    if old == new:
        return
    if isinstance(old, Model) and type(old) is type(new) and not isinstance(old, Text):
        for name in type(new).model_fields:
            yield from _between(getattr(old, name), getattr(new, name), (*path, Part(name)))
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _entries(old, new, path)
    else:
        yield path, old, new, False


def _entries(old: tuple[Any, ...], new: tuple[Any, ...], path: tuple[Part, ...]) -> Iterator[_Found]:
    before, after = by_key(old), by_key(new)
    name = path[-1].field
    gone, came = [key for key in before if key not in after], [key for key in after if key not in before]
    if _by_content((*old, *new)):
        pairs = list(zip(gone, came, strict=False))
        for left, right in pairs:
            yield from _between(before[left], after[right], (*path[:-1], Part(name, left)))
        gone, came = gone[len(pairs) :], came[len(pairs) :]
    for key in after:
        if key in before:
            yield from _between(before[key], after[key], (*path[:-1], Part(name, key)))
    yield from (((*path[:-1], Part(name, key)), before[key], None, False) for key in gone)
    yield from (((*path[:-1], Part(name, key)), None, after[key], False) for key in came)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield path, old, new, True


def _by_content(entries: tuple[Any, ...]) -> bool:
    """Whether entries are known by what they say only: one that went and one that came are then one that changed."""
    return all(isinstance(entry, Model) and not identity(entry) for entry in entries)
