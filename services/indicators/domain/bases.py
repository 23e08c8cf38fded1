"""Which basis binds an indicator: its target, else its benchmark, else the direction."""

from schemas.assessment import OtherMethod
from schemas.indicator import BenchmarkKind, Indicator
from schemas.verdicts import Basis, Undetermined, Verdict
from services.indicators.domain.benchmark_basis import judge_benchmark
from services.indicators.domain.level_basis import judge_direction, judge_hold
from services.indicators.domain.levels import places_of
from services.indicators.domain.line import Line
from services.indicators.domain.path_basis import judge_path
from services.indicators.domain.prepare import Figures
from services.indicators.domain.ruling import Judged, Ruling


def rule(indicator: Indicator, history: Line, figures: Figures) -> Ruling:
    """Judge the history by the binding basis.

    A target binds before a benchmark. One to reach without a year has no path: the benchmark binds, else the direction.
    One that is still to be defined leaves nothing to judge by: a benchmark is not what was promised.
    """
    ruling = _by_basis(indicator, history, figures)
    return ruling.closed(indicator.target) if history.ended else ruling


def _by_basis(indicator: Indicator, history: Line, figures: Figures) -> Ruling:
    target = indicator.target
    if indicator.target_to_define:
        return _without_target(history)
    if target and target.mode == "hold":
        return judge_hold(indicator, history)
    if target and target.year is not None:
        return judge_path(indicator, target, target.year, history)
    if indicator.benchmark:
        return _against_benchmark(indicator, indicator.benchmark, history, figures)
    return judge_direction(indicator, history)


def _without_target(history: Line) -> Ruling:
    reason = Undetermined.no_target
    return Ruling(None, tuple(Judged(reading, reason=reason) for reading in history.usable), reason)


def benchmark_beside(
    indicator: Indicator, history: Line, figures: Figures, ruling: Ruling, verdict: Verdict
) -> tuple[OtherMethod, ...]:
    """What the benchmark says where a target binds; empty where it says nothing."""
    kind = indicator.benchmark
    if kind is None or ruling.basis is Basis.benchmark:
        return ()
    beside = _against_benchmark(indicator, kind, history, figures)
    newest = beside.judged[-1] if beside.judged else None
    if newest is None or newest.standing is None:
        return ()
    said = newest.standing.plain()
    return (OtherMethod(method=kind, value=newest.expected, verdict=said, agrees=said is verdict),)


def _against_benchmark(indicator: Indicator, kind: BenchmarkKind, history: Line, figures: Figures) -> Ruling:
    others = {place: figures.values(place) for place in places_of(kind)}
    return judge_benchmark(indicator, kind, history, others)
