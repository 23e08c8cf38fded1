"""Published methods beside the binding one, and whether they agree with it."""

import math
from collections.abc import Iterator

from schemas.assessment import OtherMethod
from schemas.indicator import Indicator
from schemas.verdicts import Verdict
from services.indicators.domain.paths import Path
from services.indicators.domain.reading import Reading
from services.indicators.domain.ruling import Ruling, reached, sign_of
from services.indicators.domain.standing import AT_RISK_FROM, EPSILON, ON_TRACK_FROM, OnPath

UN_NEARLY_MET = 0.95
UN_FAIR = 0.10
_GOOD = (Verdict.met, Verdict.on_track)


def cagr_ratio(base: float, value: float, target: float, years: float, horizon: float, sign: int) -> float | None:
    """Observed over required compound annual growth (Eurostat, Statistics Canada, Open SDG): s·d·CAGR_obs/|CAGR_req|.

    `years` from base to value, `horizon` from base to target. None for fewer than one year, for values of different
    sign or zero (Koers never substitutes 0.001), and where no growth is required.
    """
    if years < 1 or horizon <= 0 or min(base * value, base * target) <= 0 or base == target:
        return None
    observed = math.pow(value / base, 1 / years) - 1
    required = math.pow(target / base, 1 / horizon) - 1
    return math.copysign(1, base) * sign * observed / abs(required)


def un_progress(base: float, value: float, target: float, years: float, horizon: float) -> float | None:
    """p of the UN Statistics Division's progress chart: growth carried on to the target year, as a share of the way.

    p = (value·(1 + CAGR_obs)^(horizon - years) - base) / (target - base); None as for `cagr_ratio`, and where the
    growth leads beyond all numbers.
    """
    if years < 1 or base * value <= 0 or base == target:
        return None
    try:
        expected = value * math.pow(value / base, (horizon - years) / years)
    except OverflowError:
        return None
    return (expected - base) / (target - base)


def other_methods(indicator: Indicator, newest: Reading, ruling: Ruling, verdict: Verdict) -> tuple[OtherMethod, ...]:
    """The growth ratio, the UN projection and the straight line, where each is defined and not itself binding."""
    path = ruling.path
    if path is None or newest.position <= path.start:
        return ()
    goal = path.goal if ruling.goal is None else ruling.goal
    return tuple(_methods(indicator, newest, path, goal, verdict))


def _methods(indicator: Indicator, newest: Reading, path: Path, goal: float, verdict: Verdict) -> Iterator[OtherMethod]:
    years, horizon = newest.position - path.start, path.end - path.start
    met = reached(indicator, newest.number, goal)
    if path.scale.name != "linear" or path.steps:
        yield _straight(indicator, newest, path, verdict, met=met)
    ratio = cagr_ratio(path.base, newest.number, goal, years, horizon, sign_of(indicator))
    if ratio is not None and path.scale.name != "cagr":
        said = Verdict.met if met else _by_ratio(ratio)
        yield OtherMethod(method="cagr", value=ratio, verdict=said, agrees=said is verdict)
    share = un_progress(path.base, newest.number, goal, years, horizon)
    if share is not None and years < horizon:
        said = Verdict.met if met else _by_share(share)
        # Its three classes are not ours: it agrees where both call the course good, or both do not
        yield OtherMethod(method="un", value=share, verdict=said, agrees=(said in _GOOD) == (verdict in _GOOD))


def _straight(indicator: Indicator, newest: Reading, path: Path, verdict: Verdict, *, met: bool) -> OtherMethod:
    line = Path(path.start, path.base, path.end, path.goal)
    ratio = line.ratio(newest.position, newest.number)
    gap = sign_of(indicator) * (newest.number - line.at(newest.position))
    said = OnPath(gap, 0.0, ratio, met).plain()
    return OtherMethod(method="linear", value=ratio, verdict=said, agrees=said is verdict)


def _by_ratio(ratio: float) -> Verdict:
    """Substantial, moderate and limited progress, and deterioration, in our words."""
    if ratio >= ON_TRACK_FROM - EPSILON:
        return Verdict.on_track
    if ratio >= AT_RISK_FROM - EPSILON:
        return Verdict.at_risk
    return Verdict.off_track if ratio >= -EPSILON else Verdict.moving_away


def _by_share(share: float) -> Verdict:
    """Met or nearly, fair progress, and stagnation or regression, in our words."""
    if share >= UN_NEARLY_MET - EPSILON:
        return Verdict.on_track
    return Verdict.at_risk if share >= UN_FAIR - EPSILON else Verdict.off_track
