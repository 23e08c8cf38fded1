"""A reader who looks at a past day stays on it: every address of a page or an answer carries the day on."""

import re
from datetime import date
from typing import Final

# Addresses of the board itself; the way back to the present and files that are the same on every day are left alone
_IN_PAGE: Final = re.compile(
    r"""(?<!rel="latest-version" )\b(href|src|srcset)="((?:/(?:nl|en|api/v1)(?=/)|\?)[^"#]*)"""
)
_IN_ANSWER: Final = re.compile(rb'("(?:href|next)":")(/(?:api/v1|nl|en)[^"]*)')


def carry_in_page(page: str, day: date) -> str:
    """The page with the day in its links, pictures and the addresses of its tables."""
    return _IN_PAGE.sub(lambda found: f'{found[1]}="{found[2]}{"&amp;" if "?" in found[2] else "?"}as-of={day}', page)


def carry_in_answer(body: bytes, day: date) -> bytes:
    """The JSON with the day in its links; a quote inside a text is escaped, so no text is taken for one."""
    mark = f"as-of={day}".encode()
    return _IN_ANSWER.sub(lambda found: found[1] + found[2] + (b"&" if b"?" in found[2] else b"?") + mark, body)
