"""The scores of a composite index computed from its files, and which of them are incomplete."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cli.published.composite_files import TOTAL, Place, Structure, Values
from services.cli.published.tables import Cell
from services.indicators.domain.methods.composite_index import Score, scores

OUT_COLUMNS = ("geo", "period", "level", "name", "score")
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Computed:
    """The scores of one place (period, geo), from the whole down."""

    place: Place
    scores: tuple[Score, ...]

    @property
    def total(self) -> Score:
        """The score of the whole."""
        return self.scores[0]

    def named(self, name: str) -> Score | None:
        """The score of a part; `overall` is the whole."""
        wanted = TOTAL if name == OVERALL else name
        return next((score for score in self.scores if score.name == wanted), None)


def compute(structure: Structure, values: Values) -> dict[Place, Computed]:
    """The scores of every place, by period and then geo."""
    places = sorted(values.raw)
    return {place: Computed(place, tuple(scores(structure.index, values.raw[place]))) for place in places}


def rows_of(computed: Sequence[Computed]) -> Iterator[dict[str, Cell]]:
    """A line for each place and part; an incomplete one has no score."""
    for found in computed:
        period, geo = found.place
        for score in found.scores:
            yield {"geo": geo, "period": period, "level": score.level, "name": score.name, "score": score.score}


def completeness(computed: Sequence[Computed]) -> Iterator[str]:
    """How many places of each period are complete, and what the others lack; what all of them lack is said once."""
    by_period: dict[str, list[Computed]] = defaultdict(list)
    for found in computed:
        by_period[found.place[0]].append(found)
    for period, places in by_period.items():
        lacking = [found for found in places if found.total.missing]
        everywhere = _shared([found.total.missing for found in places])
        all_lack = f"; all lack {', '.join(everywhere)}" if everywhere else ""
        yield f"  {period}: {len(places) - len(lacking)} of {len(places)} complete{all_lack}"
        for names, geos in _alike(lacking, everywhere).items():
            yield f"    {', '.join(geos)}: incomplete, no usable value of {', '.join(names)}"


def _shared(missing: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What stands in every one, in the order of the structure."""
    return tuple(name for name in missing[0] if all(name in names for names in missing))


def _alike(lacking: Sequence[Computed], everywhere: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """The places that lack the same beside what all lack."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in lacking:
        own = tuple(name for name in one.total.missing if name not in everywhere)
        if own:
            found[own].append(one.place[1])
    return found
