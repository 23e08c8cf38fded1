"""How often the 80 % band of a projection held what came."""

from collections.abc import Callable, Iterable, Sequence

from schemas.base import Model
from services.cli.backtest.trials import Trial, trials
from services.indicators.domain.prepare import Snapshots
from services.indicators.domain.subject import Subject

# Upper ends of the classes, the last of which is open
YEARS_AHEAD = (1, 2, 3, 5)
FIGURES_KNOWN = (2, 3, 4)
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


class Coverages(Model):
    """Of the places that are judged, and of these together with the places they are compared with."""

    judged: Coverage
    with_compared: Coverage


def coverages(subjects: Iterable[Subject], snapshots: Snapshots) -> Coverages:
    """Try every history of these indicators as it was last known."""
    found = [trial for subject in subjects for trial in trials(subject, snapshots)]
    return Coverages(judged=coverage([trial for trial in found if trial.judged]), with_compared=coverage(found))


def coverage(found: Sequence[Trial]) -> Coverage:
    """Count these trials."""
    return Coverage(
        histories=len({(trial.indicator, trial.geo) for trial in found}),
        over_all=_share(found),
        by_years_ahead=_classes(found, YEARS_AHEAD, lambda trial: trial.ahead - _DAY),
        by_figures_known=_classes(found, FIGURES_KNOWN, lambda trial: trial.figures),
    )


def _classes(found: Sequence[Trial], ends: Sequence[int], size: Callable[[Trial], float]) -> dict[str, Share]:
    """The share per class, `3` for above the end before up to 3, `>5` for the open one; empty ones left out."""
    names = [*map(str, ends), f">{ends[-1]}"]
    by_class: dict[str, list[Trial]] = {name: [] for name in names}
    for trial in found:
        number = sum(size(trial) > end for end in ends)
        by_class[names[number]].append(trial)
    return {name: _share(part) for name, part in by_class.items() if part}


def _share(found: Sequence[Trial]) -> Share:
    below, above = sum(trial.below for trial in found), sum(trial.above for trial in found)
    inside = len(found) - below - above
    return Share(n=len(found), inside=inside, below=below, above=above, coverage=inside / len(found) if found else None)
