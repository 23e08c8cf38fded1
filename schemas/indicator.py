"""What one indicator may say: the series it is measured by, what it is judged against, and what may alert."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import field_validator, model_validator

from schemas.base import Model, Number, Slug, Text
from schemas.period import Period
from schemas.series import SeriesId
from schemas.verdicts import DriftPolicy, Validity

Direction = Literal["up", "down"]
Unit = Literal[
    "percent", "percentage_point", "percent_of_gdp", "per_1000", "count", "persons", "eur", "eur_million", "index",
    "score", "ratio", "rank", "years", "days", "minutes", "mbit_s",
]  # fmt: skip
BenchmarkKind = Literal[
    "EU27_2020", "top3_eu", "top5_eu", "oecd_average", "own_mean_3y", "own_mean_5y", "own_median_10y", "own_max_12m",
    "own_first", "own_trend",
]  # fmt: skip
TargetPart = Literal["value", "base", "year"]
EU_MEMBERS = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip


class Geography(Model):
    """The place that is judged, and the stand-in where it has no figure."""

    primary: str
    fallback: str | None = None


class SeriesRef(Model):
    """A measure the indicator needs, in every place it is needed.

    `id` is a series id without its geo; `input` names the term of the formula it fills; `geo` lists the places.
    References to the same input are ordered by preference: a later one stands in only for periods the first lacks.
    Beside a formula of other terms, input `value` is the published result of that formula: it stands in for periods
    the formula cannot fill. An input named as a place (`NL`) is taken at that place.
    `verified` tells how sure the codes are; an unconfirmed reference is not asked for (`unverified`).
    """

    input: str = "value"
    id: str
    geo: tuple[str, ...]
    verified: Literal["verified", "partly", "unverified"] = "verified"
    note: str | None = None

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        if SeriesId.parse(self.id).geo is not None:
            raise ValueError(f"series {self.id!r}: leave geo out of the id and list the places under geo")
        return self

    def at(self, geo: str) -> SeriesId:
        """The series of this measure in one place."""
        return SeriesId.parse(self.id).at(geo)


class SplicePart(Model):
    """Which publication gave which periods."""

    geo: str
    periods: tuple[str, ...]
    source: str
    reference: str

    @field_validator("periods")
    @classmethod
    def _are_periods(cls, periods: tuple[str, ...]) -> tuple[str, ...]:
        for period in periods:
            Period.parse(period)
        return periods


class Splice(Model):
    """Several publications of one definition make one history; `comparable` False: shown together, never chained."""

    note: Text
    comparable: bool
    rounding: Text | None = None
    parts: tuple[SplicePart, ...] = ()


class Target(Model):
    """A promise with a number. `relative_to: baseline` means value x baseline; no year is a standing level."""

    value: float
    operator: Literal[">=", "<=", ">", "<", "="]
    year: int | None = None
    geo: str | None = None
    relative_to: Literal["baseline"] | None = None
    mode: Literal["reach", "hold"]
    scope: Literal["union", "member_state", "region"]
    basis: Literal["legal", "policy", "benchmark", "agenda", "proposal"]
    reference: Text | None = None
    verified: Literal["verified", "partly", "unverified"] | None = None
    note: Text | None = None


class OpenTarget(Model):
    """A promise that is not complete: `missing` names what its owner still has to define. Nothing is judged by it.

    `value` is the level, `base` what it is a share of or counted from, `year` by when or from when it holds.
    """

    missing: tuple[TargetPart, ...]
    value: float | None = None
    operator: Literal[">=", "<=", ">", "<", "="] | None = None
    year: int | None = None
    geo: str | None = None
    scope: Literal["union", "member_state", "region"]
    basis: Literal["legal", "policy", "benchmark", "agenda", "proposal"]
    reference: Text | None = None
    verified: Literal["verified", "partly", "unverified"] | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _tells_what_is_missing(self) -> Self:
        if not self.missing or len(set(self.missing)) < len(self.missing):
            raise ValueError("missing: expected at least one of value, base and year, each once")
        if (self.value is None) != ("value" in self.missing):
            raise ValueError("expected a value exactly where `value` is not missing")
        if self.year is not None and "year" in self.missing:
            raise ValueError("expected a year only where `year` is not missing")
        return self


class Step(Model):
    """A level of a stepwise path."""

    period: Period
    value: float
    note: Text | None = None


class Baseline(Model):
    """The declared start of the path."""

    geo: str
    period: Period
    value: float
    note: Text | None = None


class Tolerance(Model):
    """Distance from the path that still counts as on track; `percent` is relative, else the indicator's unit."""

    value: float
    unit: str
    basis: Literal["analyst", "default"]
    note: Text | None = None


class Limits(Model):
    """Possible range in the indicator's unit."""

    min: float | None = None
    max: float | None = None


class Break(Model):
    """The series changes meaning at this period; None where it is not dated."""

    period: Period | None = None
    reason: Text


class CompositeMember(Model):
    """One indicator inside a composite; `transform` is arithmetic over `value`, applied before normalising."""

    indicator: Slug
    weight: float
    reference: float | None = None
    transform: str | None = None


class Composite(Model):
    """An indicator made of indicators."""

    members: tuple[CompositeMember, ...]
    weights: Literal["equal", "stated"]
    normalisation: Literal[
        "none", "z_score", "eu_min_max", "share_of_reference", "ratio", "own_median_5y", "distance_to_path"
    ]
    minimum_members: int


class RecommendationRef(Model):
    """A recommendation this indicator serves, how and why."""

    number: Number
    validity: Validity
    why: Text


class Indicator(Model):
    """What is measured, against what it is judged, and what may alert."""

    id: Slug
    title: Text
    definition: Text
    unit: Unit
    direction: Direction
    type: Literal["input", "output", "outcome", "impact", "process"]
    geography: Geography
    stand_in: bool = False
    comparators: tuple[str, ...] = ()
    first_year: int | None = None
    frequency: Literal[
        "daily", "monthly", "quarterly", "annual", "biennial", "every_3_years", "every_4_years", "every_5_years",
        "every_10_years", "irregular", "one_off",
    ]  # fmt: skip
    frequency_note: str | None = None
    last_known_end: Period | None = None
    series: tuple[SeriesRef, ...] = ()
    formula: str = "value"
    composite: Composite | None = None
    splice: Splice | None = None
    target: Target | None = None
    target_to_define: OpenTarget | None = None
    benchmark: BenchmarkKind | None = None
    benchmark_note: Text | None = None
    path: Literal["linear", "cagr", "logistic", "milestones", "none"]
    steps: tuple[Step, ...] = ()
    baseline: Baseline | None = None
    tolerance: Tolerance | None = None
    limits: Limits | None = None
    saturation: float | None = None
    drift_policy: DriftPolicy
    breaks: tuple[Break, ...] = ()
    caveats: tuple[Text, ...] = ()
    recommendations: tuple[RecommendationRef, ...] = ()

    @property
    def key(self) -> str:
        """The key of this indicator's assessment."""
        return f"{self.id}/{self.geography.primary}"

    def places(self) -> tuple[str, ...]:
        """Every place a figure is wanted for: own, fallback, comparators, and the members of a top-N benchmark."""
        own = [self.geography.primary, *([self.geography.fallback] if self.geography.fallback else [])]
        eu = EU_MEMBERS if self.benchmark in ("top3_eu", "top5_eu") else ()
        bench = ("EU27_2020",) if self.benchmark == "EU27_2020" else ()
        return tuple(dict.fromkeys([*own, *self.comparators, *bench, *eu]))

    def wanted(self, *, every_member: bool = False) -> Iterator[tuple[str, str, SeriesId]]:
        """Every (input, geo, series) to ask for, in order of preference.

        Without unconfirmed references, and without the series of a composite's members. A top-N benchmark needs every
        member state where the Union is named; with `every_member` so does any other indicator.
        """
        wide = every_member or self.benchmark in ("top3_eu", "top5_eu")
        for ref in self.series:
            if ref.verified == "unverified":
                continue
            members = EU_MEMBERS if wide and "EU27_2020" in ref.geo else ()
            for geo in dict.fromkeys([*ref.geo, *members]):
                yield ref.input, geo, ref.at(geo)
