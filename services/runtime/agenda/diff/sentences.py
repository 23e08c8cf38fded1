"""Any difference in a sentence. What is best said in words of its own is in `own_words`; this is for all the rest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.base import Model, Text
from services.runtime.agenda.diff.differences import Difference, Renamed
from services.runtime.agenda.diff.excerpts import excerpts
from services.runtime.agenda.diff.naming import owner, phrase, record_name, short, subject
from services.runtime.agenda.diff.own_words import in_own_words
from services.runtime.agenda.records import identity, key_of
from services.runtime.agenda.words import entry_noun, field_noun, filled, quoted, value_text
from services.runtime.wording import LANGUAGES, Lang

Names = Mapping[str, Text]
"""Names of bodies by their id."""
_BODIES = ("lead", "lead_in_2018", "flemish_contact", "owner", "partners", "named_in_text", "successors")
_FACTS: Mapping[str, tuple[str, ...]] = {
    "recommendations": ("title", "lead"),
    "indicators": ("title", "target", "recommendations"),
    "milestones": ("title", "recommendations", "status", "due", "owner"),
    "bodies": ("name", "level", "successors"),
    "editions": ("date", "who", "why"),
}
"""What is told of a record that came or went; of others the title, the name or all of it."""
_LANGUAGE_NAMES: Mapping[Lang, Mapping[Lang, str]] = {
    "nl": {"nl": "Nederlands", "en": "Engels"},
    "en": {"nl": "Dutch", "en": "English"},
}
_MORE, _LESS = {"nl": "verhoogd", "en": "raised"}, {"nl": "verlaagd", "en": "lowered"}
_LATER, _EARLIER = {"nl": "uitgesteld", "en": "postponed"}, {"nl": "vervroegd", "en": "brought forward"}


def tell(found: Difference | Renamed, names: Names, lang: Lang) -> list[str]:
    """One sentence, or one for each language in which a text changed."""
    if isinstance(found, Renamed):
        was = record_name(found.kind, found.was, lang)
        return [f"{was} heet nu {found.record}" if lang == "nl" else f"{was} is now called {found.record}"]
    if not found.path:
        return [_record(found, names, lang)]
    if found.ordered:
        return [_order(found, lang)]
    own = in_own_words(found, lang)
    if own is not None:
        return [own]
    if isinstance(found.old, Text) and isinstance(found.new, Text):
        return _texts(found, found.old, found.new, lang)
    if found.old is None or found.new is None:
        return [_came_or_went(found, names, lang)]
    return [_changed(found, names, lang)]


def _record(found: Difference, names: Names, lang: Lang) -> str:
    came = found.new is not None
    model: Model = found.new if came else found.old
    fields = _FACTS.get(found.kind) or [name for name in ("title", "name") if name in type(model).model_fields]
    facts = [(name, getattr(model, name)) for name in fields or type(model).model_fields]
    told = "; ".join(_fact(name, value, names, lang) for name, value in facts if value not in (None, ()))
    what = {"nl": ("verwijderd", "toegevoegd"), "en": ("removed", "added")}[lang][came]
    return f"{record_name(found.kind, found.record, lang)} {what}: {told}"


def _fact(name: str, value: Any, names: Names, lang: Lang) -> str:
    text = _value(name, value, names, lang)
    return text if name in ("title", "name") else f"{field_noun(name)[lang]}: {text}"


def _order(found: Difference, lang: Lang) -> str:
    now = ", ".join(short(key_of(entry)) for entry in found.new)
    what = phrase(found.path, subject(found.kind, found.record, lang), lang, definite=True)
    return f"volgorde van {what} gewijzigd in {now}" if lang == "nl" else f"order of {what} changed to {now}"


def _texts(found: Difference, old: Text, new: Text, lang: Lang) -> list[str]:
    lines = []
    for language in LANGUAGES:
        if old[language] != new[language]:
            before, after = excerpts(old[language], new[language])
            about = subject(found.kind, found.record, lang)
            what = phrase(found.path, about, lang, note=_LANGUAGE_NAMES[lang][language])
            lines.append(_from_to(what, quoted(before), quoted(after), lang))
    return lines


def _came_or_went(found: Difference, names: Names, lang: Lang) -> str:
    last, about = found.path[-1], subject(found.kind, found.record, lang)
    came = found.old is None
    entry_value = found.new if came else found.old
    value = _value(last.field, entry_value, names, lang)
    if last.key is None:
        what = phrase(found.path, about, lang)
        if lang == "nl":
            return f"{what} bepaald: {value}" if came else f"{what} weggelaten; was {value}"
        return f"{what} set: {value}" if came else f"{what} left out; it was {value}"
    entry = f"{entry_noun(last.field)[lang]} {_entry(last.key, entry_value, value, lang)}"
    whole = owner(found.path[:-1], about, lang)
    if lang == "nl":
        return f"{entry} toegevoegd aan {whole}" if came else f"{entry} verwijderd uit {whole}"
    return f"{entry} added to {whole}" if came else f"{entry} removed from {whole}"


def _entry(key: str, entry: Any, value: str, lang: Lang) -> str:
    """An entry of a list: a value as it is, a record by its key with what else it says."""
    if not isinstance(entry, Model) or isinstance(entry, Text):
        return value
    known_by = identity(entry)
    rest = [(name, part) for name, part in filled(entry) if name not in known_by]
    told = "; ".join(f"{field_noun(name)[lang]}: {value_text(name, part, lang)}" for name, part in rest)
    return f"{short(key)} ({told})" if known_by else f"({told})"


def _changed(found: Difference, names: Names, lang: Lang) -> str:
    what = phrase(found.path, subject(found.kind, found.record, lang), lang)
    name = found.path[-1].field
    old, new = excerpts(_value(name, found.old, names, lang), _value(name, found.new, names, lang))
    if isinstance(found.old, str) and isinstance(found.new, str):
        old, new = (quoted(text) if " " in text else text for text in (old, new))
    return _from_to(what, old, new, lang, _verb(found.old, found.new, lang))


def _verb(old: Any, new: Any, lang: Lang) -> str | None:
    """Up or down, earlier or later; None where neither makes sense."""
    if isinstance(old, date) and isinstance(new, date):
        return (_LATER if new > old else _EARLIER)[lang]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    return (_MORE if new > old else _LESS)[lang] if numbers else None


def _from_to(what: str, old: str, new: str, lang: Lang, verb: str | None = None) -> str:
    if lang == "nl":
        return f"{what} {verb or 'gewijzigd'} van {old} naar {new}"
    return f"{what} {verb or 'changed'} from {old} to {new}"


def _value(name: str, value: Any, names: Names, lang: Lang) -> str:
    if name in _BODIES and isinstance(value, tuple):
        return ", ".join(_value(name, part, names, lang) for part in value)
    if name in _BODIES and value in names:
        return f"{names[value][lang]} [{value}]"
    return value_text(name, value, lang)
