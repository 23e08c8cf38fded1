"""Plain text for mail: wrapped at 78 columns, no non-breaking spaces, addresses on lines of their own."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from textwrap import TextWrapper

from services.alerts.mail.story import Row

WIDTH = 78
_NO_BREAK = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-", "\ufeff": ""})
_SPACES = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text on one line: line breaks become spaces, control and formatting characters are dropped.

    Non-breaking spaces stay, so that a number and its unit are wrapped as one word.
    """
    spaced = _SPACES.sub(" ", text)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def header_line(text: str) -> str:
    """A value that is safe as a mail header: one line, plain spaces."""
    return _SPACES.sub(" ", one_line(text).translate(_NO_BREAK))


def paragraph(sentences: str | Iterable[str], indent: str = "", first: str = "") -> str:
    """Sentences as one wrapped paragraph; `first` begins it (a heading or a bullet), `indent` the other lines."""
    text = sentences if isinstance(sentences, str) else " ".join(sentences)
    wrapper = TextWrapper(WIDTH, initial_indent=first or indent, subsequent_indent=indent, break_long_words=False,
                          break_on_hyphens=False)  # fmt: skip
    return wrapper.fill(one_line(text)).translate(_NO_BREAK)


def aligned(rows: Sequence[Row]) -> str:
    """Figures in columns, indented by two; a remark that does not fit goes under its value."""
    label = max((len(row.label) for row in rows), default=0) + 2
    value = max((len(row.value) for row in rows), default=0) + 2
    lines = [line for row in rows for line in _row_lines(row, label, value)]
    return "\n".join(lines).translate(_NO_BREAK)


def _row_lines(row: Row, label: int, value: int) -> list[str]:
    begin = f"  {one_line(row.label):<{label}}"
    whole = f"{begin}{one_line(row.value):<{value}}{one_line(row.remark)}".rstrip()
    if len(whole) <= WIDTH:
        return [whole]
    indent = " " * (label + 2)
    lines = paragraph(row.value, indent, begin).split("\n")
    return lines + (paragraph(row.remark, indent).split("\n") if row.remark else [])
