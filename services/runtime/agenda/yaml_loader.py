"""The YAML of the agenda: plain mappings, lists and scalars, read as YAML 1.2 and JSON Schema read them.

`no` and `2026-11-25` are texts, `010` is no number; aliases, merge keys and tags do not exist, so that what an editor
sees is what is there, and no file can grow when it is read.
"""

import re
from collections.abc import Iterable
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer, ComposerError
from yaml.constructor import SafeConstructor
from yaml.resolver import BaseResolver

_DEEPEST = 30
_TAG = "tag:yaml.org,2002:"
_SCALARS: dict[str, tuple[str, Iterable[str]]] = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "int": (r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    "float": (
        r"^[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?|\.inf|\.Inf|\.INF|\.nan|\.NaN|\.NAN)$",
        "-+0123456789.",
    ),
    "null": (r"^(?:~|null|Null|NULL|)$", ("~", "n", "N", "")),
}


PLAIN_TAGS = frozenset({f"{_TAG}{name}" for name in (*_SCALARS, "str", "seq", "map")})
"""The tags a node may have."""


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """First letter of a plain scalar to the tags it may have."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, (pattern, letters) in _SCALARS.items():
        for letter in letters:
            found.setdefault(letter, []).append((_TAG + name, re.compile(pattern)))
    return found


class AgendaLoader(Composer, CParser, SafeConstructor, BaseResolver):
    """Parses in C, composes here: an alias or a nesting deeper than any record is refused where it stands."""

    yaml_implicit_resolvers = _resolvers()

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        BaseResolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose the next node. Raises ComposerError for an alias and for too deep a nesting."""
        event = self.peek_event()
        mark: Any = event.start_mark if event is not None else None
        if isinstance(event, yaml.AliasEvent):
            problem = f"an alias (*{event.anchor}) stands here; expected the value itself"
            raise ComposerError(None, None, problem, mark)
        self._depth += 1
        if self._depth > _DEEPEST:
            problem = f"nested deeper than any record; expected at most {_DEEPEST} levels"
            raise ComposerError(None, None, problem, mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node
