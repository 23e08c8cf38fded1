"""The words of mails and of the pages behind them: English in the code, Dutch in a gettext catalogue.

`make messages` brings the catalogue up to the code; a test refuses what is not translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from schemas.base import Text

CATALOGUE = Path(__file__).parent / "locale" / "nl" / "LC_MESSAGES" / "alerts.po"


@dataclass(frozen=True, slots=True)
class Plural:
    """The forms of a phrase in both languages, each in the order of the language's plural rule."""

    en: Sequence[str]
    nl: Sequence[str]

    def of(self, number: int) -> Text:
        """The phrase for a number of things."""
        return Text(en=self.en[int(number != 1)], nl=self.nl[c2py(catalogue().plural_expr)(number)])


def phrase(message: str) -> Text:
    """A phrase in both languages. Raises LookupError where the catalogue lacks it: nobody gets half a translation."""
    return Text(en=message, nl=_translated(message))


def phrase_in(context: str, message: str) -> Text:
    """A phrase that is said otherwise elsewhere, as `Answer` on a button and above what was answered."""
    return Text(en=message, nl=_translated(message, context))


def plural(one: str, many: str) -> Plural:
    """A phrase that depends on a number. Raises LookupError where the catalogue lacks one of its forms."""
    return Plural((one, many), _forms(one))


@cache
def catalogue() -> Catalog:
    """The Dutch catalogue, read once."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def _translated(message: str, context: str | None = None) -> str:
    (found,) = _forms(message, context)
    return found


def _forms(message: str, context: str | None = None) -> tuple[str, ...]:
    entry = catalogue().get(message, context)
    said = () if entry is None else (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    if not said or not all(said):
        raise LookupError(f"{CATALOGUE.name} lacks {message!r}: run `make messages`, then translate it")
    return said
