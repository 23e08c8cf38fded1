"""The words of judgement: verdicts, what they rest on, why there is none, what may alert."""

from enum import StrEnum


class Verdict(StrEnum):
    """How an indicator stands against its target; design section 5."""

    met = "met"
    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"
    moving_away = "moving_away"
    missed = "missed"
    undetermined = "undetermined"


class Basis(StrEnum):
    """What the verdict is judged against."""

    path = "path"
    hold = "hold"
    benchmark = "benchmark"
    direction = "direction"


class Undetermined(StrEnum):
    """Why there is no verdict."""

    no_data = "no_data"
    too_few_points = "too_few_points"
    no_target = "no_target"
    suppressed = "suppressed"
    incomparable = "incomparable"


class Cause(StrEnum):
    """What made the present episode begin."""

    data = "data"
    revision = "revision"
    deadline = "deadline"
    target_change = "target_change"
    method_change = "method_change"
    source_change = "source_change"


class Validity(StrEnum):
    """How an indicator serves a recommendation."""

    direct = "direct"
    proxy = "proxy"
    context = "context"


class DriftPolicy(StrEnum):
    """What may alert."""

    alert = "alert"
    annual_only = "annual_only"
    regression_only = "regression_only"
    manual_entry = "manual_entry"
    context_only = "context_only"
