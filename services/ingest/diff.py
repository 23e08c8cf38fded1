"""The difference between two states of a series, observation by observation, named by what the publisher did."""

from collections.abc import Iterable, Mapping

from schemas.period import Period
from schemas.stats import ChangeKind, Coverage, Observation, ObservationChange
from services.ingest.numbers import agree, same

ByPeriod = Mapping[Period, Observation]


def by_period(observations: Iterable[Observation]) -> dict[Period, Observation]:
    """Observations under their period."""
    return {observation.period: observation for observation in observations}


def covers(coverage: Coverage | None, period: Period) -> bool:
    """Whether the publisher spoke about this period; a period of another frequency is never covered."""
    if coverage is None or period.frequency != coverage.first.frequency:
        return False
    return coverage.first <= period <= coverage.last


def changes(old: ByPeriod, new: ByPeriod, coverage: Coverage | None) -> tuple[ObservationChange, ...]:
    """Every change, by period. A value is withdrawn only inside `coverage`; outside, the publisher said nothing."""
    found: list[ObservationChange] = []
    for period in sorted(old.keys() | new.keys()):
        before, after = old.get(period), new.get(period)
        if after is None and not covers(coverage, period):
            continue
        kind = _kind(before, after)
        if kind is not None:
            found.append(ObservationChange(kind=kind, period=period, old=before, new=after))
    return tuple(found)


def _kind(old: Observation | None, new: Observation | None) -> ChangeKind | None:
    if old is None:
        return ChangeKind.added
    if new is None:
        return ChangeKind.withdrawn
    if old.value is None and new.value is not None:
        return ChangeKind.filled
    if old.value is not None and new.value is None:
        return ChangeKind.suppressed
    if old.value is None or new.value is None or same(old.value, new.value):
        return None if (old.obs_flags, old.conf) == (new.obs_flags, new.conf) else ChangeKind.flag
    return ChangeKind.precision if agree(old.value, new.value) else ChangeKind.revised


def counts(found: Iterable[ObservationChange]) -> dict[ChangeKind, int]:
    """How many changes of each kind."""
    totals: dict[ChangeKind, int] = {}
    for change in found:
        totals[change.kind] = totals.get(change.kind, 0) + 1
    return totals
