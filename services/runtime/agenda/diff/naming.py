"""What a difference is about: the record, and the way from it to the field that differs."""

from services.runtime.agenda.diff.differences import Part
from services.runtime.agenda.words import entry_noun, field_noun, kind_noun, quoted
from services.runtime.wording import Lang

_LONGEST_KEY = 40


def record_name(kind: str, record: str, lang: Lang) -> str:
    """`recommendation 15`, `indicator digital-skills-basic`."""
    return f"{kind_noun(kind)[lang]} {record}"


def subject(kind: str, record: str, lang: Lang) -> str:
    """The record inside a sentence; an indicator goes by its id alone."""
    return record if kind == "indicators" else record_name(kind, record, lang)


def phrase(path: tuple[Part, ...], about: str, lang: Lang, *, note: str = "", definite: bool = False) -> str:
    """The deepest field first: `period of the baseline of digital-skills-basic`."""
    of = " van " if lang == "nl" else " of "
    first = _part(path[-1], lang, definite=definite) + (f" ({note})" if note else "")
    return of.join([first, *(_part(part, lang, definite=True) for part in reversed(path[:-1])), about])


def owner(path: tuple[Part, ...], about: str, lang: Lang) -> str:
    """What a list belongs to: the record itself, or a part of it."""
    return phrase(path, about, lang, definite=True) if path else about


def _part(part: Part, lang: Lang, *, definite: bool) -> str:
    if part.key is not None:
        return f"{entry_noun(part.field)[lang]} {short(part.key)}"
    noun = field_noun(part.field)
    return noun.definite(lang) if definite else noun[lang]


def short(key: str) -> str:
    """The key of an entry; a text is quoted and cut."""
    key = key.removesuffix(" value")
    if " " not in key:
        return key
    return quoted(key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY].rstrip()}…")
