"""Every phrase that mails and alert pages are made of: both languages, the same gaps, nothing empty."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

import services.alerts
import services.runtime.wording
from schemas.base import Text

# Names, and words that both languages write alike.
SAME = {"Koers", "Koers: {body}", "Later", "Eurostat", "Statbel", "Sciensano", "data.europa.eu"}
_GAP = re.compile(r"\{(\w+)\}")


def phrases() -> Iterator[tuple[str, Text]]:
    """Every Text that a module of alerting or of the shared wording holds, by where it stands."""
    for package in (services.alerts, services.runtime.wording):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                yield from _within(f"{found.name}.{name}", value)


def _within(place: str, value: object) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _within(f"{place}[{key}]", inner)
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from _within(f"{place}[{number}]", inner)


ALL = dict(phrases())


def gaps(text: str) -> set[str]:
    """The names to be filled in. Raises ValueError for a brace that does not close."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_are_phrases_to_look_at() -> None:
    assert len(ALL) > 300


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_phrase_is_empty_or_badly_spaced(lang: str) -> None:
    bad = [place for place, text in ALL.items() if not text[lang].strip() or "  " in text[lang].replace("\n", "")]
    assert bad == []


def test_both_languages_leave_the_same_gaps() -> None:
    assert [place for place, text in ALL.items() if gaps(text.nl) != gaps(text.en)] == []


def test_no_phrase_is_left_untranslated() -> None:
    same = {text.nl for text in ALL.values() if text.nl == text.en and re.search(r"[a-z]{4}", _GAP.sub("", text.nl))}
    assert same - SAME == set()


def test_a_sentence_in_one_language_is_one_in_the_other() -> None:
    ends = ".?!"
    assert [p for p, text in ALL.items() if (text.nl[-1] in ends) is not (text.en[-1] in ends)] == []
