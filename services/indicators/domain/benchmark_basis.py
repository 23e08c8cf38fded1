"""Basis benchmark: the gap to others, or to the own past, and whether it widens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.assessment import Benchmark
from schemas.indicator import BenchmarkKind, Indicator
from schemas.verdicts import Basis, Undetermined
from services.indicators.domain.levels import Level, level_of_others, level_of_past, places_of
from services.indicators.domain.line import Line, Segment, index_before, years_before
from services.indicators.domain.prepare import ByPeriod
from services.indicators.domain.reading import Reading, unite
from services.indicators.domain.ruling import CHANGE_YEARS, Judged, Ruling, sign_of, unjudged
from services.indicators.domain.standing import EPSILON, AgainstLevel
from services.indicators.domain.tolerance import tolerance_at

Others = Mapping[str, ByPeriod]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A value beside a level; `gap` negative is behind, `index` is the value's place in its segment."""

    index: int
    reading: Reading
    level: float
    members: tuple[str, ...]
    gap: float


def judge_benchmark(indicator: Indicator, kind: BenchmarkKind, history: Line, others: Others) -> Ruling:
    """Judge every period that has a benchmark; `others` holds the values of the places `places_of` names."""
    judged: list[Judged] = []
    newest: tuple[_Gap, _Gap | None] | None = None
    for number, segment in enumerate(history.segments):
        gaps: list[_Gap] = []
        restarted = number > 0
        for index, reading, level in _levels(indicator, kind, segment, others):
            if gaps and _broken(level, others, gaps[-1].reading, reading):
                gaps, restarted = [], True
            if level.value is None:
                judged.append(_without_level(kind, reading, restarted=restarted))
                continue
            gap = sign_of(indicator) * (reading.number - level.value)
            gaps.append(_Gap(index, unite(reading, level.readings), level.value, level.members, gap))
            newest = gaps[-1], _before(gaps) if places_of(kind) else None
            judged.append(_judge(indicator, kind, segment, *newest, restarted=restarted))
    reason = None if judged or not history.segments else Undetermined.incomparable
    return Ruling(Basis.benchmark, tuple(judged), reason, benchmark=_benchmark(kind, *newest) if newest else None)


def _levels(
    indicator: Indicator, kind: BenchmarkKind, segment: Segment, others: Others
) -> Iterator[tuple[int, Reading, Level]]:
    sign = sign_of(indicator)
    for index, reading in enumerate(segment):
        if not places_of(kind):
            yield index, reading, level_of_past(kind, segment, index, sign)
        elif level := level_of_others(kind, reading.period, others, sign):
            yield index, reading, level


def _broken(level: Level, others: Others, since: Reading, until: Reading) -> bool:
    """Whether the benchmark breaks after one own value and up to another: then the gap is another measure as well."""
    known = (other for place in level.members for other in others[place].values())
    return any(other.restarts and since.position < other.position <= until.position for other in known)


def _without_level(kind: BenchmarkKind, reading: Reading, *, restarted: bool) -> Judged:
    """Too few members have reported, or the own past is too short."""
    if places_of(kind):
        return Judged(reading, reason=Undetermined.too_few_points)
    return unjudged(reading, restarted=restarted)


def _before(gaps: list[_Gap]) -> _Gap | None:
    """The gap five years before, or at the start; None where the newest gap is the first."""
    then = index_before([gap.reading.position for gap in gaps], CHANGE_YEARS)
    return gaps[then] if then < len(gaps) - 1 else None


def _judge(
    indicator: Indicator, kind: BenchmarkKind, segment: Segment, newest: _Gap, before: _Gap | None, *, restarted: bool
) -> Judged:
    closed = newest.gap >= -EPSILON
    if places_of(kind) and before is None and (restarted or not closed):
        return unjudged(newest.reading, restarted=restarted)
    earlier = years_before(segment, newest.index, CHANGE_YEARS)
    change = sign_of(indicator) * (newest.reading.number - earlier.number)
    # The own past is itself the level to keep: there the gap is measured from nought
    shortfall = (before.gap if before else 0.0) - newest.gap
    tolerance = tolerance_at(indicator, newest.level)
    standing = AgainstLevel(shortfall, tolerance, change, closed)
    return Judged(newest.reading, standing, None, newest.level, newest.gap, None, tolerance)


def _benchmark(kind: BenchmarkKind, newest: _Gap, before: _Gap | None) -> Benchmark:
    return Benchmark(
        kind=kind,
        value=newest.level,
        period=newest.reading.period,
        members=newest.members,
        gap=newest.gap,
        gap_before=before.gap if before else None,
        before_period=before.reading.period if before else None,
    )
