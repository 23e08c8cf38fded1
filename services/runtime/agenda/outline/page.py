"""A page of text: a heading, paragraphs, facts and lists, wrapped for a terminal."""

import textwrap
from typing import Any

from schemas.base import Model, Text
from services.runtime.agenda.words import field_noun, value_text
from services.runtime.agenda.words.values import filled
from services.runtime.wording import Lang

_WIDTH = 100


class Page:
    """Collects lines. What is told about a model is remembered, so that `rest` tells what nobody told yet."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.lines: list[str] = []
        self._told: set[str] = set()

    def heading(self, text: str) -> None:
        """A title, underlined."""
        self.lines += [*([""] if self.lines else []), text, "=" * min(len(text), _WIDTH)]

    def section(self, nl: str, en: str) -> None:
        """A part of the page."""
        self.lines += ["", {"nl": nl, "en": en}[self.lang]]

    def paragraph(self, text: str, depth: int = 0) -> None:
        """Running text."""
        self.lines += _wrapped(text, "  " * depth, "  " * depth)

    def item(self, text: str, depth: int = 1) -> None:
        """An entry of a list."""
        self.lines += _wrapped(text, "  " * depth + "- ", "  " * depth + "  ")

    def fact(self, name: str, text: str, depth: int = 0) -> None:
        """A field and its value in words; nothing where there is none."""
        self._told.add(name)
        if text:
            noun = field_noun(name)[self.lang]
            self.paragraph(f"{noun[0].upper()}{noun[1:]}: {text}", depth)

    def facts(self, model: Model, *names: str, depth: int = 0) -> None:
        """Several fields as they stand; empty ones are left out."""
        values = dict(filled(model))
        for name in names:
            self.fact(name, self.words(name, values[name]) if name in values else "", depth)

    def told(self, *names: str) -> None:
        """Fields that were told in another way."""
        self._told |= set(names)

    def rest(self, model: Model) -> None:
        """Every field that was not told: a field of a later version is never left out."""
        left = [(name, value) for name, value in filled(model) if name not in self._told]
        if left:
            self.section("Verder", "Further")
        for name, value in left:
            self._any(name, value)

    def words(self, name: str, value: Any) -> str:
        """A value in words; a text stands without quotation marks."""
        return value[self.lang] if isinstance(value, Text) else value_text(name, value, self.lang)

    def _any(self, name: str, value: Any) -> None:
        if isinstance(value, tuple) and isinstance(value[0], Model):
            self.fact(name, " ")
            for entry in value:
                self.item(self.words(name, entry))
        else:
            self.fact(name, self.words(name, value))


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    """Lines of a paragraph; identifiers are never broken, so that they can be copied."""
    kept = textwrap.TextWrapper(
        _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return kept.wrap(text) or [first]
