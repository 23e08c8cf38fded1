"""The words for what stands in the agenda, in Dutch and English: values, fields, and values of fields."""

from services.runtime.agenda.words.fields import Noun, entry_noun, field_noun
from services.runtime.agenda.words.kinds import kind_noun
from services.runtime.agenda.words.targets import range_text, target_text
from services.runtime.agenda.words.values import filled, number_text, quoted, value_text, word

__all__ = [
    "Noun",
    "entry_noun",
    "field_noun",
    "filled",
    "kind_noun",
    "number_text",
    "quoted",
    "range_text",
    "target_text",
    "value_text",
    "word",
]
