"""What one indicator may say: the series it is measured by, what it is judged against, and what may alert."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import field_validator, model_validator

from schemas.base import Described, Number, Slug, Text
from schemas.composite import Composite, CompositeMember
from schemas.period import Period
from schemas.series import SeriesId
from schemas.target import Baseline, Limits, OpenTarget, Step, Target, Tolerance
from schemas.verdicts import DriftPolicy, Validity

__all__ = [
    "EU_MEMBERS",
    "BenchmarkKind",
    "Break",
    "Composite",
    "CompositeMember",
    "Direction",
    "Geography",
    "Indicator",
    "Limits",
    "RecommendationRef",
    "SeriesRef",
    "Splice",
    "SplicePart",
    "Target",
    "Tolerance",
    "Unit",
]

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


class Geography(Described):
    """The place that is judged, and the stand-in where it has no figure."""

    primary: str
    """BE2 (Flemish Region), VG (Flemish Community) or BE (Belgium)."""
    fallback: str | None = None
    """BE, where a Belgian figure may stand in for a missing one; it is then labelled so."""


class SeriesRef(Described):
    """A measure the indicator needs, in every place it is needed.

    `id` is a series id without its geo; `input` names the term of the formula it fills; `geo` lists the places.
    References to the same input are ordered by preference: a later one stands in only for periods the first lacks.
    Beside a formula of other terms, input `value` is the published result of that formula: it stands in for periods
    the formula cannot fill. An input named as a place (`NL`) is taken at that place.
    `verified` tells how sure the codes are; an unconfirmed reference is not asked for (`unverified`).
    """

    input: str = "value"
    """The term of the formula it fills; `value` alone needs no arithmetic."""
    id: str
    """Source, dataset and every dimension but the place, in order of the alphabet:
    `eurostat:isoc_r_dskl_i?freq=A&indic_is=I_DSK2_BAB&unit=PC_IND`."""
    geo: tuple[str, ...]
    """The places asked for, such as [BE2, BE, EU27_2020]."""
    verified: Literal["verified", "partly", "unverified"] = "verified"
    """How sure the codes are; `unverified` is never asked for."""
    note: str | None = None
    """Working note, in English."""

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        if SeriesId.parse(self.id).geo is not None:
            raise ValueError(f"series {self.id!r} names a place; expected the places under geo, not in the id")
        return self

    def at(self, geo: str) -> SeriesId:
        """The series of this measure in one place."""
        return SeriesId.parse(self.id).at(geo)


class SplicePart(Described):
    """Which publication gave which periods."""

    geo: str
    """The place of these figures."""
    periods: tuple[str, ...]
    """The periods it gave, each in quotes; no period comes from two parts."""
    source: str
    """Who published it, such as statbel."""
    reference: str
    """The publication."""

    @field_validator("periods")
    @classmethod
    def _are_periods(cls, periods: tuple[str, ...]) -> tuple[str, ...]:
        for period in periods:
            Period.parse(period)
        return periods


class Splice(Described):
    """Several publications of one definition make one history; `comparable` False: shown together, never chained."""

    note: Text
    """Why the publications measure the same."""
    comparable: bool
    """true: one history, with this caveat; false: shown together, no path or change across the parts."""
    rounding: Text | None = None
    """How precise the publications are."""
    parts: tuple[SplicePart, ...] = ()
    """Which publication gave which periods."""


class Break(Described):
    """The series changes meaning at this period; None where it is not dated."""

    period: Period | None = None
    """The first period of the new meaning, in quotes; left out where it is not dated."""
    reason: Text
    """What changed."""


class RecommendationRef(Described):
    """A recommendation this indicator serves, how and why."""

    number: Number
    """Number of the recommendation, 1 to 107."""
    validity: Validity
    """`direct` measures the thing asked for, `proxy` a result or condition, `context` only the surroundings."""
    why: Text
    """Why it says something about the recommendation."""


class Indicator(Described):
    """What is measured, against what it is judged, and what may alert."""

    id: Slug
    """Its identity for ever, also in addresses: small letters, digits and hyphens; unique among indicators and
    milestones."""
    title: Text
    """Short name."""
    definition: Text
    """What exactly is counted, of whom, in which unit."""
    unit: Unit
    """Unit of every value of this indicator."""
    direction: Direction
    """What is better."""
    type: Literal["input", "output", "outcome", "impact", "process"]
    """Where it stands between means and ends."""
    geography: Geography
    """The place that is judged."""
    stand_in: bool = False
    """true: only a Belgian figure exists, so the verdict is never worse than at risk and the reader is told first."""
    comparators: tuple[str, ...] = ()
    """Places shown beside it."""
    first_year: int | None = None
    """First year with a figure."""
    frequency: Literal[
        "daily", "monthly", "quarterly", "annual", "biennial", "every_3_years", "every_4_years", "every_5_years",
        "every_10_years", "irregular", "one_off",
    ]  # fmt: skip
    """How often a new figure appears."""
    frequency_note: str | None = None
    """Working note, in English."""
    last_known_end: Period | None = None
    """Last period with a figure, where no regular release is known; in quotes."""
    series: tuple[SeriesRef, ...] = ()
    """The measures it needs, by preference: a later one fills only periods the earlier lack."""
    formula: str = "value"
    """`value`, arithmetic over the inputs (+ - * / mean min max sum abs), or `composite`."""
    composite: Composite | None = None
    """An index of other indicators."""
    splice: Splice | None = None
    """Several publications that make one history."""
    target: Target | None = None
    """The promise it is judged against."""
    target_to_define: OpenTarget | None = None
    """A promise that is not complete; nothing is judged by it until its owner defines the rest."""
    benchmark: BenchmarkKind | None = None
    """What the gap is taken to when there is no dated target."""
    benchmark_note: Text | None = None
    """Why this benchmark."""
    path: Literal["linear", "cagr", "logistic", "milestones", "none"]
    """From baseline to target: linear for shares, cagr for positive levels, logistic, milestones (straight lines
    between the steps), or none."""
    steps: tuple[Step, ...] = ()
    """Levels of the path `milestones`; the last one is the target."""
    baseline: Baseline | None = None
    """Start of the path; left out: the first usable value from the latest dated break on."""
    tolerance: Tolerance | None = None
    """Distance that still counts as on track; left out: 2 points for shares and scores, 5 percent otherwise."""
    limits: Limits | None = None
    """The possible range."""
    saturation: float | None = None
    """The level from which no progress is expected."""
    drift_policy: DriftPolicy
    """What may alert: `alert` any drift, `annual_only` once per figure, `regression_only` a fall, `manual_entry` and
    `context_only` nothing by itself."""
    breaks: tuple[Break, ...] = ()
    """Where the series changes meaning."""
    caveats: tuple[Text, ...] = ()
    """What a reader must know before using the figure."""
    recommendations: tuple[RecommendationRef, ...] = ()
    """What it serves."""

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
