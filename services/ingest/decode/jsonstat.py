"""JSON-stat 2.0 as Eurostat writes it (statistics/1.0 and SDMX 2.1/3.0 with format=JSON).

Sparse and O(observations): a cell is looked at where `value` or `status` names it, the cube is never built. Numbers
keep their published text, trailing zeros included, which is why the standard library's parser is used with its number
hooks and not a faster one that would give floats.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS, Flags, split_flags
from services.ingest.decode.guard import parse_json
from services.ingest.decode.sdmx import time_of
from services.ingest.decode.source_errors import reject_source_error

_TIME = ("time", "TIME_PERIOD")
_MAX_DIMENSIONS = 30
_AGENCY = re.compile(r"[A-Z][A-Z0-9_]{1,15}")
_NOWHERE = Period(date(2999, 12, 31), 1, "D")
_Sparse = Mapping[str, str]
_Flags = Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class Dataflow:
    """The answer to a change probe: when data and structure of a dataset were last updated."""

    dataset: str
    updated: datetime | None
    stamps: Mapping[str, str]

    @property
    def validators(self) -> dict[str, str]:
        """What to compare with the last poll: both stamps, since either may move alone."""
        return {name: self.stamps[name] for name in ("UPDATE_DATA", "UPDATE_STRUCTURE") if name in self.stamps}


def decode_dataset(body: bytes) -> Answer:
    """Decode a data answer.

    Raises SourceSaid for an error or notice of the publisher and NotData for anything that is no JSON-stat dataset,
    a dataflow (which calls itself a dataset too) and the retired WDDS format included.
    """
    document = _dataset(parse_json(body))
    axes = _axes(document)
    time = _time(document, axes)
    periods = [time_of(code) or _NOWHERE for code in time.codes]
    placed = [period for period in periods if period is not _NOWHERE]
    if len(set(placed)) != len(placed):
        raise NotData("bad_axes", "the time dimension lists a period twice")
    values = _values(document, axes)
    statuses = _statuses(document, values)
    series = _series(values, statuses, axes, time, periods)
    unplaced = 0
    if len(placed) != len(periods):
        series, unplaced = _placed(series)
    extension, annotations = _extension(document), _annotations(document)
    return Answer(
        dimensions=tuple(axis.name for axis in axes if axis is not time),
        series=series,
        scope=Scope({a.name: frozenset(a.codes) for a in axes if a is not time}, *span(placed)),
        dataset=str(extension.get("id", "")).lower() or None,
        updated=_stamp(document.get("updated")),
        labels={axis.name: axis.labels for axis in axes if axis is not time},
        counted=_count(annotations.get("OBS_COUNT")),
        agency=_agency(extension.get("agencyId") or document.get("source")),
        unplaced=unplaced,
    )


def decode_dataflow(body: bytes) -> Dataflow:
    """Decode a structure answer. Raises SourceSaid or NotData, as `decode_dataset` does."""
    document = parse_json(body)
    reject_source_error(document)
    if not isinstance(document, dict) or "value" in document or not isinstance(document.get("extension"), dict):
        raise NotData("not_dataflow", "the answer to the probe is no dataflow")
    stamps = _annotations(document)
    return Dataflow(str(document["extension"].get("id", "")).lower(), _stamp(stamps.get("UPDATE_DATA")), stamps)


@dataclass(frozen=True, slots=True)
class _Axis:
    name: str
    codes: Sequence[str]
    labels: Mapping[str, str]


def _dataset(document: Any) -> dict[str, Any]:
    """The document, when it is a dataset with data. Raises SourceSaid or NotData."""
    reject_source_error(document)
    kind = document.get("class") if isinstance(document, dict) else None
    if kind in ("collection", "dimension"):
        raise NotData(f"jsonstat_{kind}", f"the body is a JSON-stat {kind}, which holds no data; ask for a dataset")
    if not isinstance(document, dict) or kind != "dataset":
        raise NotData("not_jsonstat", "the body is JSON, but no JSON-stat 2.0 dataset")
    if "value" not in document or "id" not in document:
        raise NotData("dataflow_for_data", "the body describes the dataset and holds no data")
    return document


def _axes(document: dict[str, Any]) -> list[_Axis]:
    """The dimensions in order, codes sorted by their position. Raises NotData when they do not fit `id` and `size`."""
    try:
        ids, sizes = document["id"], [int(n) for n in document["size"]]
        if len(ids) != len(sizes) or len(ids) > _MAX_DIMENSIONS or min(sizes, default=0) < 0:
            raise NotData("bad_axes", "id and size do not describe the same dimensions")
        if len(set(ids)) != len(ids):
            raise NotData("bad_axes", "id names a dimension twice")
        return [
            _axis(name, size, document["dimension"][name]["category"]) for name, size in zip(ids, sizes, strict=True)
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotData("bad_axes", f"the dimensions cannot be read: {error!r}") from error


def _axis(name: str, size: int, category: dict[str, Any]) -> _Axis:
    """A dimension; one of a single category may give its label alone.

    Raises NotData, and what Python raises for parts that are none.
    """
    labels = category.get("label")
    index = category["index"] if "index" in category or size != 1 else list(labels or ())
    if isinstance(index, dict):
        places = {code: int(place) for code, place in index.items()}
        codes = sorted(places, key=places.__getitem__)
        if [places[code] for code in codes] != list(range(len(codes))):
            raise NotData("bad_axes", f"dimension {name} does not number its codes from 0 without a gap")
    else:
        codes = list(index)
    if not isinstance(name, str) or not all(isinstance(code, str) for code in codes):
        raise NotData("bad_axes", f"dimension {name} has codes that are no texts")
    if len(codes) != size or len(set(codes)) != size:
        raise NotData("bad_axes", f"dimension {name} lists {len(codes)} codes and says {size}")
    return _Axis(name, codes, labels if isinstance(labels, dict) else {})


def _time(document: dict[str, Any], axes: Sequence[_Axis]) -> _Axis:
    """The time dimension: by its role, else by its name. Raises NotData for none and for more than one."""
    role = document.get("role")
    named = role.get("time") if isinstance(role, dict) else None
    names = tuple(named) if isinstance(named, list) and named else _TIME
    found = [axis for axis in axes if axis.name in names]
    if len(found) != 1:
        raise NotData("no_time", f"the dataset has {len(found) or 'no'} time dimension{'s'[: len(found)]}")
    return found[0]


def _values(document: dict[str, Any], axes: Sequence[_Axis]) -> _Sparse:
    """`value` as index -> text: sparse by index, or dense, one for each cell of the cube."""
    found = document["value"]
    if not isinstance(found, list):
        return _texts(found, "value")
    cube = math.prod(len(axis.codes) for axis in axes)
    if len(found) != cube:
        raise NotData("bad_values", f"value lists {len(found)} cells, the dimensions make {cube}")
    return _texts({str(i): item for i, item in enumerate(found) if item is not None}, "value")


def _statuses(document: dict[str, Any], values: _Sparse) -> _Sparse:
    """`status` as index -> text: sparse, dense, or one text for every value."""
    found = document.get("status") or {}
    if isinstance(found, list) and len(found) == 1 and len(values) != 1:
        found = found[0]
    if isinstance(found, str):
        return dict.fromkeys(values, found)
    if isinstance(found, list):
        found = {str(i): item for i, item in enumerate(found) if item}
    return _texts(found, "status")


def _texts(found: object, name: str) -> _Sparse:
    """What is there by index, null left out. Raises NotData for other than numbers and texts by whole numbers."""
    if not isinstance(found, dict):
        raise NotData("bad_values", f"{name} does not hold numbers or texts by index")
    kinds = set(map(type, found.values()))
    if type(None) in kinds:
        found = {key: item for key, item in found.items() if item is not None}
    if not kinds <= {str, type(None)}:
        raise NotData("bad_values", f"{name} does not hold numbers or texts by index")
    keys = "".join(found)
    if (keys and not (keys.isascii() and keys.isdecimal())) or any(key[:1] == "0" and key != "0" for key in found):
        raise NotData("bad_index", f"{name} has an index that is no whole number")
    return found


def _series(
    values: _Sparse, statuses: _Sparse, axes: Sequence[_Axis], time: _Axis, periods: Sequence[Period]
) -> dict[Codes, list[Cell]]:
    """The touched cells, gathered per series. Raises NotData when a key is no index into the cube."""
    known = {status: split_flags(status) for status in set(statuses.values())}
    flags = {key: known[status] for key, status in statuses.items()}
    after = math.prod(len(axis.codes) for axis in axes[axes.index(time) + 1 :])
    others = [axis.codes for axis in axes if axis is not time]
    try:
        if after == 1:
            return _by_codes(_by_block(values, flags, periods), others)
        return _by_codes(_by_stride(values, flags, periods, after), others)
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise NotData("bad_index", f"a value stands outside the cube: {error!r}") from error


def _by_block(values: _Sparse, flags: _Flags, periods: Sequence[Period]) -> dict[int, list[Cell]]:
    """The usual layout: time varies fastest, so the series is the quotient and the period the remainder.

    The hot loop of decoding, written flat for that reason.
    """
    cells: dict[int, list[Cell]] = defaultdict(list)
    length, flags_of, none = len(periods), flags.get, NO_FLAGS
    for key, value in values.items():
        index = int(key)
        cells[index // length].append((periods[index % length], value, flags_of(key, none)))
    for key in flags.keys() - values.keys():
        index = int(key)
        cells[index // length].append((periods[index % length], None, flags[key]))
    return cells


def _by_stride(values: _Sparse, flags: _Flags, periods: Sequence[Period], after: int) -> dict[int, list[Cell]]:
    """Any other layout: `after` cells lie between two periods of one series."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    for key in values.keys() | flags.keys():
        rest, behind = divmod(int(key), after)
        before, position = divmod(rest, len(periods))
        cells[before * after + behind].append((periods[position], values.get(key), flags.get(key, NO_FLAGS)))
    return cells


def _placed(series: Mapping[Codes, list[Cell]]) -> tuple[dict[Codes, list[Cell]], int]:
    """The series without the cells of a period that has no place in time, and how many those were."""
    kept = {codes: [cell for cell in cells if cell[0] is not _NOWHERE] for codes, cells in series.items()}
    lost = sum(len(cells) for cells in series.values()) - sum(len(cells) for cells in kept.values())
    return {codes: cells for codes, cells in kept.items() if cells}, lost


def _by_codes(cells: dict[int, list[Cell]], axes: Sequence[Sequence[str]]) -> dict[Codes, list[Cell]]:
    """Row-major position -> codes; the codes of all but the last dimension are worked out once and kept."""
    if not axes:
        if cells.keys() - {0}:
            raise IndexError("the index lies beyond the last cell")
        return {(): cells[0]} if cells else {}
    length, last = len(axes[-1]), [(code,) for code in axes[-1]]
    before: dict[int, Codes] = {}
    series: dict[Codes, list[Cell]] = {}
    for place, found in cells.items():
        outer = place // length
        codes = before.get(outer)
        if codes is None:
            codes = before[outer] = _unravelled(outer, axes[:-1])
        series[codes + last[place % length]] = found
    return series


def _unravelled(place: int, axes: Sequence[Sequence[str]]) -> Codes:
    codes: list[str] = []
    for axis in reversed(axes):
        place, position = divmod(place, len(axis))
        codes.append(axis[position])
    if place:
        raise IndexError("the index lies beyond the last cell")
    return tuple(reversed(codes))


def _extension(document: dict[str, Any]) -> dict[str, Any]:
    extension = document.get("extension")
    return extension if isinstance(extension, dict) else {}


def _annotations(document: dict[str, Any]) -> dict[str, str]:
    """The dated and counted annotations by type; where a type repeats (links do) the first is kept."""
    items = _extension(document).get("annotation")
    found: dict[str, str] = {}
    for item in items if isinstance(items, list) else ():
        text = item.get("date") or item.get("title") if isinstance(item, dict) else None
        if text is not None:
            found.setdefault(str(item.get("type")), str(text))
    return found


def _agency(name: object) -> str | None:
    """A code of an agency; the long name some publishers give as their source is none."""
    return name if isinstance(name, str) and _AGENCY.fullmatch(name) else None


def _stamp(text: object) -> datetime | None:
    """A release stamp; None where it does not tell its offset from UTC. Raises NotData for what is no time."""
    if not text:
        return None
    try:
        stamp = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise NotData("bad_stamp", f"the release stamp {text!r} is no time") from error
    return stamp if stamp.tzinfo else None


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
