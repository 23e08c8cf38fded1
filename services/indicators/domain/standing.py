"""The verdict one value earns by the plain thresholds, and when it leaves the verdict that stands."""

import math
from typing import NamedTuple, Protocol

from schemas.verdicts import Verdict

ON_TRACK_FROM = 0.95
AT_RISK_FROM = 0.60
RATIO_SLACK = 0.02
EDGE_SLACK = 0.10
# Figures are decimals and thresholds fractions: what differs by less than this share is equal
EPSILON = 1e-9

BADNESS: dict[Verdict, int] = {
    Verdict.met: 0,
    Verdict.on_track: 1,
    Verdict.at_risk: 2,
    Verdict.off_track: 3,
    Verdict.moving_away: 4,
    Verdict.missed: 5,
}
_BANDS = {
    Verdict.on_track: (ON_TRACK_FROM, math.inf),
    Verdict.at_risk: (AT_RISK_FROM, ON_TRACK_FROM),
    Verdict.off_track: (0.0, AT_RISK_FROM),
    Verdict.moving_away: (-math.inf, 0.0),
}


class Standing(Protocol):
    """How a value stands, whatever it is judged against; a better value never stands worse."""

    def plain(self) -> Verdict:
        """The verdict by the plain thresholds."""

    def stays(self, verdict: Verdict, plain: Verdict) -> bool:
        """Whether a standing verdict other than the plain one is not yet left for it.

        It is kept until the boundary towards the plain one is passed by the slack.
        """


def nearness(one: float, other: float) -> float:
    """How far two values of this size may lie apart and still be equal; so no verdict depends on the unit."""
    return EPSILON * max(abs(one), abs(other))


class OnPath(NamedTuple):
    """Against a path. `gap` negative is behind; `due`: the target year is here, so falling short is missing it.

    `ratio` None: the path asks for no progress yet, only the tolerance counts. Gaps that differ by `near` are equal.
    """

    gap: float
    tolerance: float
    ratio: float | None
    reached: bool = False
    due: bool = False
    near: float = EPSILON

    def plain(self) -> Verdict:
        if self.reached:
            return Verdict.met
        if self.due:
            return Verdict.missed
        if self._within(1.0):
            return Verdict.on_track
        ratio = self._ratio + EPSILON
        if ratio >= AT_RISK_FROM:
            return Verdict.on_track if ratio >= ON_TRACK_FROM else Verdict.at_risk
        return Verdict.off_track if ratio >= 0 else Verdict.moving_away

    def stays(self, verdict: Verdict, plain: Verdict) -> bool:
        if self.reached or self.due or verdict not in _BANDS:
            return False
        low, high = _BANDS[verdict]
        if BADNESS[plain] < BADNESS[verdict]:
            return self._ratio < high + RATIO_SLACK - EPSILON and not self._within(1 - EDGE_SLACK)
        held = verdict is Verdict.on_track and self._within(1 + EDGE_SLACK)
        return held or self._ratio >= low - RATIO_SLACK - EPSILON

    @property
    def _ratio(self) -> float:
        return -math.inf if self.ratio is None else self.ratio

    def _within(self, times: float) -> bool:
        return self.gap >= -self.tolerance * times - self.near


class AgainstLevel(NamedTuple):
    """Against a level to hold or a gap to close: `shortfall` is how far behind, negative where ahead.

    `change` is the value's own change in the wanted direction over five years, None where unknown. `closed`: the gap
    to the benchmark is gone. What differs by `near` is equal.
    """

    shortfall: float
    tolerance: float
    change: float | None
    closed: bool = False
    near: float = EPSILON

    def plain(self) -> Verdict:
        if self.closed:
            return Verdict.met
        if not self._beyond(1, 0):
            return Verdict.on_track
        if self._worsens(0):
            return Verdict.moving_away
        return Verdict.off_track if self._beyond(2, 0) else Verdict.at_risk

    def stays(self, verdict: Verdict, plain: Verdict) -> bool:
        if self.closed or verdict is Verdict.met:
            return False
        better = BADNESS[plain] < BADNESS[verdict]
        return self._not_yet_better(verdict) if better else self._not_yet_worse(verdict)

    def _not_yet_better(self, verdict: Verdict) -> bool:
        """Behind the upper edges of a verdict by no more than the slack."""
        if not self._beyond(1, -EDGE_SLACK):
            return False
        if verdict is Verdict.moving_away:
            return self._worsens(EDGE_SLACK)
        return verdict is Verdict.at_risk or self._beyond(2, -EDGE_SLACK)

    def _not_yet_worse(self, verdict: Verdict) -> bool:
        """Past the lower edges of a verdict by no more than the slack."""
        if verdict is Verdict.on_track:
            return not self._beyond(1, EDGE_SLACK)
        return not self._worsens(-EDGE_SLACK) and (verdict is Verdict.off_track or not self._beyond(2, EDGE_SLACK))

    def _beyond(self, times: int, slack: float) -> bool:
        return self.shortfall > self.tolerance * (times + slack) + self.near

    def _worsens(self, slack: float) -> bool:
        return self.change is not None and self.change < self.tolerance * slack - self.near


class Trend(NamedTuple):
    """Without target or benchmark: `change` is the five-year change in the wanted direction.

    `reached`: a target without a year is reached. What differs by `near` is equal.
    """

    change: float
    tolerance: float
    reached: bool = False
    near: float = EPSILON

    def plain(self) -> Verdict:
        if self.reached:
            return Verdict.met
        if self.change > self.tolerance + self.near:
            return Verdict.on_track
        return Verdict.moving_away if self.change < -self.tolerance - self.near else Verdict.at_risk

    def stays(self, verdict: Verdict, plain: Verdict) -> bool:
        if self.reached:
            return False
        wide, narrow = self.tolerance * (1 + EDGE_SLACK), self.tolerance * (1 - EDGE_SLACK)
        if verdict is Verdict.on_track:
            return self.change > narrow + self.near
        if verdict is Verdict.moving_away:
            return self.change < -narrow - self.near
        return verdict is Verdict.at_risk and -wide - self.near <= self.change <= wide + self.near
