"""YAML with line numbers: each record keeps the node it was read from, so a fault can say where it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from services.runtime.agenda.faults import Faults, Place
from services.runtime.agenda.hygiene import check_nodes, check_text
from services.runtime.agenda.yaml_loader import AgendaLoader

LARGEST = 1_000_000
"""Bytes of one file; the largest that ships has a fifth of it."""
_LONGEST_NAME = 60


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
        parent = self.place.below(key, "")
        return [(item, parent.below(n, _name(item, n))) for n, item in enumerate(items)]


def read_document(path: Path, shown: str, faults: Faults, *, contacts: bool = False) -> Document:
    """Read a file whose top level is a mapping. What is wrong becomes a fault; nothing is raised.

    Only a file of `contacts` may hold what leads to somebody.
    """
    text = _read_text(path, shown, faults)
    if text is None:
        return Document(Place(shown), None)
    if not contacts:
        check_text(text, shown, faults)
    try:
        loader = AgendaLoader(text)
        node = loader.get_single_node()
        place = Place(shown, node)
        if not check_nodes(node, place, faults):
            return Document(place, None)
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        faults.at(shown, *_unreadable(error, text))
        return Document(Place(shown), None)
    if not isinstance(data, dict):
        faults.add(place, (), f"{'empty' if data is None else 'no mapping'}; expected a mapping of fields")
        return Document(place, None)
    return Document(place, data)


def _read_text(path: Path, shown: str, faults: Faults) -> str | None:
    try:
        if path.stat().st_size > LARGEST:
            faults.at(shown, 1, f"{path.stat().st_size} bytes; expected at most {LARGEST}")
            return None
        content = path.read_bytes()
        return content.decode("utf-8")
    except FileNotFoundError:
        faults.at(shown, 1, "missing; expected this file")
    except OSError as error:
        faults.at(shown, 1, f"{error.strerror}; expected a file that can be read")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.at(shown, line, f"byte 0x{content[error.start]:02x} is no UTF-8; expected a text in UTF-8")
    return None


def _unreadable(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line and the fault of a text that is no YAML."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0)) + 1
    lines = text.split("\n")
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return line, "no valid YAML: a tab at the start of the line; expected spaces"
    told = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return line, f"no valid YAML: {told}" if "; expected" in told else f"no valid YAML: {told}; expected valid YAML"


def _name(item: Any, position: int) -> str:
    named = item.get("id", item.get("number", item.get("edition", position))) if isinstance(item, dict) else position
    return str(named)[:_LONGEST_NAME]
