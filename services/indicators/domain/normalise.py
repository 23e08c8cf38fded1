"""The normalisations a composite may ask for: unlike members made alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median, pstdev

from schemas.indicator import EU_MEMBERS, CompositeMember
from schemas.verdicts import Undetermined
from services.indicators.domain.formula import formula
from services.indicators.domain.levels import MINIMUM_MEMBERS
from services.indicators.domain.line import Line, window
from services.indicators.domain.methods.min_max import scaled
from services.indicators.domain.path_basis import judge_path
from services.indicators.domain.prepare import Figures
from services.indicators.domain.reading import Reading

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


def transformed(member: CompositeMember, reading: Reading) -> Reading:
    """The reading after the member's transform, such as `100 - value`."""
    if member.transform is None or reading.exact is None:
        return reading
    exact = formula(member.transform).value({_VALUE: reading.exact})
    missing = Undetermined.no_data if exact is None else None
    return reading._replace(exact=exact, value=None if exact is None else float(exact), missing=missing)


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
    """0 to 100 between the lowest and the highest EU member of the same period, at least twenty of them."""
    members = {geo: context.figures.values(geo) for geo in EU_MEMBERS}
    found = []
    for reading in context.history.usable:
        values = (values[reading.period] for values in members.values() if reading.period in values)
        alike = [transformed(context.member, value) for value in values if value.value is not None]
        numbers = [value.number for value in alike if value.value is not None]
        low, high = min(numbers, default=0.0), max(numbers, default=0.0)
        if len(numbers) >= MINIMUM_MEMBERS and high > low:
            found.append(_with(reading, scaled(reading.number, low, high)))
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
