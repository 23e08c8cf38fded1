"""Basis benchmark: the gap to others, or to the own past, and whether it widens."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.assessment import Benchmark
from schemas.indicator import BenchmarkKind, Indicator
from schemas.verdicts import Basis, Undetermined
from services.indicators.domain.levels import Level, level_of_others, level_of_past, places_of
from services.indicators.domain.line import Line, Segment, index_before, years_before
from services.indicators.domain.prepare import ByPeriod
from services.indicators.domain.reading import Reading, began_between, unite
from services.indicators.domain.ruling import CHANGE_YEARS, Judged, Ruling, sign_of, unjudged
from services.indicators.domain.standing import AgainstLevel, nearness
from services.indicators.domain.tolerance import tolerance_at

Others = Mapping[str, ByPeriod]


class _Gap(NamedTuple):
    """A value beside a level; `gap` negative is behind, `at` is the value's place in its segment."""

    at: int
    reading: Reading
    level: float
    members: tuple[str, ...]
    gap: float


def judge_benchmark(indicator: Indicator, kind: BenchmarkKind, history: Line, others: Others) -> Ruling:
    """Judge every period that has a benchmark; `others` holds the values of the places `places_of` names.

    Behind a break nothing is said before the benchmark is known again.
    """
    judged: list[Judged] = []
    gaps: list[_Gap] = []
    for number, segment in enumerate(history.segments):
        gaps = []
        judged += _segment(indicator, kind, segment, others, gaps, restarted=number > 0)
    reason = None if judged or not history.segments else Undetermined.incomparable
    return Ruling(Basis.benchmark, tuple(judged), reason, benchmark=_benchmark(kind, gaps) if gaps else None)


def _segment(
    indicator: Indicator, kind: BenchmarkKind, segment: Segment, others: Others, gaps: list[_Gap], *, restarted: bool
) -> Iterator[Judged]:
    """Judge one segment; `gaps` comes to hold its gaps since the newest break of the benchmark itself."""
    for index, reading in enumerate(segment):
        level = _level(indicator, kind, segment, index, others)
        if level is None:
            if restarted and index == 0:
                yield unjudged(reading, restarted=True)
            continue
        if others and gaps and _broken(level, others, gaps[-1], reading):
            gaps.clear()
            restarted = True
        if level.value is None:
            yield _without_level(kind, reading, restarted=restarted)
            continue
        gap = sign_of(indicator) * (reading.number - level.value)
        gaps.append(_Gap(index, unite(reading, level.readings), level.value, level.members, gap))
        yield _judge(indicator, kind, segment, gaps, restarted=restarted)


def _level(indicator: Indicator, kind: BenchmarkKind, segment: Segment, index: int, others: Others) -> Level | None:
    sign = sign_of(indicator)
    if not places_of(kind):
        return level_of_past(kind, segment, index, sign)
    return level_of_others(kind, segment[index].period, others, sign)


def _broken(level: Level, others: Others, before: _Gap, reading: Reading) -> bool:
    """Whether the benchmark breaks after one own value and up to another: then the gap is another measure as well."""
    places = dict.fromkeys([*before.members, *level.members])
    return any(began_between(others[place].values(), before.reading, reading) for place in places)


def _without_level(kind: BenchmarkKind, reading: Reading, *, restarted: bool) -> Judged:
    """Too few members have reported, or the own past is too short."""
    if places_of(kind):
        return Judged(reading, reason=Undetermined.too_few_points)
    return unjudged(reading, restarted=restarted)


def _before(kind: BenchmarkKind, gaps: Sequence[_Gap]) -> _Gap | None:
    """The gap five years before, or at the start; None where the newest gap is the first, or the level the own past."""
    if len(gaps) == 1 or not places_of(kind):
        return None
    then = index_before(gaps, len(gaps) - 1, CHANGE_YEARS, lambda gap: gap.reading.position)
    return gaps[then] if gaps[then] is not gaps[-1] else None


def _judge(
    indicator: Indicator, kind: BenchmarkKind, segment: Segment, gaps: Sequence[_Gap], *, restarted: bool
) -> Judged:
    newest, before = gaps[-1], _before(kind, gaps)
    near = nearness(newest.reading.number, newest.level)
    closed = newest.gap >= -near
    if places_of(kind) and before is None and (restarted or not closed):
        return unjudged(newest.reading, restarted=restarted)
    earlier = years_before(segment, newest.at, CHANGE_YEARS)
    change = sign_of(indicator) * (newest.reading.number - earlier.number)
    # The own past is itself the level to keep: there the gap is measured from nought
    shortfall = (before.gap if before else 0.0) - newest.gap
    tolerance = tolerance_at(indicator, newest.level)
    standing = AgainstLevel(shortfall, tolerance, change, closed, near)
    return Judged(newest.reading, standing, None, newest.level, newest.gap, None, tolerance)


def _benchmark(kind: BenchmarkKind, gaps: Sequence[_Gap]) -> Benchmark:
    newest, before = gaps[-1], _before(kind, gaps)
    return Benchmark(
        kind=kind,
        value=newest.level,
        period=newest.reading.period,
        members=newest.members,
        gap=newest.gap,
        gap_before=before.gap if before else None,
        before_period=before.reading.period if before else None,
    )
