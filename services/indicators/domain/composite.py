"""Indicators made of indicators: members normalised, weighted, and told apart where one is missing."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from schemas.indicator import Composite, CompositeMember
from schemas.period import Period
from services.indicators.domain.line import Line, lies_between, line, one_frequency
from services.indicators.domain.normalise import Context, normalised, transformed
from services.indicators.domain.numbers import in_range
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
    """One member with its normalised values, oldest first, and the days on which it becomes another measure."""

    member: CompositeMember
    values: tuple[Reading, ...] = ()
    breaks: tuple[date, ...] = ()

    def at(self, period: Period) -> Reading | None:
        """The value for a period, or the newest before it that is neither too old nor behind a break.

        Carried on, it is the first of a new series no more.
        """
        position = period.position
        index = bisect_right(self.values, position, key=lambda value: value.position) - 1
        value = self.values[index] if index >= 0 else None
        if value is None or value.position == position:
            return value
        old = position - value.position > CARRIED_YEARS
        if old or lies_between(self.breaks, value.period.start, _middle(period)):
            return None
        return value._replace(flags=value.flags.replace(BREAK, ""))

    def broken(self, before: Reading, reading: Reading) -> bool:
        """Whether two values are of different measures."""
        return lies_between(self.breaks, before.period.start, reading.period.start)


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
    known = {value.period for part in parts for value in part.values}
    periods = sorted(one_frequency(sorted(known), indicator.frequency), key=lambda period: period.position)
    taking = [part for part in parts if periods and part.at(periods[-1])]
    enough = len(taking) >= composite.minimum_members
    missing = tuple(part.member.indicator for part in parts if part not in taking)
    elsewhere = tuple(name for name in sorted(lines) if lines[name].latest and lines[name].geo != geo)
    return Made(line(indicator, geo, _values(composite, taking, periods) if enough else ()), missing, elsewhere)


def _line_of(member: Figures, geo: str) -> Line:
    """The member in the composite's place, or where it is judged itself if it has no value there."""
    own = member.line(geo)
    return own if own.latest else member.judged_line()


def _part(
    composite: Composite,
    member: CompositeMember,
    figures: Mapping[str, Figures],
    lines: Mapping[str, Line],
) -> _Part:
    history = lines.get(member.indicator)
    if history is None:
        return _Part(member)
    ready = (tuple(transformed(member, segment)) for segment in history.segments)
    context = Context(figures[member.indicator], member, replace(history, segments=tuple(filter(None, ready))))
    values = normalised(composite.normalisation, context)
    restarts = (value.period.start for value in values if value.restarts)
    return _Part(member, values, tuple(sorted({*history.breaks, *restarts})))


def _values(composite: Composite, parts: Sequence[_Part], periods: Sequence[Period]) -> Iterator[Reading]:
    """The composite at every period at which all parts have a value; a break of one of them breaks the whole."""
    before: list[Reading] = []
    for period in periods:
        found = [reading for part in parts if (reading := part.at(period))]
        result = _combined(composite, parts, found) if len(found) == len(parts) else None
        exact = None if result is None else in_range(Decimal(str(result)))
        if exact is None:
            continue
        made = _reading(exact, found, period)
        broken = any(part.broken(old, new) for part, old, new in zip(parts, before, found, strict=False))
        yield made.restarted() if broken else made
        before = found


def _combined(composite: Composite, parts: Sequence[_Part], found: Sequence[Reading]) -> float | None:
    """The weighted mean; for a ratio the first member over the second."""
    numbers = [reading.number for reading in found]
    if composite.normalisation == "ratio":
        return numbers[0] / numbers[1] if len(numbers) == 2 and numbers[1] else None
    weights = [part.member.weight if composite.weights == "stated" else 1.0 for part in parts]
    total = sum(weights)
    return sum(w * n for w, n in zip(weights, numbers, strict=True)) / total if total else None


def _reading(exact: Decimal, parts: Sequence[Reading], period: Period) -> Reading:
    newest = max(parts, key=lambda reading: reading.position)
    sources = {part.source.series_id: part.source for part in parts if part.source != newest.source}
    return Reading(
        period=period,
        position=period.position,
        exact=exact,
        value=float(exact),
        shown=f"{round(exact, _DECIMALS).normalize():f}",
        flags=united_flags(parts),
        suspect=any(part.suspect for part in parts),
        releases=min(part.releases for part in parts),
        source=newest.source,
        parts=tuple(sources.values()),
    )


def _middle(period: Period) -> date:
    """The day at which the period stands on a path."""
    return period.start + (period.end - period.start) / 2
