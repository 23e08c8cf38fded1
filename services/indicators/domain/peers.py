"""The own change and that of others, told apart: a value may rise and yet fall behind, or lose its place."""

from collections.abc import Mapping, Sequence
from datetime import date

from schemas.assessment import PeerChange, Rank
from schemas.chart import Comparator
from schemas.indicator import EU_MEMBERS, Indicator
from schemas.period import Period
from services.indicators.domain.levels import MINIMUM_MEMBERS, places_of
from services.indicators.domain.line import Line, Segment, index_before, lies_between
from services.indicators.domain.prepare import ByPeriod, Figures
from services.indicators.domain.reading import Reading, began_between
from services.indicators.domain.ruling import CHANGE_YEARS, sign_of

# The place that is judged lies in Belgium or is Belgium: among the members it takes that one's place
OWN_MEMBER = "BE"


def peer_changes(indicator: Indicator, history: Line, comparators: Sequence[Comparator]) -> tuple[PeerChange, ...]:
    """The changes over five years, or since both are known; of a peer without two matching periods, none.

    Neither side reaches back over a break of its own.
    """
    found = (_change(indicator, history.current, comparator) for comparator in comparators)
    return tuple(change for change in found if change)


def _change(indicator: Indicator, current: Segment, comparator: Comparator) -> PeerChange | None:
    values = {point.period: point.value for point in comparator.points if point.value is not None}
    breaks = sorted(point.period.start for point in comparator.points if point.is_break)
    shared = _since_break([reading for reading in current if reading.period in values], breaks)
    if len(shared) < 2:
        return None
    last = shared[-1]
    first = shared[index_before(shared, len(shared) - 1, CHANGE_YEARS, lambda reading: reading.position)]
    sign = sign_of(indicator)
    before, now = values[first.period], values[last.period]
    return PeerChange(
        peer=comparator.geo,
        first=first.period,
        last=last.period,
        own=last.number - first.number,
        others=now - before,
        gap_before=sign * (first.number - before),
        gap=sign * (last.number - now),
    )


def _since_break(readings: Sequence[Reading], breaks: Sequence[date]) -> Sequence[Reading]:
    if not readings:
        return readings
    last = readings[-1].period.start
    return [reading for reading in readings if not lies_between(breaks, reading.period.start, last)]


def outrun(change: PeerChange, tolerance: float) -> bool:
    """Whether both moved the same way and the other side further, by more than the tolerance."""
    further = abs(change.others) - abs(change.own)
    return change.own * change.others > 0 and further > tolerance


def rank_of(indicator: Indicator, history: Line, figures: Figures) -> Rank | None:
    """The place now and five years before; None where not every member is asked for, or fewer than twenty tell."""
    if indicator.benchmark is None or len(places_of(indicator.benchmark)) < len(EU_MEMBERS) or not history.current:
        return None
    members = {geo: figures.values(geo) for geo in EU_MEMBERS if geo != OWN_MEMBER}
    told = [reading for reading in history.current if len(_values(members, reading.period)) >= MINIMUM_MEMBERS]
    if len(told) < 2:
        return None
    last = told[-1]
    first = told[index_before(told, len(told) - 1, CHANGE_YEARS, lambda reading: reading.position)]
    alike = {geo: known for geo, known in members.items() if not began_between(known.values(), first, last)}
    before, now = _values(alike, first.period), _values(alike, last.period)
    both = before.keys() & now.keys()
    if len(both) < MINIMUM_MEMBERS:
        return None
    sign = sign_of(indicator)
    return Rank(
        first=first.period,
        last=last.period,
        own=last.number - first.number,
        before=_place(sign, first, [before[geo] for geo in both]),
        now=_place(sign, last, [now[geo] for geo in both]),
        of=len(both) + 1,
    )


def _values(members: Mapping[str, ByPeriod], period: Period) -> dict[str, float]:
    readings = {geo: known[period] for geo, known in members.items() if period in known}
    return {geo: reading.number for geo, reading in readings.items() if reading.value is not None}


def _place(sign: int, own: Reading, others: Sequence[float]) -> int:
    """1 for the best; equal values share the better place."""
    return 1 + sum(sign * other > sign * own.number for other in others)
