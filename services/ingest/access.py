"""How a recipe gets at its dataset: one model for each way in, told apart by `kind`."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model
from services.ingest.decode.bestat import Layout
from services.ingest.decode.table import TableLayout


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
