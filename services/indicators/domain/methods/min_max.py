"""Min-max scaling, with which indexes make unlike indicators alike."""

import math


def scaled(value: float, worst: float, best: float) -> float:
    """0 at `worst`, 100 at `best`, straight between and beyond; `worst` above `best` means that less is better.

    Raises ValueError where the two are equal, or too far apart for a number.
    """
    distance = best - worst
    if distance == 0 or not math.isfinite(distance):
        raise ValueError(f"nothing can be scaled between {worst:g} and {best:g}")
    return (value - worst) / distance * 100


def clipped(score: float) -> float:
    """A score kept within 0 to 100."""
    return min(max(score, 0.0), 100.0)
