"""How often the 80 % band of a projection held what came."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from schemas.base import Model
from services.cli.backtest.trials import Trial, trials
from services.indicators.domain.prepare import Snapshots
from services.indicators.domain.subject import Subject

# Classes by their upper ends
YEARS_AHEAD = {"0-1": 1.0, "1-2": 2.0, "2-3": 3.0, "3-5": 5.0, ">5": math.inf}
FIGURES_KNOWN = {"2": 2.0, "3": 3.0, "4": 4.0, ">4": math.inf}
# Positions are fractions of calendar years, whose lengths differ by a day
_DAY = 1 / 300


class Share(Model):
    """How many of `n` values fell inside the band, under it and over it; `coverage` is None without values."""

    n: int
    inside: int
    below: int
    above: int
    coverage: float | None


class Coverage(Model):
    """Over all histories, by years ahead, and by how many figures the projection was made from."""

    histories: int
    over_all: Share
    by_years_ahead: dict[str, Share]
    by_figures_known: dict[str, Share]


Coverages = Mapping[str, Coverage]
"""Coverage of several sets of histories, by the name of the set."""


def coverages(subjects: Iterable[Subject], snapshots: Snapshots) -> Coverages:
    """Of the places that are judged, and of these together with those they are compared with, as last known."""
    found = [trial for subject in subjects for trial in trials(subject, snapshots)]
    judged = [trial for trial in found if trial.judged]
    return {"judged": coverage(judged), "with_compared": coverage(found)}


def coverage(found: Sequence[Trial]) -> Coverage:
    """Count these trials."""
    return Coverage(
        histories=len({(trial.indicator, trial.geo) for trial in found}),
        over_all=_share(found),
        by_years_ahead=_classes(found, YEARS_AHEAD, lambda trial: trial.ahead - _DAY),
        by_figures_known=_classes(found, FIGURES_KNOWN, lambda trial: trial.figures),
    )


def _classes(found: Sequence[Trial], ends: Mapping[str, float], size: Callable[[Trial], float]) -> dict[str, Share]:
    """The share per class, empty ones left out."""
    by_class: dict[str, list[Trial]] = {name: [] for name in ends}
    for trial in found:
        by_class[next(name for name, end in ends.items() if size(trial) <= end)].append(trial)
    return {name: _share(part) for name, part in by_class.items() if part}


def _share(found: Sequence[Trial]) -> Share:
    below, above = sum(trial.below for trial in found), sum(trial.above for trial in found)
    inside = len(found) - below - above
    return Share(n=len(found), inside=inside, below=below, above=above, coverage=inside / len(found) if found else None)
