"""How far the computed scores of a composite index agree with published scores, ranks and contributions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from services.cli.published.composite_files import INDICATOR, SUBDIMENSION, Place, Structure, Values
from services.cli.published.composite_scores import OVERALL, Computed
from services.cli.published.outcome import close
from services.cli.published.tables import Row, Table, read_table
from services.runtime.errors import ConfigError

EXPECTED = ("data_year_label", "geo")
RANK = "rank"
# Published to four decimals, from weights known to six
SCORE = 2e-4
CONTRIBUTION = {INDICATOR: 1.2e-4, SUBDIMENSION: SCORE}

Results = Mapping[Place, Computed]


@dataclass(frozen=True, slots=True)
class Compared:
    """One published result beside ours; `ours` is None where a value is missing."""

    where: str
    published: float
    ours: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person is told, and how many published results are not met."""

    lines: tuple[str, ...] = ()
    missed: int = 0

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement((*self.lines, *other.lines), self.missed + other.missed)


def read_expected(path: Path, structure: Structure) -> Table:
    """Read published scores. Raises ConfigError where no column holds a score of the structure."""
    table = read_table(path, EXPECTED)
    if not _score_columns(table, structure):
        raise ConfigError(f"{path}, line 1: no column of scores; it needs {OVERALL}, or the name of a dimension")
    return table


def against_scores(table: Table, structure: Structure, results: Results) -> Agreement:
    """Every column of scores, then the ranks. Raises ConfigError for a cell that is no number."""
    agreement = Agreement()
    for column in _score_columns(table, structure):
        compared = table.parsed(partial(_score, column=column, results=results))
        agreement += _told(column, [one for one in compared if one], SCORE)
    return agreement + _ranks(table, results)


def against_contributions(values: Values, structure: Structure, results: Results) -> Agreement:
    """The contributions that stand in the file of values itself; nothing where it holds none."""
    weights = structure.weights
    by_level: dict[str, list[Compared]] = defaultdict(list)
    for place, pairs in values.contributions.items():
        for (above, below), published in pairs.items():
            found = results[place].named(below) if place in results else None
            if found is not None:
                ours = None if found.score is None else weights[above, below] * found.score
                by_level[found.level].append(Compared(f"{place[1]} {place[0]}, {below} in {above}", published, ours))
    told = (
        _told(f"contributions of {level}s in the file of values", compared, CONTRIBUTION[level])
        for level, compared in by_level.items()
    )
    return sum(told, Agreement())


def _score_columns(table: Table, structure: Structure) -> list[str]:
    parts = {OVERALL, *(name for pair in structure.weights for name in pair)}
    return [column for column in table.columns if column in parts]


def _place(row: Row) -> Place:
    return row.text("data_year_label"), row.text("geo")


def _score(row: Row, column: str, results: Results) -> Compared | None:
    published = row.published(column)
    if published is None:
        return None
    period, geo = _place(row)
    found = results.get((period, geo))
    score = found.named(column) if found else None
    return Compared(f"line {row.line}, {geo} {period}", published, score.score if score else None)


def _told(what: str, compared: Sequence[Compared], tolerance: float) -> Agreement:
    known = [one for one in compared if one.ours is not None]
    missed = [one for one in known if not close(one.ours, one.published, tolerance)]
    without = sum(one.ours is None for one in compared)
    aside = f"; {without} published where a value is missing" if without else ""
    return Agreement(
        (
            f"  {what}: {len(known) - len(missed)} of {len(known)} within {tolerance:g}{aside}",
            *(f"    {one.where}: published {one.published:g}, Koers {one.ours:.6g}" for one in missed),
        ),
        len(missed),
    )


def _ranks(table: Table, results: Results) -> Agreement:
    """Whether the complete places of each period stand in the published order; equal scores may in either."""
    column = next((column for column in table.columns if column.startswith(RANK)), None)
    if column is None:
        return Agreement()
    ranked: dict[str, list[tuple[float, str, float | None]]] = defaultdict(list)
    for place, rank in table.parsed(lambda row: (_place(row), row.published(column))):
        if rank is not None:
            found = results.get(place)
            ranked[place[0]].append((rank, place[1], found.total.score if found else None))
    return sum((_order(column, period, places) for period, places in ranked.items()), Agreement())


def _order(column: str, period: str, places: list[tuple[float, str, float | None]]) -> Agreement:
    known = [(rank, geo, score) for rank, geo, score in sorted(places) if score is not None]
    missed = [f"    {behind} stands behind {ahead} and scores more" for ahead, behind in _turned(known)]
    aside = "" if len(known) == len(places) else f"; {len(places) - len(known)} lack a value"
    line = f"  {column} {period}: the published order of {len(known)} places, {len(missed)} turned{aside}"
    return Agreement((line, *missed) if known else (), len(missed))


def _turned(known: Iterable[tuple[float, str, float]]) -> Iterator[tuple[str, str]]:
    """Neighbours in the published order of which the later one scores more than rounding explains."""
    for (_, ahead, more), (_, behind, less) in pairwise(known):
        if less > more + SCORE:
            yield ahead, behind
