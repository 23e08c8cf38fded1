"""Indicators made of indicators: members normalised, weighted, and told apart where one is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.indicator import Composite, CompositeMember
from schemas.period import Period
from services.indicators.domain.line import Line, Segment, line
from services.indicators.domain.normalise import Context, normalised, transformed
from services.indicators.domain.prepare import Figures, Snapshots
from services.indicators.domain.reading import BREAK, Reading, united_flags
from services.indicators.domain.subject import Subject

# A member's value may be carried on to a later period for thirty months, then the member is missing
CARRIED_YEARS = 2.5
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Made:
    """The history of a composite; `missing` are the members left out of it, `elsewhere` those of another place."""

    history: Line
    missing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One member with its normalised values by position."""

    member: CompositeMember
    values: tuple[Reading, ...]

    def at(self, position: float) -> Reading | None:
        """The value for a position, or the newest before it that is not too old; carried on, it is a break no more."""
        before = [value for value in self.values if value.position <= position]
        if not before or position - before[-1].position > CARRIED_YEARS:
            return None
        carried = before[-1].position < position
        return before[-1]._replace(flags=before[-1].flags.replace(BREAK, "")) if carried else before[-1]


def make(subject: Subject, composite: Composite, snapshots: Snapshots) -> Made:
    """Compute the composite over the members that have a value at its newest period.

    Those same members make every earlier period, so that no change comes from who takes part. Fewer than the declared
    minimum give no value at all. Raises as `Figures` does.
    """
    indicator, geo = subject.indicator, subject.indicator.geography.primary
    by_id = {member.indicator.id: member for member in subject.members}
    figures = {name: Figures(member, snapshots) for name, member in by_id.items()}
    lines = {name: _line_of(known, geo) for name, known in figures.items()}
    weighing = [member for member in composite.members if composite.weights == "equal" or member.weight > 0]
    parts = [_part(composite, member, figures, lines) for member in weighing]
    periods = sorted({value.period for part in parts for value in part.values})
    newest = max((period.position for period in periods), default=0.0)
    taking = [part for part in parts if part.at(newest)]
    enough = len(taking) >= composite.minimum_members
    made = [_value(composite, taking, period) for period in periods] if enough else []
    missing = tuple(part.member.indicator for part in parts if part not in taking)
    elsewhere = tuple(name for name in sorted(lines) if lines[name].latest and lines[name].geo != geo)
    return Made(line(indicator, geo, [value for value in made if value]), missing, elsewhere)


def _line_of(member: Figures, geo: str) -> Line:
    """The member in the composite's place, or where it is judged itself if it has no value there."""
    own = member.line(geo)
    primary = member.subject.indicator.geography.primary
    return own if own.latest or geo == primary else member.line(primary)


def _part(
    composite: Composite,
    member: CompositeMember,
    figures: Mapping[str, Figures],
    lines: Mapping[str, Line],
) -> _Part:
    history = lines.get(member.indicator)
    if history is None:
        return _Part(member, ())
    first, *later = history.segments or ((),)
    segments = (first, *(_flagged(segment) for segment in later))
    ready = tuple(tuple(transformed(member, reading) for reading in segment) for segment in segments)
    context = Context(figures[member.indicator], member, replace(history, segments=ready))
    return _Part(member, normalised(composite.normalisation, context))


def _flagged(segment: Segment) -> Segment:
    """A declared break as a flag, so that it breaks the composite as well."""
    first = segment[0]
    return (first if first.restarts else first._replace(flags=first.flags + BREAK), *segment[1:])


def _value(composite: Composite, parts: Sequence[_Part], period: Period) -> Reading | None:
    """The weighted mean at a period; for a ratio the first member over the second. None where a member has no value."""
    found = [(part.member, reading) for part in parts if (reading := part.at(period.position))]
    if len(found) < len(parts):
        return None
    numbers = [reading.number for _, reading in found]
    if composite.normalisation == "ratio":
        result = numbers[0] / numbers[1] if len(numbers) == 2 and numbers[1] else None
    else:
        weights = [member.weight if composite.weights == "stated" else 1.0 for member, _ in found]
        total = sum(weights)
        result = sum(w * n for w, n in zip(weights, numbers, strict=True)) / total if total else None
    return None if result is None else _reading(result, [reading for _, reading in found], period)


def _reading(result: float, parts: Sequence[Reading], period: Period) -> Reading:
    newest = max(parts, key=lambda reading: reading.position)
    sources = {part.source.series_id: part.source for part in parts if part.source != newest.source}
    return Reading(
        period=period,
        position=period.position,
        exact=Decimal(str(result)),
        value=result,
        shown=f"{round(result, _DECIMALS):g}",
        flags=united_flags(parts),
        suspect=any(part.suspect for part in parts),
        releases=min(part.releases for part in parts),
        source=newest.source,
        parts=tuple(sources.values()),
    )
