"""How far a value may lie from what is asked and still count as there."""

from typing import Literal

from schemas.indicator import Indicator, Tolerance

# Shares and scores are read in points, everything else relative to the value it is compared with
POINT_UNITS = frozenset({"percent", "percentage_point", "percent_of_gdp", "score"})
DEFAULT_POINTS = 2.0
DEFAULT_SHARE = 0.05
_RELATIVE = "percent"


def tolerance_at(indicator: Indicator, reference: float) -> float:
    """The tolerance in the indicator's unit; a relative one is a share of `reference`, the value compared with."""
    declared = indicator.tolerance
    if declared is None:
        return DEFAULT_POINTS if indicator.unit in POINT_UNITS else DEFAULT_SHARE * abs(reference)
    return declared.value / 100 * abs(reference) if declared.unit == _RELATIVE else declared.value


def tolerance_basis(indicator: Indicator) -> Literal["analyst", "default"]:
    """Whether an analyst set the tolerance or the default holds."""
    return indicator.tolerance.basis if indicator.tolerance else "default"


def with_tolerance_times(indicator: Indicator, factor: float) -> Indicator:
    """The indicator with its tolerance, declared or by default, multiplied; to try out another one."""
    declared = indicator.tolerance
    if declared is None and indicator.unit in POINT_UNITS:
        declared = Tolerance(value=DEFAULT_POINTS, unit="percentage_point", basis="default")
    elif declared is None:
        declared = Tolerance(value=DEFAULT_SHARE * 100, unit=_RELATIVE, basis="default")
    scaled = declared.model_copy(update={"value": declared.value * factor})
    return indicator.model_copy(update={"tolerance": scaled})
