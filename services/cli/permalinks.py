"""`docs/permalinks.txt`: every kind of address and every id that was ever public; lines are only ever added."""

import re
from collections.abc import Iterable, Iterator, Mapping

from services.board.web.app import ROUTERS
from services.board.web.glossary import load_glossary
from services.board.web.routes.tables import Part, Sets
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.errors import ConfigError

HEAD = """\
# Addresses of the board that are public, and answer for ever. `make generate` adds what is new; no line is taken out:
# who renames or drops a thing lets its old address lead to what took its place (301 or 308).
# A line that begins with a slash is a kind of address; any other is a name and what may stand for it there.
# Not here: addresses that hang on what was received or caught (series, raw files, sources, daily bundles, mails,
# subscriptions).
"""
_HANGS = re.compile(r"^/(raw|open-data/\{name\}|\{lang\}/(mails|subscriptions)|api/v1/series/|api/v1/sources/)")
_HOLE = re.compile(r"\{(\w+)\}")
_ENUMERATIONS = {"lang": ("nl", "en"), "form": ("csv", "xlsx"), "image": ("svg", "png"), "part": tuple(Part)}
# The routes that take a word where others name a thing
_WORDS: Mapping[str, Mapping[str, Iterable[str]]] = {
    "/{lang}/{name}.{form}": {"name": tuple(Sets)},
    "/id/{kind}/{name}.jsonld": {"kind": ("areas", "bodies", "milestones")},
    "/id/{kind}/{name}": {"kind": ("recommendations", "indicators", "areas", "bodies", "milestones", "terms")},
}
_THINGS = {"priorities": "cells", "cells": "cells", "sdmx/indicators": "indicators"}


def permalinks(kept: str | None) -> str:
    """The file: what is `kept`, then what is public by now and not in it. Raises ConfigError for an unknown name."""
    lines = [line for line in (kept or "").splitlines() if line and not line.startswith("#")]
    names = {name: list(values) for name, values in _names().items()}
    told = [*_addresses(names), *(f"{name} {value}" for name, values in names.items() for value in values)]
    return HEAD + "".join(f"{line}\n" for line in dict.fromkeys([*lines, *told]))


def _names() -> dict[str, Iterable[str]]:
    index = AgendaIndex(load_agenda())
    agenda = index.agenda
    return {
        **_ENUMERATIONS,
        "recommendations": (str(one.number) for one in agenda.recommendations),
        "indicators": (one.id for one in agenda.indicators),
        "areas": (one.id for one in agenda.areas),
        "cells": (one.id for one in index.cells()),
        "building-blocks": (str(one.number) for one in agenda.building_blocks),
        "milestones": (one.id for one in agenda.milestones),
        "bodies": (one.id for one in agenda.bodies),
        "actions": (one.id for one in agenda.actions),
        "terms": iter(load_glossary()),
    }


def _addresses(names: Mapping[str, object]) -> Iterator[str]:
    paths = [str(route.path) for router in ROUTERS for route in router.routes if "GET" in getattr(route, "methods", ())]
    for path in paths:
        if not _HANGS.match(path):
            yield from (_named(each, names) for each in _spelled(path))


def _spelled(path: str) -> Iterator[str]:
    """The path with each word that chooses between tables or kinds of things."""
    holes = _WORDS.get(path, {})
    if not holes:
        yield path
    for hole, words in holes.items():
        yield from (path.replace(f"{{{hole}}}", word) for word in words)


def _named(path: str, names: Mapping[str, object]) -> str:
    """The path with its holes called after what stands in them: the things of the folder before, or a list of words."""

    def call(hole: re.Match[str]) -> str:
        if hole[1] in _ENUMERATIONS:
            return hole[0]
        folder = path[: hole.start()].rstrip("/").rpartition("/")[2]
        thing = _THINGS.get(folder, folder)
        if thing not in names:
            told = "name what stands there in services/cli/permalinks.py, or that it is no permalink"
            raise ConfigError(f"permalinks: {hole[0]} of {path} is unknown; {told}")
        return f"{{{thing}}}"

    return _HOLE.sub(call, path)
