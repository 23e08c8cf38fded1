"""The numbers the engine computes with: decimals a statistic can have, so that no result of them is infinite."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

# Powers of ten no statistic goes beyond: no sum, quotient or pace of such numbers leaves the range of floats
_LARGEST, _FINEST = 18, -18


@lru_cache(maxsize=16384)
def number_of(text: str) -> Decimal | None:
    """The decimal a publisher wrote; None for what is no number, or larger than any statistic.

    Kept: rates are published to one decimal, so the same few texts come back in every series.
    """
    try:
        return in_range(Decimal(text))
    except InvalidOperation:
        return None


def in_range(exact: Decimal) -> Decimal | None:
    """The number as it is computed with: nought where it is finer than any statistic, None where it is larger."""
    power = exact.adjusted()
    if power >= _LARGEST or not exact.is_finite():
        return None
    return exact if power >= _FINEST else Decimal(0)
