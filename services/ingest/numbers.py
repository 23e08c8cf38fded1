"""Arithmetic on published numbers: decimal text in, decimal text out, with its precision."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from services.ingest.decode.errors import NotData
from services.ingest.recipe import Unit


def in_unit(text: str, unit: Unit) -> str:
    """The figure in the recipe's unit: as published, unless the recipe multiplies or rounds."""
    if unit.multiplier == 1 and unit.decimals is None:
        return text
    try:
        value = Decimal(text) * unit.multiplier
        if unit.decimals is not None:
            value = value.quantize(Decimal(1).scaleb(-unit.decimals), rounding=ROUND_HALF_EVEN)
    except InvalidOperation as error:
        raise NotData("bad_value", f"{text[:40]!r} cannot be brought into {unit.name}") from error
    return f"{value:f}"


def same(a: str, b: str) -> bool:
    """Whether two published figures are the same number, whatever their trailing zeros."""
    return a == b or Decimal(a) == Decimal(b)


def agree(a: str, b: str) -> bool:
    """Whether two figures are the same number at the coarser of their precisions; a half rounds either way."""
    x, y = Decimal(a), Decimal(b)
    coarser = max(_exponent(x), _exponent(y))
    return abs(x - y) <= Decimal(5).scaleb(coarser - 1)


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)
