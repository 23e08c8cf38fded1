"""A value of the agenda as a reader writes it."""

from datetime import date
from typing import Any

from schemas.base import Model, Text
from schemas.period import Period
from services.runtime.agenda.words.fields import field_noun
from services.runtime.agenda.words.vocabulary import VOCABULARY
from services.runtime.wording import Lang, format_date

_NOTHING = {"nl": "niets", "en": "nothing"}
_YES = {"nl": ("nee", "ja"), "en": ("no", "yes")}


def word(field: str, value: str, lang: Lang) -> str:
    """A value of the vocabulary in words; any other value stands for itself."""
    known = VOCABULARY.get(field, {}).get(value)
    return known[lang] if known is not None else value


def number_text(value: float, lang: Lang) -> str:
    """A number with the digits it was written with, and no grouping: 55793, 54.5, 54,5."""
    whole = value == int(value)
    text = str(int(value)) if whole else repr(float(value))
    return text.replace(".", ",") if lang == "nl" else text


def quoted(text: str) -> str:
    """A text between quotation marks."""
    return f"“{text}”"


def value_text(field: str, value: Any, lang: Lang) -> str:
    """Any value of a field in words: numbers, dates, vocabulary, texts, lists, and records as `field: value` pairs."""
    if value is None or value == ():
        return _NOTHING[lang]
    if isinstance(value, bool):
        return _YES[lang][value]
    if isinstance(value, int | float):
        return number_text(value, lang)
    if isinstance(value, Text):
        return quoted(value[lang])
    if isinstance(value, date):
        return format_date(value, lang)
    if isinstance(value, Period):
        return value.label
    if isinstance(value, tuple):
        return ", ".join(value_text(field, part, lang) for part in value)
    if isinstance(value, Model):
        return "; ".join(f"{field_noun(name)[lang]}: {value_text(name, part, lang)}" for name, part in filled(value))
    return word(field, str(value), lang)


def filled(model: Model) -> list[tuple[str, Any]]:
    """The fields that say something, in the order of the model."""
    found = [(name, getattr(model, name)) for name in type(model).model_fields]
    return [(name, value) for name, value in found if value is not None and value != ()]
