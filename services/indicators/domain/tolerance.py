"""How far a value may lie from what is asked and still count as there."""

from typing import Literal

from schemas.indicator import Indicator

# Shares and scores are read in points, everything else relative to the value it is compared with
POINT_UNITS = frozenset({"percent", "percentage_point", "percent_of_gdp", "score"})
DEFAULT_POINTS = 2.0
DEFAULT_SHARE = 0.05


def tolerance_at(indicator: Indicator, reference: float) -> float:
    """The tolerance in the indicator's unit; a relative one is a share of `reference`, the value compared with."""
    declared = indicator.tolerance
    if declared is None:
        return DEFAULT_POINTS if indicator.unit in POINT_UNITS else DEFAULT_SHARE * abs(reference)
    return declared.value / 100 * abs(reference) if declared.unit == "percent" else declared.value


def tolerance_basis(indicator: Indicator) -> Literal["analyst", "default"]:
    """Whether an analyst set the tolerance or the default holds."""
    return indicator.tolerance.basis if indicator.tolerance else "default"
