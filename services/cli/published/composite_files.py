"""The structure and the values of a composite index, laid out as those of the DESI 2020."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from services.cli.published.tables import Row, read_table
from services.indicators.domain.methods.composite_index import LEVELS, Group, Key, Measure
from services.runtime.errors import ConfigError

TOTAL, DIMENSION, SUBDIMENSION, INDICATOR = LEVELS
STRUCTURE = (
    "dimension", "dimension_weight", "subdimension", "subdimension_weight", "indicator", "breakdown", "unit", "min",
    "max", "weight_in_subdimension",
)  # fmt: skip
VALUES = ("time_period", "ref_area", "indicator", "breakdown", "unit_measure", "value")
# Weights are published to a few decimals: three thirds are not quite one
_ROUNDING = 5e-4
_CLIP = {"true": True, "yes": True, "1": True, "": False, "false": False, "no": False, "0": False}

Place = tuple[str, str]
Pair = tuple[str, str]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the structure: an indicator, its cell, and what turns a raw value into the unit of its bounds."""

    row: Row
    measure: Measure
    cell: Key
    multiplier: float


@dataclass(frozen=True, slots=True)
class Structure:
    """The index and the items it is made of."""

    index: Group
    items: tuple[Item, ...]

    @property
    def weights(self) -> dict[Pair, float]:
        """What a score below adds to the one above, by (above, below), under the dimensions; contributions are 1."""
        found = {(item.row.text(SUBDIMENSION), item.row.text(INDICATOR)): 1.0 for item in self.items}
        dimensions = [part for part in self.index.parts if isinstance(part, Group)]
        return found | {(above.name, below.name): below.weight for above in dimensions for below in above.parts}


@dataclass(frozen=True, slots=True)
class Values:
    """By (period, geo): the values of the indicators, and the published contributions by (above, below)."""

    raw: Mapping[Place, Mapping[Key, float]]
    contributions: Mapping[Place, Mapping[Pair, float]]


def read_structure(path: Path) -> Structure:
    """Read and check the structure. Raises ConfigError for a cell that cannot be read or weights that do not fit."""
    table = read_table(path, STRUCTURE)
    if not table.rows:
        raise ConfigError(f"{path} holds no indicator; write a line for each")
    times = Counter(row.text(INDICATOR) for row in table.rows)
    items = tuple(table.parsed(lambda row: _item(row, alone=times[row.text(INDICATOR)] == 1)))
    _once(items)
    return Structure(_index(path, items), items)


def read_values(path: Path, structure: Structure) -> Values:
    """Read the values of a structure's indicators; other lines are passed over, an empty cell is a missing value.

    Raises ConfigError for a number that cannot be read, and for a cell with two values.
    """
    multipliers, weights = {item.cell: item.multiplier for item in structure.items}, structure.weights
    raw: dict[Place, dict[Key, float]] = defaultdict(dict)
    contributions: dict[Place, dict[Pair, float]] = defaultdict(dict)

    def take(row: Row) -> None:
        cell, place = _cell(row, "unit_measure"), (row.text("time_period"), row.text("ref_area"))
        pair = cell[0], cell[1]
        if (cell in multipliers or pair in weights) and not all(place):
            raise row.fault(
                "ref_area" if place[0] else "time_period", "is empty; every value needs a place and a period"
            )
        if cell in multipliers:
            value = row.number("value")
            _keep(row, raw[place], cell, None if value is None else value * multipliers[cell])
        elif pair in weights:
            _keep(row, contributions[place], pair, row.number("value"))

    read_table(path, VALUES).parsed(take)
    if not raw:
        raise ConfigError(f"{path} holds no indicator of the structure; check codes, breakdowns and units")
    return Values(raw, contributions)


def _item(row: Row, *, alone: bool) -> Item:
    """`alone`: no other line has the same indicator code, so that the code will do as a name."""
    worst, best, clip = row.needed("min"), row.needed("max"), row.text("clip").lower()
    if worst == best:
        raise row.fault("max", "is equal to min; nothing can be scaled between them")
    if clip not in _CLIP:
        raise row.fault("clip", f"{clip!r} is neither true nor false")
    cell, multiplier = _cell(row, "unit"), row.number("raw_multiplier")
    name = cell[0] if alone else f"{cell[0]} {cell[1]}"
    measure = Measure(name, _weight(row, "weight_in_subdimension"), cell, worst, best, _CLIP[clip])
    return Item(row, measure, cell, 1.0 if multiplier is None else multiplier)


def _cell(row: Row, unit: str) -> Key:
    return row.text(INDICATOR), row.text("breakdown"), row.text(unit)


def _weight(row: Row, column: str) -> float:
    weight = row.needed(column)
    if weight < 0:
        raise row.fault(column, "is negative; a weight is a share of 1")
    return weight


def _once(items: Iterable[Item]) -> None:
    """Raises ConfigError where a cell counts twice, or a sub-dimension stands under two dimensions."""
    cells: set[Key] = set()
    above: dict[str, str] = {}
    for item in items:
        if item.cell in cells:
            raise item.row.fault(INDICATOR, f"{item.measure.name} stands there twice; keep one line")
        cells.add(item.cell)
        name, dimension = item.row.text(SUBDIMENSION), item.row.text(DIMENSION)
        if above.setdefault(name, dimension) != dimension:
            raise item.row.fault(SUBDIMENSION, f"{name} stands under {above[name]} too; give each its own name")


def _index(path: Path, items: Iterable[Item]) -> Group:
    dimensions = []
    for dimension, of in _by(items, DIMENSION).items():
        subs = [
            _group(path, name, _one_weight(inside, SUBDIMENSION), [item.measure for item in inside])
            for name, inside in _by(of, SUBDIMENSION).items()
        ]
        dimensions.append(_group(path, dimension, _one_weight(of, DIMENSION), subs))
    return _group(path, TOTAL, 1.0, dimensions)


def _by(items: Iterable[Item], column: str) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.row.text(column)].append(item)
    return found


def _one_weight(items: list[Item], level: str) -> float:
    """The weight all lines of a dimension or sub-dimension give it. Raises ConfigError where they differ."""
    column, first = f"{level}_weight", items[0].row
    weight = _weight(first, column)
    for item in items[1:]:
        if _weight(item.row, column) != weight:
            raise item.row.fault(column, f"is another than on line {first.line}; give one {level} one weight")
    return weight


def _group(path: Path, name: str, weight: float, parts: Iterable[Group | Measure]) -> Group:
    """Raises ConfigError where the weights of the parts do not add up to 1."""
    group = Group(name, weight, tuple(parts))
    total = sum(part.weight for part in group.parts)
    if abs(total - 1) > _ROUNDING:
        names = ", ".join(part.name for part in group.parts)
        raise ConfigError(f"{path}: the weights in {name} ({names}) add up to {total:g}; make them add up to 1")
    return group


def _keep(row: Row, known: dict[K, float], key: K, value: float | None) -> None:
    """Raises ConfigError where another value is known already."""
    if value is None:
        return
    if known.setdefault(key, value) != value:
        raise row.fault("value", "an earlier line gives this cell another value; keep one")
