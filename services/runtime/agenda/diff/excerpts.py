"""The part of two long texts in which they differ."""

from itertools import takewhile

LONG = 120
_AROUND = 40


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts whole when they are short; else what differs, with some words around it and … for what is left out."""
    if max(len(old), len(new)) <= LONG:
        return old, new
    start = _word(old, _shared(old, new) - _AROUND)
    end = _shared(old[start:][::-1], new[start:][::-1])
    return _cut(old, start, end - _AROUND), _cut(new, start, end - _AROUND)


def _shared(old: str, new: str) -> int:
    """How many letters two texts share from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _word(text: str, position: int) -> int:
    """Where the word at a position begins."""
    return text.rfind(" ", 0, position) + 1 if position > 0 else 0


def _cut(text: str, start: int, left_out: int) -> str:
    stop = len(text)
    if left_out > 0:
        space = text.find(" ", stop - left_out)
        stop = space if space != -1 else stop
    return ("…" if start else "") + text[start:stop] + ("…" if stop < len(text) else "")
