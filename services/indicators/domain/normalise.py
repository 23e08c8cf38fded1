"""The normalisations a composite may ask for: unlike members made alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median, pstdev

from schemas.indicator import EU_MEMBERS, CompositeMember
from services.indicators.domain.formula import formula
from services.indicators.domain.levels import MINIMUM_MEMBERS
from services.indicators.domain.line import Line, window
from services.indicators.domain.methods.min_max import scaled
from services.indicators.domain.path_basis import judge_path
from services.indicators.domain.prepare import Figures
from services.indicators.domain.reading import Reading, unite

# The years the agenda's z-scores are taken against
REFERENCE_YEARS = (2015, 2019)
MEDIAN_YEARS = 5
_VALUE = "value"


@dataclass(frozen=True, slots=True)
class Context:
    """A member, its (transformed) history, and what is known of others."""

    figures: Figures
    member: CompositeMember
    history: Line


def normalised(kind: str, context: Context) -> tuple[Reading, ...]:
    """The member's values on the common scale, oldest first; a period that cannot be normalised is left out."""
    return tuple(_KINDS[kind](context))


def transformed(member: CompositeMember, readings: Iterable[Reading]) -> Iterator[Reading]:
    """The usable readings after the member's transform, such as `100 - value`; those it has no result for left out."""
    usable = (reading for reading in readings if reading.exact is not None)
    if member.transform is None:
        yield from usable
        return
    rule = formula(member.transform)
    for reading in usable:
        exact = rule.value({_VALUE: reading.exact or Decimal(0)})
        if exact is not None:
            yield reading._replace(exact=exact, value=float(exact))


def _as_is(context: Context) -> list[Reading]:
    return list(context.history.usable)


def _share_of_reference(context: Context) -> list[Reading]:
    """value / reference, capped at 1, x 100."""
    reference = context.member.reference
    if not reference:
        return []
    return [_with(reading, min(reading.number / reference, 1.0) * 100) for reading in context.history.usable]


def _z_score(context: Context) -> list[Reading]:
    """(value - mean) / standard deviation of the reference years, as far as they lie behind no break."""
    first, last = REFERENCE_YEARS
    reference = [reading.number for reading in context.history.current if first <= reading.period.year <= last]
    spread = pstdev(reference) if len(reference) > 1 else 0.0
    if not spread:
        return []
    return [_with(reading, (reading.number - fmean(reference)) / spread) for reading in context.history.current]


def _eu_min_max(context: Context) -> list[Reading]:
    """0 to 100 between the lowest and the highest EU member of the same period, at least twenty of them.

    The two ends lend the value their doubts, and a break in one of them is a break of the scale.
    """
    members = [context.figures.values(geo) for geo in EU_MEMBERS]
    found = []
    for reading in context.history.usable:
        values = (known[reading.period] for known in members if reading.period in known)
        alike = sorted(transformed(context.member, values), key=lambda value: value.number)
        if len(alike) >= MINIMUM_MEMBERS and alike[-1].number > alike[0].number:
            low, high = alike[0], alike[-1]
            found.append(_with(unite(reading, [low, high]), scaled(reading.number, low.number, high.number)))
    return found


def _own_median(context: Context) -> list[Reading]:
    """value / median of the five years before."""
    found = []
    for segment in context.history.segments:
        for index, reading in enumerate(segment):
            before = [earlier.number for earlier in window(segment, index, MEDIAN_YEARS)]
            if len(before) > 1 and median(before):
                found.append(_with(reading, reading.number / median(before)))
    return found


def _distance_to_path(context: Context) -> list[Reading]:
    """How far ahead of its own path the member is, in its unit; negative is behind."""
    indicator = context.figures.subject.indicator
    if indicator.target is None or indicator.target.year is None or not context.history.usable:
        return []
    ruling = judge_path(indicator, indicator.target, indicator.target.year, context.history)
    return [_with(item.reading, item.gap) for item in ruling.judged if item.gap is not None]


def _with(reading: Reading, value: float) -> Reading:
    return reading._replace(value=value, exact=Decimal(str(value)))


_KINDS: Mapping[str, Callable[[Context], list[Reading]]] = {
    "none": _as_is,
    "z_score": _z_score,
    "eu_min_max": _eu_min_max,
    "share_of_reference": _share_of_reference,
    "ratio": _as_is,
    "own_median_5y": _own_median,
    "distance_to_path": _distance_to_path,
}
