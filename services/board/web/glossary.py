"""The glossary: the board's own words with what they mean, each under an id that never changes."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from schemas.base import Model, Text
from services.runtime.errors import ConfigError

GLOSSARY = Path(__file__).with_name("glossary.yaml")
Group = Literal["verdict", "standing", "measuring", "figures", "acting"]


class Term(Model):
    """A word of the board."""

    group: Group
    term: Text
    means: Text


_TERMS = TypeAdapter(dict[str, Term])


def load_glossary(path: Path = GLOSSARY) -> dict[str, Term]:
    """The terms by id. Raises ConfigError where one lacks a language."""
    try:
        return _TERMS.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ConfigError(f"glossary of the board: {error}") from error
