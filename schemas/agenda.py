"""The agenda as data: what was promised, by which series it is measured, and what is judged as kept."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model, Number, Slug, Text
from schemas.period import Period
from schemas.policy import DriftPolicy, Validity
from schemas.series import SeriesId
from schemas.stats import DueBasis, MilestoneStatus

Direction = Literal["up", "down"]
Unit = Literal[
    "percent", "percentage_point", "percent_of_gdp", "per_1000", "count", "persons", "eur", "eur_million", "index",
    "score", "ratio", "rank", "years", "days", "minutes", "mbit_s",
]  # fmt: skip
BenchmarkKind = Literal[
    "EU27_2020", "top3_eu", "top5_eu", "oecd_average", "own_mean_3y", "own_mean_5y", "own_median_10y", "own_max_12m",
    "own_first", "own_trend",
]  # fmt: skip
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
    """One indicator inside a composite."""

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

    def wanted(self) -> Iterator[tuple[str, str, SeriesId]]:
        """Every (input, geo, series) this indicator needs, in order of preference; without composites' members."""
        for ref in self.series:
            top_n = EU_MEMBERS if self.benchmark in ("top3_eu", "top5_eu") and "EU27_2020" in ref.geo else ()
            for geo in dict.fromkeys([*ref.geo, *top_n]):
                yield ref.input, geo, ref.at(geo)


class Challenge(Model):
    """A challenge of an area, in our own words."""

    id: Slug
    name: Text
    goal: Text
    what: Text
    why: Text
    recommendations: tuple[Number, ...] = ()
    building_blocks: tuple[int, ...] = ()
    heading_printed_in_body: bool


class Area(Model):
    """One of the seven areas, or social dialogue."""

    id: Slug
    section: str
    name: Text
    printed_name_in_introduction: str
    serv_actions: tuple[str, ...] = ()
    challenges: tuple[Challenge, ...] = ()


class Quantity(Model):
    """A figure in the text of a recommendation."""

    label: str
    is_target: bool
    stated_in: str


class Monitoring(Model):
    """Why a recommendation is followed as it is."""

    reason: str | None = None
    caveat: str | None = None
    open_question: str | None = None


class Recommendation(Model):
    """One of the 107."""

    number: Number
    slug: Slug
    title: Text
    summary: Text
    area: Slug
    challenge: Slug
    lead: Slug
    lead_in_2018: str | None = None
    flemish_contact: str | None = None
    partners: tuple[str, ...] = ()
    level: Literal["flemish", "shared", "federal", "european"]
    named_in_text: tuple[str, ...] = ()
    ask: str
    compound: bool = False
    monitoring_mode: Literal["outcome", "output", "mixed", "milestone"]
    lead_indicator: str | None = None
    monitoring: Monitoring | None = None
    overlaps: tuple[Number, ...] = ()
    building_blocks: tuple[int, ...] = ()
    priority_cells: tuple[str, ...] = ()
    serv_actions: tuple[str, ...] = ()
    stated_quantities: tuple[Quantity, ...] = ()


class Body(Model):
    """A body that owns, shares or supervises; contacts never stand here but in deployment configuration."""

    id: Slug
    name: Text
    level: str
    active: bool
    existed_in_2018: bool
    successors: tuple[str, ...] = ()
    successor_since: str | None = None
    verified: str | None = None
    note: str | None = None


class Milestone(Model):
    """A dated or undated step that shows a promise kept."""

    id: Slug
    recommendations: tuple[Number, ...] = ()
    action: str | None = None
    title: Text
    done_when: Text
    status: MilestoneStatus
    status_note: Text | None = None
    as_of: date | None = None
    due: date | None = None
    due_basis: DueBasis | None = None
    due_note: str | None = None
    recurrence: str | None = None
    depends_on: tuple[str, ...] = ()
    owner: str | None = None
    reference: str | None = None


class Agenda(Model):
    """The whole agenda of one edition; `sha256` is over its canonical JSON."""

    edition: Annotated[int, Field(ge=1)]
    sha256: str
    areas: tuple[Area, ...]
    recommendations: tuple[Recommendation, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[Milestone, ...]
    bodies: tuple[Body, ...]
