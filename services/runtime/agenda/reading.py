"""YAML with line numbers: each record keeps the node it was read from, so a fault can say where it stands."""

from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services.runtime.errors import ConfigError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Step = str | int
_LANGUAGES = ("en", "nl")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Place:
    """Where a record stands: the file as shown to people, and its YAML node (None: the file itself)."""

    file: str
    node: yaml.Node | None = None
    name: str = ""

    def line(self, path: tuple[Step, ...]) -> int:
        """The line of the deepest part of `path` that exists, counted from 1."""
        node = self.node
        for step in path:
            below = _child(node, step)
            if below is None:
                break
            node = below
        return node.start_mark.line + 1 if node is not None else 1


@dataclass(frozen=True)
class Entry(Generic[M]):
    """A valid record and its place."""

    model: M
    place: Place


@dataclass
class Faults:
    """Everything that is wrong, so that it can be told at once."""

    lines: list[str] = field(default_factory=list)

    def add(self, place: Place, path: tuple[Step, ...], message: str) -> None:
        """Note one fault: file, line, field path, and what was expected."""
        where = ".".join([part for part in (place.name, *map(str, path)) if part])
        self.lines.append(f"{place.file} line {place.line(path)}: {where + ': ' if where else ''}{message}")

    def stop(self, what: str) -> None:
        """Raise one ConfigError with all faults; do nothing when there are none."""
        if self.lines:
            count = len(self.lines)
            head = f"{what}: {count} fault{'s' if count > 1 else ''}"
            raise ConfigError("\n".join([head, *self.lines]), faults=tuple(self.lines))


@dataclass(frozen=True)
class Document:
    """One YAML file: its top-level mapping and where each part stands; no `data` when it could not be read."""

    place: Place
    data: dict[str, Any] | None

    def get(self, key: str) -> Any:
        """A top-level value, None where there is none."""
        return self.data.get(key) if self.data is not None else None

    def records(self, key: str, faults: Faults) -> list[tuple[Any, Place]]:
        """The items of a top-level list, each with its place; a fault when the list is missing."""
        items = self.get(key)
        if not isinstance(items, list):
            if self.data is not None:
                faults.add(self.place, (key,), "expected a list")
            return []
        parent = _child(self.place.node, key)
        return [(item, Place(self.place.file, _child(parent, n), _name(item, n))) for n, item in enumerate(items)]


def read_document(path: Path, shown: str, keys: set[str], faults: Faults) -> Document:
    """Read a file whose top level holds exactly `keys`. What is wrong becomes a fault."""
    place = Place(shown)
    try:
        loader = _LOADER(path.read_text("utf-8"))
        node = loader.get_single_node()
        place = Place(shown, node)
        data = loader.construct_document(node) if node is not None else None
    except FileNotFoundError:
        faults.add(place, (), "expected this file")
        return Document(place, None)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or error
        faults.lines.append(f"{shown} line {mark.line + 1 if mark else 1}: expected valid YAML: {told}")
        return Document(place, None)
    _check_nodes(node, place, faults)
    if not isinstance(data, dict):
        faults.add(place, (), f"expected a mapping with {', '.join(sorted(keys))}")
        return Document(place, None)
    for key in data.keys() - keys:
        faults.add(place, (key,), f"unknown field; expected {', '.join(sorted(keys))}")
    return Document(place, data)


def validate(model: type[M], data: Any, place: Place, faults: Faults) -> Entry[M] | None:
    """The record as its model, or None and one fault for each thing the model refuses."""
    try:
        return Entry(model.model_validate(data), place)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            path = tuple(takewhile(_is_field, found["loc"]))
            if found["type"] != "is_instance_of":
                faults.add(place, path, _expected(found["type"], found["msg"], found["input"]))
        return None


def _is_field(step: Step) -> bool:
    """Pydantic also names the branch of a union it tried, such as `function-after[parse(), str]`."""
    return "[" not in str(step)


def _expected(kind: str, message: str, found: Any) -> str:
    if kind == "missing":
        return "expected this field"
    if kind == "extra_forbidden":
        return "unknown field"
    said = message.removeprefix("Value error, ").replace("Input should be", "expected")
    return said if kind == "value_error" else f"{said}, found {found!r:.60}"


def _name(item: Any, position: int) -> str:
    named = item.get("id", item.get("number", position)) if isinstance(item, dict) else position
    return str(named)


def _child(node: yaml.Node | None, step: Step) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _check_nodes(node: yaml.Node | None, place: Place, faults: Faults) -> None:
    """YAML keeps only the last of two equal keys, and a text may be there without words: both are faults."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        for key, value in node.value:
            here = Place(place.file, key)
            if names.count(key.value) > 1:
                faults.add(here, (), f"field {key.value} stands here twice")
            if key.value in _LANGUAGES and isinstance(value, yaml.ScalarNode) and not value.value.strip():
                faults.add(here, (), f"expected a text in {key.value}")
            _check_nodes(value, place, faults)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _check_nodes(value, place, faults)
