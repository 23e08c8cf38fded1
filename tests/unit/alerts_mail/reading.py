"""Reading a mail as its receiver does: the numbers in it, the HTML without tags."""

import re
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

from services.runtime.wording import Lang

_NUMBER = re.compile(r"(?<![\w.,/])[+\u2212-]?\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"\s+")


class _Words(HTMLParser):
    """Collects what is shown, and the addresses and alternative texts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.alts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("style", "title"):
            self._hidden += 1
        if tag == "a":
            self.links.append(found["href"] or "")
        if tag == "img":
            self.alts.append(found.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _parsed(html: str) -> _Words:
    words = _Words()
    words.feed(html)
    return words


def words_of(html: str) -> str:
    """The text of an HTML part on one line."""
    return _SPACES.sub(" ", " ".join(_parsed(html).parts)).strip()


def links_of(html: str) -> list[str]:
    """Every address the HTML links to."""
    return _parsed(html).links


def alts_of(html: str) -> list[str]:
    """The alternative text of every picture."""
    return _parsed(html).alts


def numbers_in(text: str) -> set[str]:
    """Every number as it is written, without its sign."""
    return {found.lstrip("+-\u2212") for found in _NUMBER.findall(text)}


def rounded(value: float, places: int, lang: Lang) -> str:
    """A number by hand: halves away from zero, grouped in threes, comma or point."""
    shown = f"{abs(Decimal(str(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
    return shown.translate(str.maketrans(",.", ".,")) if lang == "nl" else shown
