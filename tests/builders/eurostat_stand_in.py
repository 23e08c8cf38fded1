"""What Eurostat would answer to a request, cut from a whole dataset at hand."""

import itertools
import json
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.ingest.connectors.base import Request

_SIGNS: dict[str, Callable[[int, int], bool]] = {"ge": operator.ge, "le": operator.le}
_LATER: dict[str, Callable[[int, int], bool]] = {"sinceTimePeriod": operator.ge, "untilTimePeriod": operator.le}
_FORM = {"format", "lang", "compressed"}


def answer_to(request: Request, document: Mapping[str, Any]) -> bytes:
    """The part of a JSON-stat document that a request of SDMX 3.0 or of statistics/1.0 asks for."""
    kept = _codes(request)
    years = list(_years(request))
    names = document["id"]
    every = [_ordered(document, name) for name in names]
    mine = [
        [code for code in codes if _year_fits(code, years)]
        if name == "time"
        else [code for code in codes if name not in kept or code in kept[name]]
        for name, codes in zip(names, every, strict=True)
    ]
    places = [{code: i for i, code in enumerate(codes)} for codes in every]
    value = {}
    for position, codes in enumerate(itertools.product(*mine)):
        old = 0
        for code, place in zip(codes, places, strict=True):
            old = old * len(place) + place[code]
        if (found := document["value"].get(str(old))) is not None:
            value[str(position)] = found
    cut = {
        name: {"category": {"index": {code: i for i, code in enumerate(codes)}}}
        for name, codes in zip(names, mine, strict=True)
    }
    return json.dumps({**document, "size": [*map(len, mine)], "dimension": cut, "value": value, "status": {}}).encode()


def _ordered(document: Mapping[str, Any], name: str) -> list[str]:
    index: dict[str, int] = document["dimension"][name]["category"]["index"]
    return sorted(index, key=index.__getitem__)


def _codes(request: Request) -> dict[str, set[str]]:
    kept: dict[str, set[str]] = {}
    for name, text in request.params:
        if name.startswith("c[") and name != "c[TIME_PERIOD]":
            kept.setdefault(name[2:-1], set()).update(text.split(","))
        elif name not in _FORM | _LATER.keys() and not name.startswith("c["):
            kept.setdefault(name, set()).add(text)
    return kept


def _years(request: Request) -> Iterator[tuple[Callable[[int, int], bool], int]]:
    for name, text in request.params:
        if name in _LATER:
            yield _LATER[name], int(text)
        elif name == "c[TIME_PERIOD]":
            yield from ((_SIGNS[bound[:2]], int(bound[3:])) for bound in text.split("+"))


def _year_fits(code: str, years: list[tuple[Callable[[int, int], bool], int]]) -> bool:
    return all(fits(int(code), year) for fits, year in years)
