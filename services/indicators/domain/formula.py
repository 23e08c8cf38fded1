"""Formulas of the agenda: arithmetic over named terms, read and computed without `eval`."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

from services.indicators.domain.numbers import in_range
from services.runtime.errors import ConfigError

Terms = Mapping[str, Decimal]
_Node = Callable[[Terms], Decimal]
_Operation = Callable[[Decimal, Decimal], Decimal]
_OPERATIONS: Mapping[str, _Operation] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
# Deeper nesting than any reader could follow; it bounds the recursion
_DEEPEST = 50
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z_0-9]*)|([-+*/(),]))")


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


_FUNCTIONS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "mean": _mean,
    "min": min,
    "max": max,
    "sum": lambda values: sum(values, Decimal(0)),
    "abs": lambda values: abs(values[0]),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read once; `names` are its terms in order of first use."""

    text: str
    names: tuple[str, ...]
    _node: _Node

    def value(self, terms: Terms) -> Decimal | None:
        """The result, of 28 digits at most; None where it would divide by nought or is larger than any statistic.

        Raises KeyError for a missing term.
        """
        try:
            return in_range(self._node(terms))
        except (DivisionByZero, InvalidOperation, Overflow):
            return None


@lru_cache(maxsize=512)
def formula(text: str) -> Formula:
    """Read a formula of names, numbers, + - * / and parentheses, and mean, min, max, sum, abs.

    Raises ConfigError, naming the place, for anything else.
    """
    return _Parser(text).read()


class _Parser:
    """Recursive descent over sum := product {+- product}, product := factor {*/ factor}."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: dict[str, None] = {}
        self.tokens: list[str] = []
        self.depth = 0
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ConfigError(f"formula {text!r}: {text[at:].strip()[0]!r} is not allowed")
            self.tokens.append(match[0].strip())
            at = match.end()
        self.at = 0

    def read(self) -> Formula:
        node = self._sum()
        if self._peek():
            raise ConfigError(f"formula {self.text!r}: unexpected {self._peek()!r}")
        return Formula(self.text, tuple(self.names), node)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, expected: str = "") -> str:
        token = self._peek()
        if not token or (expected and token != expected):
            raise ConfigError(f"formula {self.text!r}: expected {expected or 'a term'}, found {token or 'the end'!r}")
        self.at += 1
        return token

    def _sum(self) -> _Node:
        return self._chain("+-", self._product)

    def _product(self) -> _Node:
        return self._chain("*/", self._factor)

    def _chain(self, signs: str, part: Callable[[], _Node]) -> _Node:
        first = part()
        rest: list[tuple[_Operation, _Node]] = []
        while self._peek() and self._peek() in signs:
            rest.append((_OPERATIONS[self._take()], part()))
        return _chained(first, rest) if rest else first

    def _factor(self) -> _Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ConfigError(f"formula {self.text[:40]!r}…: nested deeper than {_DEEPEST}")
        node = self._term()
        self.depth -= 1
        return node

    def _term(self) -> _Node:
        found = self._take()
        if found == "-":
            inner = self._factor()
            return lambda terms: -inner(terms)
        if found == "(":
            inner = self._sum()
            self._take(")")
            return inner
        if found[0].isdigit():
            number = Decimal(found)
            return lambda terms: number
        if found in _FUNCTIONS:
            return self._call(found)
        if not (found[0].isalpha() or found[0] == "_"):
            raise ConfigError(f"formula {self.text!r}: unexpected {found!r}")
        self.names[found] = None
        return lambda terms: terms[found]

    def _call(self, name: str) -> _Node:
        self._take("(")
        arguments = [self._sum()]
        while self._peek() == ",":
            self._take()
            arguments.append(self._sum())
        self._take(")")
        if name == "abs" and len(arguments) != 1:
            raise ConfigError(f"formula {self.text!r}: abs takes one term")
        function = _FUNCTIONS[name]
        return lambda terms: function([argument(terms) for argument in arguments])


def _chained(first: _Node, rest: Sequence[tuple[_Operation, _Node]]) -> _Node:
    """Operations of one rank, from left to right."""

    def node(terms: Terms) -> Decimal:
        result = first(terms)
        for operation, following in rest:
            result = operation(result, following(terms))
        return result

    return node
