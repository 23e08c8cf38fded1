"""A recipe: how one dataset is fetched, read and checked; what is asked of it follows from the agenda."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, Self

from croniter import croniter
from pydantic import Field, field_validator, model_validator

from schemas.base import Model
from schemas.series import SeriesId
from schemas.stats import Attribution, ReleaseRhythm
from services.ingest.access import Access

Frequency = Literal["A", "S", "T", "Q", "M", "W", "D"]
Slice = dict[str, tuple[str, ...]]
"""Codes per dimension; a dimension that is not named takes every code, so `{}` is the whole dataset."""

TO_FILL_IN = ("FILL IN", "//fill-in.invalid/")
"""What a new recipe says where a person has to."""


class Dimensions(Model):
    """From the publisher's dimensions to those of the series id: renamed, recoded, completed, cut."""

    rename: dict[str, str] = Field({}, description="Our name by the publisher's name.")
    codes: dict[str, dict[str, str]] = Field({}, description="Our code by the publisher's code, per our dimension.")
    constants: dict[str, str] = Field({}, description="Dimensions the publisher leaves out because they have one code.")
    drop: tuple[str, ...] = Field((), description="The publisher's dimensions that say nothing of a series.")


class Unit(Model):
    """The unit of the figures. `by_code` names it per code of `dimension`; `name` is for every other.

    `multiplier` turns the published number into the unit (100 for a fraction shown as a share), and `decimals` rounds
    away the noise of a publisher's binary arithmetic; without either the figure stays the text that was published.
    """

    name: str = Field(description="Unit of the figures.")
    dimension: str | None = Field(None, description="Dimension whose codes name the unit.")
    by_code: dict[str, str] = Field({}, description="Unit per code of that dimension.")
    multiplier: Decimal = Field(Decimal(1), description="From the published number to the unit.")
    decimals: int | None = Field(None, ge=0, le=12, description="Decimals to round to; none where not given.")


class PartsOfTotal(Model):
    """Series that must sum to another: the codes of one dimension, all others being equal."""

    dimension: str = Field(description="Dimension the parts are of, as Koers names it.")
    total: str = Field(description="Code of the total.")
    parts: tuple[str, ...] = Field(min_length=2, description="Codes of the parts.")
    tolerance: Decimal | None = Field(
        None, ge=0, description="Distance allowed, in the unit; what rounding can make where it is not given."
    )


class Plausibility(Model):
    """Limits no figure can pass, in the unit after `multiplier`, and how large a step must be to look wrong.

    Outside the limits, or off by 10, 100 or 1000 against its own history, or with parts that do not sum to their total,
    the whole body is quarantined. A step larger than `jump` times the largest the series has made is published as
    suspect.
    """

    min: Decimal | None = Field(None, description="Least possible figure.")
    max: Decimal | None = Field(None, description="Greatest possible figure.")
    jump: Decimal | None = Field(Decimal(5), description="Times the largest step so far that make a step suspect.")
    unit_slip: bool = Field(True, description="Whether a factor of 10, 100 or 1000 against the history is refused.")
    sums: tuple[PartsOfTotal, ...] = Field((), description="Parts that must sum to a total.")


class Contract(Model):
    """What a body must hold to be believed.

    `unknown_codes`: `refuse` quarantines a body that lacks a code that was asked for; `report` is for codes that are
    not confirmed: only a code that was there before is missed.
    `shape`: dimensions and codes are compared with those of the last good body. `quarantine` sets a body apart when a
    dimension is gone, a new one has several codes, or a code of a published series is gone; `freeze` for any
    difference; `evolve` takes the body and tells the difference in its report.
    `conflict`: two different figures of one series and period in a body: `refuse` sets the body apart, `first` and
    `last` take the one that stands first or last in it.
    """

    unknown_codes: Literal["refuse", "report"] = Field("refuse", description="What a missing code leads to.")
    observations: int = Field(1, ge=0, description="Fewest observations of a sound body.")
    shape: Literal["freeze", "evolve", "quarantine"] = Field(
        "quarantine", description="What another set of dimensions or codes leads to."
    )
    conflict: Literal["refuse", "first", "last"] = Field(
        "refuse", description="What two figures of one series and period lead to."
    )


class Recipe(Model):
    """How one dataset is fetched, decoded, checked and credited; one YAML file each."""

    source: str = Field(description="Name of the source, as in series ids.")
    dataset: str = Field(description="Code of the dataset at the source.")
    title: str = Field(description="The publisher's title.")
    many_datasets: bool = Field(False, description="Whether bodies name the dataset of each of their series.")
    access: Access = Field(description="How the dataset is fetched.")
    attribution: Attribution = Field(description="Whose figures they are, and under which licence.")
    schedule: str = Field(description="Cron line in Brussels time: when to look for a change.")
    rhythm: ReleaseRhythm = Field(description="When the publisher's next figure is to be expected.")
    rhythms: dict[str, ReleaseRhythm] = Field({}, description="The same by dataset, where bodies hold many.")
    unit: Unit = Field(description="Unit of the figures.")
    frequency: Frequency | None = Field(
        None, description="Frequency of the figures; a body with periods of another is set apart. Any if not given."
    )
    dimensions: Dimensions = Field(Dimensions(), description="From the publisher's dimensions to ours.")
    contract: Contract = Field(Contract(), description="What a body must hold.")
    plausibility: Plausibility = Field(Plausibility(), description="What figures are possible, and which look wrong.")
    extra_slices: tuple[Slice, ...] = Field((), description="Series kept besides those the agenda names.")
    size_limit: int = Field(20_000_000, gt=0, description="Largest body in bytes, packed and unpacked.")
    personal: bool = Field(False, description="Bodies may hold personal data: they are archived redacted.")
    redact: tuple[str, ...] = Field((), description="JSON keys cut out of a personal body before it is archived.")
    suspended: str | None = Field(None, description="Why this dataset is not asked for at present.")
    successor: str | None = Field(None, description="Dataset that takes over when this one is frozen.")
    note: str | None = Field(None, description="What a maintainer should know.")

    @model_validator(mode="after")
    def _nothing_left_to_fill_in(self) -> Self:
        """A figure must never be published with the words of a template for its source."""
        if self.suspended is None and (left := sorted(_unfilled(self.model_dump(), ""))):
            raise ValueError(f"still to be filled in: {', '.join(left)}; until then say so under `suspended`")
        return self

    @property
    def id(self) -> str:
        """The key of its poll reports."""
        return f"{self.source}.{self.dataset}"

    def rhythm_of(self, series: SeriesId) -> ReleaseRhythm:
        """When the next figure of a series is to be expected."""
        return self.rhythms.get(series.dataset, self.rhythm)

    @field_validator("schedule")
    @classmethod
    def _cron(cls, line: str) -> str:
        if not croniter.is_valid(line):
            raise ValueError(f"{line!r} is no cron line")
        return line

    @model_validator(mode="after")
    def _somebody_is_credited(self) -> Self:
        for name in ("publisher", "text", "licence"):
            if not getattr(self.attribution, name).strip():
                raise ValueError(f"attribution.{name} is empty; say whose figures they are and how they may be used")
        return self

    @model_validator(mode="after")
    def _redaction_is_stated(self) -> Self:
        if self.personal != bool(self.redact):
            raise ValueError("a personal recipe lists the keys to redact, and only a personal one does")
        return self


def _unfilled(part: object, name: str) -> Iterator[str]:
    """The fields that `koers source new` left to a person."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _unfilled(value, f"{name}.{key}".lstrip("."))
    elif isinstance(part, str) and any(mark in part for mark in TO_FILL_IN):
        yield name
