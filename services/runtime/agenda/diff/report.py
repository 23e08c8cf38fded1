"""The differences between two editions, by record, for a reader."""

from dataclasses import dataclass, field

from schemas.agenda import Agenda
from services.runtime.agenda.diff.differences import compare
from services.runtime.agenda.diff.naming import record_name
from services.runtime.agenda.diff.sentences import tell
from services.runtime.agenda.records import records
from services.runtime.wording import Lang


@dataclass
class Chapter:
    """A record and what is different about it."""

    heading: str
    sentences: list[str] = field(default_factory=list)


def describe(old: Agenda, new: Agenda, lang: Lang) -> list[Chapter]:
    """Every difference in a sentence; empty when the content is the same and the edition too."""
    names = {body.id: body.name for agenda in (old, new) for body in agenda.bodies}
    titles = _titles(old, lang) | _titles(new, lang)
    chapters: dict[tuple[str, str], Chapter] = {}
    if old.edition != new.edition:
        told = {"nl": f"editie {old.edition} is nu {new.edition}", "en": f"edition {old.edition} is now {new.edition}"}
        chapters["edition", ""] = Chapter({"nl": "editie", "en": "edition"}[lang], [told[lang]])
    for found in compare(old, new):
        key = (found.kind, found.record)
        title = titles.get(key)
        heading = record_name(*key, lang) + (f": {title}" if title else "")
        chapters.setdefault(key, Chapter(heading)).sentences += tell(found, names, lang)
    return list(chapters.values())


def _titles(agenda: Agenda, lang: Lang) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind, models in records(agenda).items():
        for name, model in models.items():
            title = getattr(model, "title", None) or getattr(model, "name", None)
            if title is not None:
                found[kind, name] = title[lang]
    return found
