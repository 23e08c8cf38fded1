"""The words of the pages, from one catalogue in both languages."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from schemas.base import Text
from services.runtime.errors import ConfigError
from services.runtime.wording import Lang

CATALOGUE = Path(__file__).with_name("texts.yaml")
_SECTIONS = TypeAdapter(dict[str, dict[str, Text]])


class Texts:
    """Looks up `section.name`; an unknown name raises KeyError, so that a test finds it."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def say(self, name: str, lang: Lang, **gaps: object) -> str:
        """The text with its gaps filled."""
        return self.texts[name][lang].format(**gaps) if gaps else self.texts[name][lang]


def load_texts(path: Path = CATALOGUE) -> Texts:
    """Read the catalogue. Raises ConfigError when a text lacks a language."""
    try:
        sections = _SECTIONS.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ConfigError(f"texts of the board: {error}") from error
    return Texts({f"{section}.{name}": text for section, names in sections.items() for name, text in names.items()})
