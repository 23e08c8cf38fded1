"""Reads the examples of a documentation page: what to ask, and what it says the answer is."""

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"`(/[^`]*)`")
ANSWERS = {"json": "application/json", "csv": "text/csv", "http": ""}


@dataclass(frozen=True)
class Example:
    """A request; `form` and `answer` are the block that stands behind it, where there is one."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    form: str = ""
    answer: str = ""


def examples_of(page: str) -> list[Example]:
    """Every command in the page's shell blocks; what follows a block is the answer to its last command."""
    found: list[Example] = []
    for kind, text in _BLOCK.findall(page):
        if kind == "sh":
            found += [_asked(line) for line in text.splitlines()]
        elif kind in ANSWERS:
            asked = found.pop()
            assert not asked.form, f"two answers to {asked.path}"
            found.append(Example(asked.path, asked.headers, kind, text))
        else:
            raise AssertionError(f"an example that nothing asks for: {kind}")
    return found


def _asked(line: str) -> Example:
    command, *words = shlex.split(line)
    assert command == "curl", line
    headers: dict[str, str] = {}
    path = ""
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif not word.startswith("-"):
            address = urlsplit(word)
            assert address.netloc == "127.0.0.1:8400", line
            path = f"{address.path}?{address.query}" if address.query else address.path
        else:
            assert word == "-i", line
    return Example(path, headers)


def addresses_of(page: str) -> list[str]:
    """The addresses that stand in its running text, outside of blocks, as written there."""
    return _ADDRESS.findall(_BLOCK.sub("", page))


def misfits(documented: Any, actual: Any, at: str = "answer") -> list[str]:
    """Where an answer lacks what is documented or has another type; lists are compared by their first item.

    Words must be there as documented, but for `…`; of numbers only the kind is compared.
    """
    if isinstance(documented, dict):
        if not isinstance(actual, dict):
            return [f"{at} is no object"]
        missing = [f"{at}.{name} is missing" for name in documented if name not in actual]
        both = [misfits(value, actual[name], f"{at}.{name}") for name, value in documented.items() if name in actual]
        return [*missing, *(fault for faults in both for fault in faults)]
    if isinstance(documented, list):
        if not isinstance(actual, list):
            return [f"{at} is no list"]
        if not documented:
            return []
        return misfits(documented[0], actual[0], f"{at}[0]") if actual else [f"{at} is empty"]
    if documented is None or actual is None:
        return []
    number = isinstance(documented, (int, float)) and not isinstance(documented, bool)
    if isinstance(documented, str) and documented != "…":
        return [] if actual == documented else [f"{at} is {json.dumps(actual)[:80]}"]
    fits = isinstance(actual, (int, float)) if number else type(actual) is type(documented)
    return [] if fits else [f"{at} is {json.dumps(actual)[:80]}"]
