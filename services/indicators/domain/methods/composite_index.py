"""The arithmetic of a composite index as the DESI does it: normalise, weight, add up, level by level.

Source: European Commission, Digital Economy and Society Index 2020, methodological note. Contribution = weight x
normalised value; sub-dimension = sum of contributions; dimension and index = weighted sums of what they are made of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.indicators.domain.methods.growth import finite
from services.indicators.domain.methods.min_max import clipped, scaled

# What finds a value, such as indicator, breakdown and unit
Key = tuple[str, ...]
LEVELS = ("total", "dimension", "subdimension", "indicator")


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator of the index: `key` finds its value, `weight` counts within its sub-dimension.

    `worst` scores 0 and `best` 100; `worst` above `best` turns the scale. Values beyond score below 0 or above 100
    unless `clip`, which an edition sets for each indicator.
    """

    name: str
    weight: float
    key: Key
    worst: float
    best: float
    clip: bool = False

    def contribution(self, value: float) -> float:
        """Weight times normalised value. Raises ValueError where worst and best are equal."""
        score = scaled(value, self.worst, self.best)
        return self.weight * (clipped(score) if self.clip else score)


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-dimension, a dimension, or the whole: parts whose weights add up to 1. `weight` counts in what is above."""

    name: str
    weight: float
    parts: tuple["Group | Measure", ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one part, not yet weighted for what is above it; of an indicator its contribution.

    None where a value is missing below, or lies beyond all numbers: weights are never spread over the others. `missing`
    names the indicators.
    """

    level: str
    name: str
    score: float | None
    missing: tuple[str, ...] = ()


def scores(index: Group, values: Mapping[Key, float]) -> Iterator[Score]:
    """The scores of the whole and of everything below, from top to bottom, for one place and period."""
    yield from _scores(index, values, 0)


def _scores(part: Group | Measure, values: Mapping[Key, float], depth: int) -> list[Score]:
    if isinstance(part, Measure):
        return [_of_measure(part, values.get(part.key))]
    below = [(child, _scores(child, values, depth + 1)) for child in part.parts]
    missing = tuple(name for _, found in below for name in found[0].missing)
    shares = [_share(child, found[0].score) for child, found in below]
    total = None if None in shares else finite(sum(share for share in shares if share is not None))
    return [Score(LEVELS[depth], part.name, total, missing), *(score for _, found in below for score in found)]


def _of_measure(measure: Measure, value: float | None) -> Score:
    found = None if value is None else finite(measure.contribution(value))
    return Score(LEVELS[-1], measure.name, found, () if found is not None else (measure.name,))


def _share(part: Group | Measure, score: float | None) -> float | None:
    """What a part adds to the one above; a contribution is weighted already."""
    return score if score is None or isinstance(part, Measure) else part.weight * score
