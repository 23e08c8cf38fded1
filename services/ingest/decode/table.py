"""The layout of a plain table, CSV and spreadsheets alike: which column means what, as a recipe or a file tells it."""

import re
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model
from services.ingest.decode.errors import NotData


class CodeColumn(Model):
    """A column of codes or labels. `codes` gives the code of every label; without it the label is the code."""

    column: str = Field(description="Name of the column.")
    codes: dict[str, str] = Field({}, description="Code per label; where it is given every label must be in it.")
    digits: int | None = Field(None, ge=1, le=20, description="Digits of a code, so that a lost leading zero is found.")
    empty: str | None = Field(None, description="Code of an empty cell, where that is the total.")
    ignore: tuple[str, ...] = Field((), description="Labels whose rows are left out.")


class TableLayout(Model):
    """How a plain table is read. Columns that are not named here are not read.

    The figures stand in one column (`value`), in one column per measure (`measures`), or in one column per period
    (`period` left out). A period may be given in two columns, year and part (0 or Y is the whole year).
    """

    dimensions: dict[str, str | CodeColumn] = Field({}, description="Column per dimension.")
    period: str | None = Field(None, description="Column of the period; without it the header holds the periods.")
    part: str | None = Field(None, description="Column with the part of the year, beside a column of years.")
    parts: Literal["M", "Q", "T", "S"] = Field("M", description="What a part is that is given by number alone.")
    frequency: Literal["A", "S", "Q", "M"] | None = Field(
        None, description="Frequency of periods that are given as a day within them."
    )
    value: str | None = Field(None, description="Column of the figures.")
    measures: dict[str, str] = Field({}, description="Code of the measure per column of figures.")
    flags: str | None = Field(None, description="Column of observation flags, as in `b`, `bu` or `b|C`.")
    conf: str | None = Field(None, description="Column of the confidentiality status.")
    missing: tuple[str, ...] = Field(
        (":", "-", "..", "n/a", "NA"), description="Texts that say there is no value; an empty cell always does."
    )
    decimal: Literal[".", ","] = Field(".", description="Decimal sign of figures that are text.")
    thousands: Literal[",", ".", " ", "'"] | None = Field(None, description="Sign between thousands.")
    suffix: str | None = Field(None, description="Unit that stands behind each figure, cut off.")
    delimiter: str = Field(",", min_length=1, max_length=1, description="Sign between the cells of a CSV.")
    encoding: str = Field("utf-8", description="Encoding of a CSV without byte order mark.")
    sheet: str | None = Field(None, description="Sheet of a workbook; the first where it is not given.")
    header: int = Field(1, ge=1, le=1000, description="Number of the row that names the columns.")

    @model_validator(mode="after")
    def _one_place_for_figures(self) -> Self:
        if self.period is None and (self.value or self.measures or self.part or self.flags or self.conf):
            raise ValueError("without a column of the period its figures stand under the periods of the header")
        if self.period is not None and bool(self.value) == bool(self.measures):
            raise ValueError("name either the column of the value or the columns of the measures")
        if self.decimal == self.thousands:
            raise ValueError("decimal sign and thousands sign are the same")
        return self


def natural_layout(header: Sequence[str]) -> TableLayout:
    """The layout of a table whose header uses the usual words for period, value and flags; the rest are dimensions.

    A series whose cell of a dimension is empty does not have that dimension. Raises NotData, `missing_columns`, for any
    other.
    """
    by_word = {name.lower().replace(" ", "_"): name for name in reversed(header)}
    found = {what: next((by_word[word] for word in words if word in by_word), None) for what, words in _WORDS.items()}
    if found["period"] is None or found["value"] is None:
        raise NotData(
            "missing_columns", f"no columns named period and value; a layout must tell what they are: {shown(header)}"
        )
    others = [name for name in header if name not in found.values()]
    dimensions = {_identifier(name): CodeColumn(column=name, empty="") for name in others}
    if len(dimensions) != len(others):
        raise NotData("bad_header", f"two columns have one name, or as good as one: {shown(header)}")
    return TableLayout(
        dimensions=dict(dimensions),
        period=found["period"],
        value=found["value"],
        flags=found["flags"],
        conf=found["conf"],
    )


_WORDS = {
    "period": ("period", "time_period", "time", "year", "periode", "jaar"),
    "value": ("value", "obs_value", "waarde"),
    "flags": ("flags", "obs_flags", "obs_flag", "flag"),
    "conf": ("conf", "conf_status"),
}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def _identifier(name: str) -> str:
    plain = _NOT_IN_NAMES.sub("_", name.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"d_{plain}"


def shown(header: Sequence[str]) -> str:
    """The names of columns, for a message."""
    return ", ".join(name[:40] for name in header[:30])
