"""What a publisher had said, day by day: as it was recorded, and before and between recordings in publication order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from schemas.period import Period
from schemas.stats import ReleaseRhythm
from services.indicators.domain.freshness import release_day
from services.ingest.decode.answer import Answer, Cell, Codes, Scope
from services.ingest.identify import DATASET
from services.ingest.recipe import Recipe, Slice
from services.ingest.snapshot import Body
from services.runtime.clock import BRUSSELS

Cells = dict[tuple[Codes, Period], Cell]


@dataclass(frozen=True, slots=True)
class Vintage:
    """A recorded body, decoded. `asked` are the codes of its request, none for a whole dataset."""

    answer: Answer
    body: Body
    asked: Slice

    @property
    def moment(self) -> datetime:
        """When its figures were out: its release stamp, else when it was read."""
        return min(self.body.retrieved_at, self.body.published_at or self.body.retrieved_at)

    @property
    def day(self) -> date:
        """The day in Brussels on which its figures were out."""
        return self.moment.astimezone(BRUSSELS).date()


@dataclass(frozen=True, slots=True)
class Release:
    """What a publisher had said by a day; `recorded` False where it is rebuilt in publication order."""

    day: date
    recipe: Recipe
    vintage: Vintage
    recorded: bool


def releases(recipe: Recipe, vintages: Sequence[Vintage]) -> Iterator[Release]:
    """The bodies of a recipe, each with the days before it on which part of it was out already.

    A figure that no earlier recording holds came out at the end of its period plus the dataset's release lag, but not
    before a recording that should have held it, and by the day of its own recording. A figure that differs from an
    earlier recording was what it had been until the day of its own.
    """
    ordered = sorted(vintages, key=lambda vintage: vintage.day)
    held: Cells = {}
    for number, vintage in enumerate(ordered):
        out = _out_before(recipe, vintage, ordered[:number], held)
        series = _as_held(vintage, held)
        for day in sorted(out):
            for codes, cell in out[day]:
                series[codes].append(cell)
            shown = _released(vintage.answer, series, out[day]) if recipe.many_datasets else series
            yield Release(day, recipe, _part(vintage, shown, day), recorded=False)
        body = replace(vintage.body, retrieved_at=vintage.moment)
        yield Release(vintage.day, recipe, replace(vintage, body=body), recorded=True)
        held |= {(codes, cell[0]): cell for codes, cells in vintage.answer.series.items() for cell in cells}


def lag_known(rhythm: ReleaseRhythm | None) -> bool:
    """Whether a dataset's rhythm tells when a figure comes out; where not, the end of its period counts."""
    return rhythm is not None and (rhythm.month, rhythm.lag_days) != (None, None)


def _out_before(
    recipe: Recipe, vintage: Vintage, earlier: Sequence[Vintage], held: Cells
) -> dict[date, list[tuple[Codes, Cell]]]:
    """Per day what came out of a recording before it: its cells that are in no earlier one."""
    found: dict[date, list[tuple[Codes, Cell]]] = defaultdict(list)
    for codes, cells in vintage.answer.series.items():
        silent = max((other.day for other in earlier if _spoke_of(other, vintage.answer, codes)), default=date.min)
        for cell in cells:
            day = _day(recipe, vintage.answer, codes, cell[0])
            if (codes, cell[0]) not in held and silent < day < vintage.day:
                found[day].append((codes, cell))
    return found


def _day(recipe: Recipe, answer: Answer, codes: Codes, period: Period) -> date:
    rhythm = recipe.rhythms.get(answer.named(codes).get(DATASET, ""), recipe.rhythm)
    day = release_day(period, rhythm) or period.end
    citation = answer.citations.get((codes, period))
    return min(day, citation.read_on) if citation and citation.read_on else day


def _spoke_of(earlier: Vintage, answer: Answer, codes: Codes) -> bool:
    """Whether an earlier body would have held a figure of a series, had it been out.

    It would where it holds the series, or was asked for it; a body that speaks of no periods, only of its cells, says
    nothing of others.
    """
    scope = earlier.answer.scope
    if scope.first is None or earlier.answer.dimensions != answer.dimensions:
        return False
    named = answer.named(codes)
    asked = scope.codes is not None and all(named.get(name) in known for name, known in earlier.asked.items())
    return asked or codes in earlier.answer.series


def _as_held(vintage: Vintage, held: Cells) -> dict[Codes, list[Cell]]:
    """The figures of a recording that an earlier one held, as they were then."""
    series: dict[Codes, list[Cell]] = defaultdict(list)
    for codes, cells in vintage.answer.series.items():
        series[codes] = [held[codes, period] for period, _, _ in cells if (codes, period) in held]
    return series


def _released(
    answer: Answer, series: Mapping[Codes, list[Cell]], today: Sequence[tuple[Codes, Cell]]
) -> dict[Codes, list[Cell]]:
    """The series of those datasets of which something came out."""
    datasets = {answer.named(codes)[DATASET] for codes, _ in today}
    return {codes: cells for codes, cells in series.items() if answer.named(codes)[DATASET] in datasets}


def _part(vintage: Vintage, series: Mapping[Codes, list[Cell]], day: date) -> Vintage:
    """A body of these series as it would have been read on a day; it speaks of nothing it does not hold.

    It has a release stamp where its recording has one, so that a later release is seen to repeat a figure. A series of
    which nothing is out stays, empty: which series an id means depends on all of them.
    """
    held = {codes: list(cells) for codes, cells in series.items()}
    answer = replace(vintage.answer, series=held, scope=Scope(None, None, None), counted=None)
    moment = datetime.combine(day, time(12), UTC)
    published = moment if vintage.body.published_at else None
    return Vintage(answer, replace(vintage.body, retrieved_at=moment, published_at=published), {})
