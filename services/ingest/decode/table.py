"""Plain tables, CSV and spreadsheets alike: a layout tells which column means what, the rows give the cells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model
from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import split_flags
from services.ingest.decode.labels import clean, period_of
from services.ingest.decode.values import published

MEASURE = "measure"
_COUNT_OF = {"Q": 4, "S": 2, "T": 3, "M": 12}
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
_YEAR = re.compile(r"^\d{4}$")
_PART = re.compile(r"^([STQM]?)(\d{1,2})$")


class CodeColumn(Model):
    """A column of codes or labels. `codes` names the code of a label; a label it lacks is a code itself if empty."""

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


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the file and its cells as text."""

    number: int
    cells: Sequence[str]


def natural_layout(header: Sequence[str]) -> TableLayout:
    """The layout of a table whose header uses the usual words for period, value and flags; the rest are dimensions.

    Raises NotData, `missing_columns`, for any other.
    """
    by_word = {name.lower().replace(" ", "_"): name for name in reversed(header)}
    found = {what: next((by_word[word] for word in words if word in by_word), None) for what, words in _WORDS.items()}
    if found["period"] is None or found["value"] is None:
        raise NotData(
            "missing_columns", f"no columns named period and value; a layout must tell what they are: {_shown(header)}"
        )
    named = {name for name in found.values() if name}
    return TableLayout(
        dimensions={_identifier(name): name for name in header if name not in named},
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


def decode_table(rows: Iterable[Row], layout: TableLayout | None, dataset: str | None = None) -> Answer:
    """The series of a table; a file speaks only of the series it holds.

    Without a layout the header must speak for itself (`natural_layout`). A cell without value and flags is kept, as
    absent or secret but never 0. Raises NotData with the row and the column at fault: `missing_columns`, `bad_line`,
    `bad_period`, `bad_value`, `formula`, `unknown_label`, `lost_zero`, `conflict`.
    """
    found = iter(rows)
    first = layout.header if layout else 1
    header = next(([clean(name) for name in row.cells] for row in found if row.number >= first), None)
    if header is None:
        raise NotData("empty", "the table holds no header")
    layout = layout or natural_layout(header)
    reader = _Reader.of(header, layout)
    series = gathered(cell for row in found if any(row.cells) for cell in reader.cells(row))
    names = (*layout.dimensions, *((MEASURE,) if layout.measures else ()))
    return Answer(
        dimensions=names,
        series=series,
        scope=Scope(None, *span({cell[0] for cells in series.values() for cell in cells})),
        dataset=dataset,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    layout: TableLayout
    width: int
    dimensions: tuple[tuple[int, CodeColumn], ...]
    figures: tuple[tuple[int, str | None, Period | None], ...]
    period: int | None
    part: int | None
    flags: int | None
    conf: int | None

    @classmethod
    def of(cls, header: Sequence[str], layout: TableLayout) -> "_Reader":
        """Find every column of the layout. Raises NotData for one that is missing or stands twice."""

        def place(name: str | None) -> int | None:
            if name is None:
                return None
            if header.count(clean(name)) != 1:
                fault = "twice" if clean(name) in header else "not"
                raise NotData("missing_columns", f"the column {name!r} is {fault} in the table: {_shown(header)}")
            return header.index(clean(name))

        columns = [c if isinstance(c, CodeColumn) else CodeColumn(column=c) for c in layout.dimensions.values()]
        dimensions = tuple((place(column.column) or 0, column) for column in columns)
        period = place(layout.period)
        if period is None:
            figures = tuple(_period_columns(header, {at for at, _ in dimensions}))
        else:
            measures = layout.measures or {layout.value or "": ""}
            figures = tuple((place(name) or 0, code or None, None) for name, code in measures.items())
        return cls(
            layout,
            len(header),
            dimensions,
            figures,
            period,
            place(layout.part),
            place(layout.flags),
            place(layout.conf),
        )

    def cells(self, row: Row) -> Iterator[tuple[Codes, Cell]]:
        """The cells of one row; none where a label is one to leave out."""
        cells = row.cells
        if len(cells) > self.width and any(cells[self.width :]):
            raise NotData("bad_line", f"row {row.number} has {len(cells)} cells, the header {self.width}")
        if len(cells) < self.width:
            raise NotData("bad_line", f"row {row.number} has {len(cells)} cells, the header {self.width}")
        codes = []
        for place, column in self.dimensions:
            code = _code(cells[place], column, row.number)
            if code is None:
                return
            codes.append(code)
        flags = split_flags(cells[self.flags] if self.flags is not None else "")
        if self.conf is not None and cells[self.conf].strip():
            flags = flags._replace(confidentiality=cells[self.conf].strip())
        own = None if self.period is None else self._period(cells, row.number)
        for place, measure, period in self.figures:
            value = _value(cells[place], self.layout, row.number)
            yield (*codes, measure) if measure else tuple(codes), (own or period or _never(), value, flags)

    def _period(self, cells: Sequence[str], number: int) -> Period:
        year = cells[self.period or 0].strip()
        part = cells[self.part].strip() if self.part is not None else ""
        try:
            return _period(year, part, self.layout.parts, self.layout.frequency)
        except (NotData, ValueError) as error:
            raise NotData("bad_period", f"row {number}: {error}") from error


def _never() -> Period:
    raise NotData("bad_period", "a figure stands under no period")


def _shown(header: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in header[:30])


def _period_columns(header: Sequence[str], others: set[int]) -> Iterator[tuple[int, str | None, Period | None]]:
    """The columns headed by a period. Raises NotData when there is none, or two are of one period."""
    found: dict[Period, int] = {}
    for place, name in enumerate(header):
        if place in others or not name:
            continue
        try:
            period = period_of(name)
        except NotData:
            continue
        if period in found:
            raise NotData("conflict", f"two columns are of the period {period.label}")
        found[period] = place
    if not found:
        raise NotData("missing_columns", f"no column of the table is headed by a period: {_shown(header)}")
    for period, place in found.items():
        yield place, None, period


@lru_cache(maxsize=8192)
def _period(text: str, part: str, parts: str, frequency: str | None) -> Period:
    """Year and part, or a period in any notation. Raises NotData or ValueError."""
    if part and part not in ("0", "00", "Y", "A"):
        match = _PART.match(part)
        if not match or not _YEAR.match(text):
            raise ValueError(f"{text[:40]!r} with {part[:40]!r} is no part of a year")
        letter = match[1] or parts
        digits = 2 if letter == "M" else 1
        return Period.parse(f"{text}-{letter}{int(match[2]):0{digits}d}")
    period = period_of(text)
    if frequency and period.unit == "D":
        months = _MONTHS[frequency]
        start = period.start.replace(month=(period.start.month - 1) // months * months + 1, day=1)
        return Period(start, 1, "Y") if frequency == "A" else Period(start, months, "M")
    return period


def _code(text: str, column: CodeColumn, number: int) -> str | None:
    label = clean(text)
    if label in column.ignore:
        return None
    if not label:
        if column.empty is None:
            raise NotData("bad_line", f"row {number}: column {column.column!r} is empty")
        return column.empty
    if column.codes and label not in column.codes:
        raise NotData("unknown_label", f"row {number}: {label[:60]!r} of column {column.column!r} has no code")
    code = column.codes.get(label, label)
    if column.digits is not None and len(code) != column.digits:
        raise NotData(
            "lost_zero", f"row {number}: {code[:60]!r} of column {column.column!r} has not {column.digits} digits"
        )
    return code


def _value(text: str, layout: TableLayout, number: int) -> str | None:
    """The figure of a cell as decimal text with a point and without thousands. Raises NotData."""
    value = clean(text)
    if layout.suffix and value.endswith(layout.suffix):
        value = value.removesuffix(layout.suffix).strip()
    if not value or value in layout.missing:
        return None
    if value.startswith("="):
        raise NotData("formula", f"row {number}: {value[:40]!r} is a formula, and no figure")
    try:
        return published(_plain(value, layout))
    except NotData as error:
        raise NotData(error.reason, f"row {number}: {error.message}") from error


def _plain(value: str, layout: TableLayout) -> str:
    """Thousands must stand in threes: `1.234` is a number of its own where `.` parts thousands, and `1.23` none."""
    whole, sign, rest = value.partition(layout.decimal)
    if layout.thousands and layout.thousands in whole:
        first, *groups = whole.split(layout.thousands)
        if not 1 <= len(first.lstrip("+-")) <= 3 or any(len(group) != 3 for group in groups):
            raise NotData("bad_value", f"{value[:40]!r} has thousands that are none")
        whole = first + "".join(groups)
    if layout.decimal == "," and "." in whole + rest:
        raise NotData("bad_value", f"{value[:40]!r} has a decimal sign that is none")
    return whole + ("." if sign else "") + rest
