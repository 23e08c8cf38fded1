"""A recipe: how one dataset is fetched, read and checked; what is asked of it follows from the agenda."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from croniter import croniter
from pydantic import Field, field_validator, model_validator

from schemas.base import Model
from schemas.series import SeriesId
from schemas.stats import Attribution, ReleaseRhythm
from services.ingest.decode.bestat import Layout
from services.ingest.decode.table import TableLayout

Frequency = Literal["A", "S", "T", "Q", "M", "W", "D"]
Slice = dict[str, tuple[str, ...]]
"""Codes per dimension; a dimension that is not named takes every code, so `{}` is the whole dataset."""


class EurostatAccess(Model):
    """A table of Eurostat, by one of its three data interfaces.

    `sdmx30` takes filters and refuses unknown codes, `statistics10` drops unknown codes silently (so it suits codes
    that are not confirmed), `sdmx21` gives the whole dataset as one gzip.
    """

    kind: Literal["sdmx30", "statistics10", "sdmx21"] = Field(description="Interface to ask.")
    since: int | None = Field(None, description="First year to ask for; all years where it is not given.")
    until: int | None = Field(None, description="Last year to ask for; all years where it is not given.")

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"the years from {self.since} to {self.until} are none")
        return self


class FactsAccess(Model):
    """An indicator of the Digital Decade dashboard, by its facts API."""

    kind: Literal["facts"] = Field(description="The facts API.")
    breakdown: str = Field(description="Breakdown to ask for; the API needs one.")
    unit: str = Field(description="Unit to ask for; the API needs one.")


class CalendarEntry(Model):
    """How the releases of a dataset are known in its publisher's calendar."""

    words: tuple[str, ...] = Field(min_length=1, description="Words, any of which its titles hold.")
    frequency: Literal["A", "S", "Q", "M"] = Field(description="Frequency of the periods it is announced for.")


class ViewAccess(Model):
    """A view of be.STAT. One view is one language with one set of columns; without `view` it waits for its id."""

    kind: Literal["bestat"] = Field(description="A view of be.STAT.")
    view: str | None = Field(
        None, description="Id of the view.", pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    )
    datasource: str | None = Field(None, description="Data source whose update date is the change probe.")
    layout: Layout = Field(description="What the columns of the view mean.")
    locale: Literal["nl", "fr", "en", "de"] = Field("nl", description="Language of the view.")
    calendar: CalendarEntry | None = Field(None, description="Its releases in Statbel's calendar.")


class OpenDataAccess(Model):
    """A file of Statbel's open data: text or workbook, often zipped.

    `({year})` in its name stands for this year, else the last, else nothing: such names flip.
    """

    kind: Literal["opendata"] = Field(description="A file of open data.")
    file: str = Field(description="Its path below the folder of open data, as it reads, blanks and all.", pattern="^/")
    frequency: Literal["A", "Q", "M"] = Field(description="Frequency that is read of the several a file may hold.")
    places: tuple[str, ...] = Field(min_length=1, description="REFNIS codes whose rows are read.")
    encoding: str = Field("utf-8", description="Encoding of a text without byte order mark.")
    calendar: CalendarEntry | None = Field(None, description="Its releases in Statbel's calendar.")


PlainFormat = Literal["jsonstat", "sdmx-csv", "sdmx-ml", "tsv", "csv", "xlsx", "statbel-opendata"]
"""The formats a recipe reads without any code; docs/formats.md tells what each expects."""


class UrlAccess(Model):
    """A body at an address, for a source that needs no code: the recipe alone says how it is asked and read.

    What is asked for follows from the agenda: `{key}` in the address becomes the SDMX key of the `key` dimensions, or
    `filters` adds a parameter a dimension. An ETag or Last-Modified of the source saves the fetch of an unmoved body.
    """

    kind: Literal["url"] = Field(description="A body at an address.")
    url: str = Field(description="Address, with query; all of a source are on one host.", pattern=r"^https?://[^\s]+$")
    format: PlainFormat = Field(description="How the body is read.")
    layout: TableLayout | None = Field(None, description="What the columns of a table mean; see docs/formats.md.")
    key: tuple[str, ...] = Field((), description="The publisher's dimensions in the order of its SDMX key.")
    filters: Literal["none", "repeat", "comma"] = Field(
        "none", description="How codes are asked for: not at all, `geo=BE&geo=BE2`, or `geo=BE,BE2`."
    )
    accept: str = Field("*/*", description="Media type to ask for.")
    spacing: float = Field(1.0, ge=0, description="Least seconds between two requests to the source.")

    @model_validator(mode="after")
    def _key_has_a_place(self) -> Self:
        if bool(self.key) != ("{key}" in self.url):
            raise ValueError("`key` lists the dimensions of the {key} in `url`; give both or neither")
        if self.key and self.filters != "none":
            raise ValueError("a recipe asks by `key` or by `filters`, not by both")
        return self


class DropAccess(Model):
    """Files put into the drop folder by hand; `format` says how they are read."""

    kind: Literal["drop"] = Field(description="Files of the drop folder.")
    format: Literal["arvastat_workbook", "arvastat_totals", "figures"] | PlainFormat = Field(
        description="How a file is read."
    )
    pattern: str = Field("*", description="File names that are taken, such as `export_*.csv`; others are left alone.")
    layout: TableLayout | None = Field(None, description="What the columns of a table mean; see docs/formats.md.")
    measure: str | None = Field(None, description="Measure of a file that does not name it itself.")
    publishers: dict[str, str] = Field({}, description="Name of the publisher by the `source` of a figures file.")


class VacancyAccess(Model):
    """The Vacature API of VDAB; it is asked only where a client of it is configured."""

    kind: Literal["vacancies"] = Field(description="The Vacature API.")


Access = Annotated[
    EurostatAccess | FactsAccess | ViewAccess | OpenDataAccess | UrlAccess | DropAccess | VacancyAccess,
    Field(discriminator="kind"),
]


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
