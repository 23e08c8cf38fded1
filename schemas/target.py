"""What an indicator is judged against: target, steps, baseline, tolerance, limits."""

from typing import Literal, Self

from pydantic import model_validator

from schemas.base import Described, Text
from schemas.period import Period

TargetPart = Literal["value", "base", "year"]


class Target(Described):
    """A promise with a number. `relative_to: baseline` means value x baseline; no year is a standing level."""

    value: float
    """The level to reach or hold, in the indicator's unit; with `relative_to: baseline` a factor."""
    operator: Literal[">=", "<=", ">", "<", "="]
    """Which side of the value is right; `>` or `>=` where up is better, `<` or `<=` where down is better."""
    year: int | None = None
    """The year by which it is promised; without one the value is a standing level."""
    geo: str | None = None
    """The place it holds for: the one that is judged. May be left out."""
    relative_to: Literal["baseline"] | None = None
    """`baseline`: the value is a factor of the baseline."""
    mode: Literal["reach", "hold"]
    """`reach`: move from the baseline to the value; `hold`: stay on its right side."""
    scope: Literal["union", "member_state", "region"]
    """Whom it addresses: the Union as a whole (a yardstick, never a norm here), Belgium, or Flanders."""
    basis: Literal["legal", "policy", "benchmark", "agenda", "proposal"]
    """What it rests on: law, a plan of a government or the Union, the level of others or of the past, the text of
    2018, or a proposal of an analyst."""
    reference: Text | None = None
    """Where it is written."""
    verified: Literal["verified", "partly", "unverified"] | None = None
    """How sure the fact is."""
    note: Text | None = None
    """What a reader must know about it."""


class OpenTarget(Described):
    """A promise that is not complete: `missing` names what its owner still has to define. Nothing is judged by it."""

    missing: tuple[TargetPart, ...]
    """What is not defined: `value`, the level; `base`, what it is a share of or counted from; `year`, by when or from
    when it holds."""
    value: float | None = None
    """The level, where it is known, in the indicator's unit."""
    operator: Literal[">=", "<=", ">", "<", "="] | None = None
    """Which side of the value is right."""
    year: int | None = None
    """The year, where it is known."""
    geo: str | None = None
    """The place it holds for: the one that is judged. May be left out."""
    scope: Literal["union", "member_state", "region"]
    """Whom it addresses."""
    basis: Literal["legal", "policy", "benchmark", "agenda", "proposal"]
    """What it rests on."""
    reference: Text | None = None
    """Where it is written."""
    verified: Literal["verified", "partly", "unverified"] | None = None
    """How sure the fact is."""
    note: Text | None = None
    """What a reader must know about it."""

    @model_validator(mode="after")
    def _tells_what_is_missing(self) -> Self:
        if not self.missing or len(set(self.missing)) < len(self.missing):
            raise ValueError("missing: expected at least one of value, base and year, each once")
        if (self.value is None) != ("value" in self.missing):
            raise ValueError("expected a value exactly where `value` is not missing")
        if self.year is not None and "year" in self.missing:
            raise ValueError("expected a year only where `year` is not missing")
        return self


class Step(Described):
    """A level of a stepwise path."""

    period: Period
    """When it should be reached; in quotes, such as '2027'."""
    value: float
    """The level, in the indicator's unit."""
    note: Text | None = None
    """What a reader must know about it."""


class Baseline(Described):
    """The declared start of the path."""

    geo: str
    """The place of the figure: the one that is judged."""
    period: Period
    """The period of the figure; in quotes, such as '2021'. Never before a break of the series."""
    value: float
    """The figure, in the indicator's unit."""
    note: Text | None = None
    """What a reader must know about it."""


class Tolerance(Described):
    """Distance from the path that still counts as on track; `percent` is relative, else the indicator's unit."""

    value: float
    """The distance, more than 0."""
    unit: str
    """`percent` (relative), the indicator's own unit, or for shares `percentage_point`."""
    basis: Literal["analyst", "default"]
    """Who chose it."""
    note: Text | None = None
    """Why it is so wide or narrow."""


class Limits(Described):
    """Possible range in the indicator's unit."""

    min: float | None = None
    """No value can be lower."""
    max: float | None = None
    """No value can be higher."""
