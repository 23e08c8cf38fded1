"""Cells that a spreadsheet must not take for something to carry out."""

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"^[-+]?\d[\d.]*([eE][-+]?\d+)?$")


def neutral(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would read a formula; a number stays one."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) and not _NUMBER.match(text) else text
