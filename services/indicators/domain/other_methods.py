"""Published methods beside the binding one, and whether they agree with it."""

from collections.abc import Iterator
from enum import StrEnum

from schemas.assessment import OtherMethod
from schemas.indicator import Indicator
from schemas.verdicts import Verdict
from services.indicators.domain.line import Segment
from services.indicators.domain.methods.progress_measure import BASE_YEAR, Case, Progress, Status, progress_measure
from services.indicators.domain.methods.sdg_index import Arrow, Bounds, trend
from services.indicators.domain.methods.un_progress import Chart, outlook
from services.indicators.domain.paths import Path
from services.indicators.domain.reading import Reading
from services.indicators.domain.ruling import Ruling, reached, sign_of
from services.indicators.domain.standing import OnPath

_GOOD = (Verdict.met, Verdict.on_track)
_BY_STATUS = {
    Status.target_achieved: Verdict.met,
    Status.substantial_progress: Verdict.on_track,
    Status.moderate_progress: Verdict.at_risk,
    Status.limited_progress: Verdict.off_track,
    Status.deterioration: Verdict.moving_away,
}
# Without a target there is no track to be off: growth is good, standing still is not, decline is the wrong way
_BY_GROWTH = {
    **_BY_STATUS,
    Status.moderate_progress: Verdict.on_track,
    Status.limited_progress: Verdict.at_risk,
}
_BY_ARROW = {
    Arrow.on_track: Verdict.on_track,
    Arrow.moderate: Verdict.at_risk,
    Arrow.stagnating: Verdict.off_track,
    Arrow.decreasing: Verdict.moving_away,
}
_BY_CHART = {
    Chart.met_or_nearly: Verdict.on_track,
    Chart.fair_progress: Verdict.at_risk,
    Chart.stagnation: Verdict.off_track,
}


def other_methods(indicator: Indicator, current: Segment, ruling: Ruling, verdict: Verdict) -> tuple[OtherMethod, ...]:
    """What the other methods say of the newest value, each where it is defined.

    `current` holds the usable values since the latest break. On a path: the straight line where another path binds, the
    progress measure, the arrow of the SDG Index and the chart of the UN. Without any target: the progress measure.
    """
    if not current:
        return ()
    if ruling.path is not None and current[-1].position > ruling.path.start:
        return tuple(_on_path(indicator, current[-1], ruling, ruling.path, verdict))
    return tuple(_without_target(indicator, current, verdict)) if indicator.target is None else ()


def _on_path(
    indicator: Indicator, newest: Reading, ruling: Ruling, path: Path, verdict: Verdict
) -> Iterator[OtherMethod]:
    goal = path.goal if ruling.goal is None else ruling.goal
    if path.scale.name != "linear" or path.steps:
        yield _straight(indicator, newest, path, verdict, met=reached(indicator, newest.number, goal))
    yield from _progress_measure(indicator, newest, path, goal, verdict)
    yield from _arrow(indicator, newest, path, goal, verdict)
    yield from _chart(indicator, newest, path, goal, verdict)


def _straight(indicator: Indicator, newest: Reading, path: Path, verdict: Verdict, *, met: bool) -> OtherMethod:
    line = Path(path.start, path.base, path.end, path.goal)
    ratio = line.ratio(newest.position, newest.number)
    gap = sign_of(indicator) * (newest.number - line.at(newest.position))
    said = OnPath(gap, 0.0, ratio, met).plain()
    return OtherMethod(method="linear", value=ratio, verdict=said, agrees=said is verdict)


def _progress_measure(
    indicator: Indicator, newest: Reading, path: Path, goal: float, verdict: Verdict
) -> Iterator[OtherMethod]:
    """Its classes are cut where ours are, so that it agrees where it says the same."""
    case = Case(path.start, path.base, newest.position, newest.number, sign_of(indicator), goal, path.end)
    if found := _measured(case):
        said = _BY_STATUS[found.status]
        yield _told("cagr", found.value, said, found.status, found.score, agrees=said is verdict)


def _without_target(indicator: Indicator, current: Segment, verdict: Verdict) -> Iterator[OtherMethod]:
    """From the base year of the method on, with the natural limit that lies in the wanted direction; years only."""
    newest = current[-1]
    base = next((reading for reading in current if reading.position >= BASE_YEAR), newest)
    limits, up = indicator.limits, indicator.direction == "up"
    limit = (limits.max if up else limits.min) if limits else None
    case = Case(base.position, base.number, newest.position, newest.number, sign_of(indicator), limit=limit)
    if newest.period.unit == "Y" and (found := _measured(case)):
        said = _BY_GROWTH[found.status]
        yield _told("cagr", found.value, said, found.status, found.score, agrees=_alike(said, verdict))


def _measured(case: Case) -> Progress | None:
    """Left out where the method would put a small number in the place of a zero: that says nothing about the course."""
    if case.base == 0 or case.target == 0:
        return None
    found = progress_measure(case)
    return None if found.status is Status.not_available else found


def _arrow(indicator: Indicator, newest: Reading, path: Path, goal: float, verdict: Verdict) -> Iterator[OtherMethod]:
    """Defined between two limits; the target is the green threshold and its year the year to reach it."""
    limits = indicator.limits
    if limits is None or limits.min is None or limits.max is None or limits.min == limits.max:
        return
    worst, best = (limits.min, limits.max) if indicator.direction == "up" else (limits.max, limits.min)
    bounds = Bounds(worst, best, goal)
    found = trend(bounds, (path.start, path.base), (newest.position, newest.number), path.end)
    if found.arrow is not None:
        said = _BY_ARROW[found.arrow]
        yield _told("sdg_index", found.ratio, said, found.arrow, found.last, agrees=_alike(said, verdict))


def _chart(indicator: Indicator, newest: Reading, path: Path, goal: float, verdict: Verdict) -> Iterator[OtherMethod]:
    """Before the target year only: then nothing is left to project."""
    if newest.position >= path.end:
        return
    base, last, target = (path.start, path.base), (newest.position, newest.number), (path.end, goal)
    found = outlook(base, last, target, sign_of(indicator), percent=indicator.unit == "percent")
    if found.category is not None and found.share is not None:
        met = reached(indicator, newest.number, goal)
        said = Verdict.met if met else _BY_CHART[found.category]
        yield _told("un", found.share, said, found.category, agrees=_alike(said, verdict))


def _told(
    method: str, value: float | None, said: Verdict, status: StrEnum, score: float | None = None, *, agrees: bool
) -> OtherMethod:
    return OtherMethod(method=method, value=value, verdict=said, agrees=agrees, score=score, status=status.value)


def _alike(said: Verdict, verdict: Verdict) -> bool:
    """Classes that are cut elsewhere than ours agree where both call the course good, or both do not."""
    return (said in _GOOD) == (verdict in _GOOD)
