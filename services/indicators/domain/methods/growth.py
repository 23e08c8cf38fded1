"""The compound annual growth rate, on which several published methods rest."""

import math


def growth_rate(base: float, value: float, years: float) -> float | None:
    """(value / base)^(1 / years) - 1, with `years` from base to value.

    None from a zero base, between values of different sign, and without time between; infinite beyond all numbers.
    Nothing is put in the place of a zero here.
    """
    if base == 0 or years == 0 or (value != 0 and (base < 0) != (value < 0)):
        return None
    try:
        return math.pow(value / base, 1 / years) - 1
    except (OverflowError, ValueError):
        return math.inf


def finite(value: float) -> float | None:
    """The number itself, or None where it lies beyond all numbers."""
    return value if math.isfinite(value) else None
