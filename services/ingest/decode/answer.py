"""What a decoder returns: the series of one body with their cells, and how far the body speaks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.period import Period
from schemas.stats import Citation
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import Flags

Codes = tuple[str, ...]
"""The code of a series in every dimension but time, in the order of `Answer.dimensions`."""

Cell = tuple[Period, str | None, Flags]
"""One cell: period, decimal string as published (None: shown without a value), flags.

A plain tuple, and the series a plain dict of lists of them: a body has thousands, and classes would double the time of
decoding.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a body was able to say: these codes in each dimension, over these periods.

    A series inside the scope that the body does not hold is a statement (it was withdrawn); one outside is not.
    `codes` None: the body speaks only of the series it holds; no periods: only of the cells it holds.
    """

    codes: Mapping[str, frozenset[str]] | None
    first: Period | None
    last: Period | None

    def holds(self, dimensions: Mapping[str, str]) -> bool:
        """Whether a series with these codes lies inside."""
        if self.codes is None or self.codes.keys() != dimensions.keys():
            return False
        return all(dimensions[name] in known for name, known in self.codes.items())


@dataclass(frozen=True, slots=True)
class Answer:
    """One decoded body: the cells of every series by its codes, in no particular order.

    `labels` are the publisher's texts per dimension and code. `updated` is the dataset's own release stamp. `counted`
    is the publisher's count of observations, where it gives one for the whole dataset. `citations` tell where
    a transcribed figure was published, `units` the unit where it is not a dimension. `agency` is the code of the
    publisher, where the body names it. `unplaced` counts cells of a period that has no place in time (a week 99).
    """

    dimensions: tuple[str, ...]
    series: Mapping[Codes, list[Cell]]
    scope: Scope
    dataset: str | None = None
    updated: datetime | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counted: int | None = None
    citations: Mapping[tuple[Codes, Period], Citation] = field(default_factory=dict)
    units: Mapping[Codes, str] = field(default_factory=dict)
    agency: str | None = None
    unplaced: int = 0

    @property
    def observations(self) -> int:
        """How many cells the body holds, with or without a value."""
        return sum(len(cells) for cells in self.series.values())

    def named(self, codes: Codes) -> dict[str, str]:
        """Codes with the names of their dimensions."""
        return dict(zip(self.dimensions, codes, strict=True))


def span(periods: Iterable[Period]) -> tuple[Period | None, Period | None]:
    """First and last period; Nones when there is none."""
    ordered = sorted(periods)
    return (ordered[0], ordered[-1]) if ordered else (None, None)


def gathered(rows: Iterable[tuple[Codes, Cell]]) -> dict[Codes, list[Cell]]:
    """Put (codes, cell) pairs together into series, in order of first appearance.

    A cell that is told twice in the same words counts once. Raises NotData, `conflict`, when two disagree.
    """
    series: dict[Codes, list[Cell]] = defaultdict(list)
    for codes, cell in rows:
        series[codes].append(cell)
    return {codes: distinct(codes, cells) for codes, cells in series.items()}


def distinct(codes: Codes, cells: list[Cell]) -> list[Cell]:
    """The cells of one series, one for each period. Raises NotData, `conflict`, when two of a period disagree."""
    by_period = {cell[0]: cell for cell in cells}
    if len(by_period) == len(cells):
        return cells
    for cell in cells:
        if by_period[cell[0]] != cell:
            raise NotData("conflict", f"two cells disagree on {' '.join(codes)} {cell[0].label}")
    return list(by_period.values())
