"""Plain tables, row by row: the cells their layout finds in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS, Flags, split_flags
from services.ingest.decode.labels import clean, period_of
from services.ingest.decode.table import CodeColumn, TableLayout, natural_layout, shown
from services.ingest.decode.values import published

MEASURE = "measure"
_SURELY_A_NUMBER = 18
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
_YEAR = re.compile(r"^\d{4}$")
_PART = re.compile(r"^([STQM]?)(\d{1,2})$")


class NumberText(str):
    """The text of a cell that is a number in its file: as a code it has no leading zeros to lose."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the file and its cells as text."""

    number: int
    cells: Sequence[str]


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
    """Where what stands in a row. `figures` are place, measure and period of each column of figures.

    `period` None: the header holds the periods.
    """

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

        def known(name: str | None) -> int | None:
            return None if name is None else _place(header, name)

        columns = [c if isinstance(c, CodeColumn) else CodeColumn(column=c) for c in layout.dimensions.values()]
        dimensions = tuple((_place(header, column.column), column) for column in columns)
        figures: Iterable[tuple[int, str | None, Period | None]]
        if layout.period is None:
            figures = _period_columns(header, {place for place, _ in dimensions})
        elif layout.value is not None:
            figures = [(_place(header, layout.value), None, None)]
        else:
            figures = [(_place(header, name), code, None) for name, code in layout.measures.items()]
        return cls(
            layout=layout,
            width=len(header),
            dimensions=dimensions,
            figures=tuple(figures),
            period=known(layout.period),
            part=known(layout.part),
            flags=known(layout.flags),
            conf=known(layout.conf),
        )

    def cells(self, row: Row) -> Iterator[tuple[Codes, Cell]]:
        """The cells of one row; none where a label is one to leave out."""
        cells = row.cells
        if len(cells) < self.width or any(cells[self.width :]):
            raise NotData("bad_line", f"row {row.number} has {len(cells)} cells, the header {self.width}")
        found = [_code(cells[place], column, row.number) for place, column in self.dimensions]
        codes = tuple(code for code in found if code is not None)
        if len(codes) != len(found):
            return
        flags = self._flags(cells)
        own = self._period(cells, row.number)
        for place, measure, headed in self.figures:
            period = own or headed
            if period is not None:
                value = _value(cells[place], self.layout, row.number)
                yield (*codes, measure) if measure else codes, (period, value, flags)

    def _flags(self, cells: Sequence[str]) -> Flags:
        flags = NO_FLAGS if self.flags is None else split_flags(cells[self.flags])
        conf = "" if self.conf is None else cells[self.conf].strip()
        return flags._replace(confidentiality=conf) if conf else flags

    def _period(self, cells: Sequence[str], number: int) -> Period | None:
        if self.period is None:
            return None
        part = "" if self.part is None else cells[self.part].strip()
        try:
            return _period(cells[self.period].strip(), part, self.layout.parts, self.layout.frequency)
        except (NotData, ValueError) as error:
            raise NotData("bad_period", f"row {number}: {error}") from error


def _place(header: Sequence[str], name: str) -> int:
    if header.count(clean(name)) != 1:
        fault = "twice" if clean(name) in header else "not"
        raise NotData("missing_columns", f"the column {name!r} is {fault} in the table: {shown(header)}")
    return header.index(clean(name))


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
        raise NotData("missing_columns", f"no column of the table is headed by a period: {shown(header)}")
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
    if column.digits is not None and isinstance(text, NumberText):
        code = code.zfill(column.digits)
    if column.digits is not None and len(code) != column.digits:
        raise NotData(
            "lost_zero", f"row {number}: {code[:60]!r} of column {column.column!r} has not {column.digits} digits"
        )
    return code


def _value(text: str, layout: TableLayout, number: int) -> str | None:
    """The figure of a cell as decimal text with a point and without thousands. Raises NotData."""
    if text.isascii() and text.isdigit() and len(text) <= _SURELY_A_NUMBER and text not in layout.missing:
        return text  # most figures are counts, and most of the time would go into looking closer at them
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
