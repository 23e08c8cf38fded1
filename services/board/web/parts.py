"""The parts of the agenda that can be followed by feed or by mail, named by the paths of their pages."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.base import Text
from services.runtime.agenda import AgendaIndex
from services.runtime.wording import Lang

WHOLE: Final = "/"
_PATH: Final = re.compile(r"/(areas|bodies|recommendations)/([a-z0-9-]{1,100})/")


@dataclass(frozen=True, slots=True)
class Part:
    """The recommendations that belong to a page; None is all of them."""

    path: str
    name: Text | None
    numbers: frozenset[int] | None

    def title(self, lang: Lang, whole: str) -> str:
        """Its name, or what the whole agenda is called."""
        return self.name[lang] if self.name else whole


def part_of(agenda: AgendaIndex, path: str, today: date) -> Part:
    """The part at a path: `/`, an area, a body with what it leads, a recommendation. Raises KeyError for others."""
    if path == WHOLE:
        return Part(path, None, None)
    found = _PATH.fullmatch(path)
    if found is None:
        raise KeyError(path)
    kind, name = found.groups()
    if kind == "areas":
        area = agenda.area(name)
        return Part(path, area.name, frozenset(area.recommendations))
    if kind == "bodies":
        body = agenda.body(name)
        led = (r.number for r in agenda.agenda.recommendations if body in agenda.active_bodies(r.lead, today))
        return Part(path, body.name, frozenset(led))
    if not name.isdigit() or len(name) > 4:
        raise KeyError(path)
    one = agenda.recommendation(int(name))
    title = Text(nl=f"{one.number}. {one.title.nl}", en=f"{one.number}. {one.title.en}")
    return Part(f"/recommendations/{one.number}/", title, frozenset({one.number}))
