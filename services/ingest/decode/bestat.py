"""be.STAT `result/JSON`: flat facts with labels in place of codes; the recipe's layout tells what they mean."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, field_validator

from schemas.base import Model
from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS
from services.ingest.decode.guard import parse_json
from services.ingest.decode.labels import clean, period_of

MEASURE = "measure"


class Column(Model):
    """A dimension column: code by label, the code of null (a total), and labels that are left out."""

    column: str = Field(description="Name of the column.")
    codes: dict[str, str] = Field({}, description="Code per label.")
    total: str | None = Field(None, description="Code of null, where null is the total.")
    letter: bool = Field(False, description="Whether labels begin with their code, one letter and a blank.")
    ignore: tuple[str, ...] = Field((), description="Labels whose rows are left out.")

    @field_validator("codes")
    @classmethod
    def _clean_codes(cls, codes: dict[str, str]) -> dict[str, str]:
        return {clean(label): code for label, code in codes.items()}

    @field_validator("ignore")
    @classmethod
    def _clean_ignore(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(clean, labels))


class Layout(Model):
    """How one view is read; `filler` columns hold one constant. Every column of the body must be named here."""

    period: str = Field(description="Name of the column with the period.")
    dimensions: dict[str, Column] = Field(description="Column per dimension.")
    measures: dict[str, str] = Field(description="Code of the measure per column of figures.")
    filler: tuple[str, ...] = Field((), description="Columns that hold one constant.")

    @property
    def columns(self) -> set[str]:
        """The cleaned name of every column the body must have."""
        named = [self.period, *self.filler, *self.measures, *(c.column for c in self.dimensions.values())]
        return {clean(name) for name in named}


def decode_bestat(body: bytes, layout: Layout) -> Answer:
    """Decode a view. Null measures are kept as cells without a value: absent, secret or empty, but never 0.

    Exact duplicate rows collapse. Raises NotData when the columns are not those of the layout, a label is unknown, or
    two rows of one key disagree.
    """
    rows = [_cleaned(row) for row in _facts(body)]
    _check_columns(rows, layout)
    cells: dict[tuple[Codes, Period], str | None] = {}
    for key, value in (pair for row in rows for pair in _row(row, layout)):
        if key in cells and cells[key] != value:
            raise NotData("conflict", f"two rows disagree on {key[0]} {key[1].label}")
        cells[key] = value
    series: dict[Codes, list[Cell]] = {}
    for (codes, period), value in cells.items():
        series.setdefault(codes, []).append((period, value, NO_FLAGS))
    names = (*layout.dimensions, MEASURE)
    occurring = {name: frozenset(codes[i] for codes in series) for i, name in enumerate(names)}
    return Answer(dimensions=names, series=series, scope=Scope(occurring, *span(period for _, period in cells)))


def columns_of(body: bytes) -> set[str]:
    """The cleaned names of the columns of a view. Raises NotData for any other body."""
    return {clean(name) for name in _facts(body)[0]}


def _facts(body: bytes) -> list[dict[str, Any]]:
    document = parse_json(body)
    facts = document.get("facts") if isinstance(document, dict) else None
    if not isinstance(facts, list) or not all(isinstance(row, dict) for row in facts):
        raise NotData("not_facts", "the body is JSON, but holds no list of facts")
    if not facts:
        raise NotData("empty", "the view returned no facts")
    return facts


def _cleaned(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {clean(name): None if value is None else clean(str(value)) for name, value in row.items()}


def _check_columns(rows: list[dict[str, str | None]], layout: Layout) -> None:
    """A view that was renamed or re-localised must fail loudly, not be guessed."""
    expected = layout.columns
    for row in rows:
        if row.keys() != expected:
            odd = sorted(row.keys() ^ expected)
            raise NotData("changed_shape", f"the columns of the view are not those of the recipe: {', '.join(odd)}")


def _row(row: Mapping[str, str | None], layout: Layout) -> Iterator[tuple[tuple[Codes, Period], str | None]]:
    codes = [_code(row[clean(column.column)], column) for column in layout.dimensions.values()]
    if None in codes:
        return
    period = period_of(row[clean(layout.period)] or "")
    for column, measure in layout.measures.items():
        yield ((*(code for code in codes if code), measure), period), row[clean(column)]


def _code(label: str | None, column: Column) -> str | None:
    """The code of a label; None where the row is outside what the recipe reads."""
    if label is None:
        return column.total
    if label in column.ignore:
        return None
    if column.letter and label[1:2] == " ":
        return label[0]
    if label not in column.codes:
        raise NotData("unknown_label", f"the label {label!r} of column {column.column!r} is not in the recipe")
    return column.codes[label]
