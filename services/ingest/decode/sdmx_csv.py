"""SDMX-CSV 1.0 and 2.0: one line an observation, the dimensions in columns of their own before the value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.sdmx import ATTRIBUTES, CONF, FLAG_NAMES, TIME, VALUE, flags_of, flow_of, time_of, value_of
from services.ingest.decode.text import rows_of, text_of

_FIXED = frozenset(
    {"DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY", TIME}
)
_DELETE = "D"
_BRUSSELS = ZoneInfo("Europe/Brussels")


def decode_sdmx_csv(body: bytes) -> Answer:
    """Decode SDMX-CSV, with ids or with ids and labels (`labels=both`, or `labels=name` of version 2.0).

    Dimensions are the columns before OBS_VALUE. `LAST UPDATE` is Brussels time. A file may be filtered, so it speaks
    only of the series it holds; a line without value and flags is no cell. A file of nothing but a header is an answer
    without series. Raises NotData for anything that is no such table, for a second dataflow and for a deletion.
    """
    with text_of(body) as text:
        rows = filter(None, rows_of(text))
        table = _Table.of(next(rows, []))
        series = gathered(_cells(rows, table))
    return Answer(
        dimensions=table.names,
        series=series,
        scope=Scope(None, *span({cell[0] for cells in series.values() for cell in cells})),
        dataset=table.dataset,
        agency=table.agency,
        updated=table.updated,
        labels=table.labels,
        unplaced=table.unplaced,
    )


@dataclass
class _Table:
    """Where what stands in a row; what its rows have told of the whole so far."""

    width: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    beside: dict[int, int]
    column: dict[str, int]
    both: frozenset[int]
    flow: str | None = None
    agency: str | None = None
    dataset: str | None = None
    updated: datetime | None = None
    stamp: str | None = None
    unplaced: int = 0
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, header: Sequence[str]) -> "_Table":
        ids = [name.partition(":")[0].strip() for name in header]
        column = {name: place for place, name in reversed(list(enumerate(ids)))}
        if not {"DATAFLOW", "STRUCTURE"} & set(ids[:1]) or not {TIME, VALUE} <= column.keys():
            raise NotData("not_sdmx_csv", "the first line is no header of SDMX-CSV with TIME_PERIOD and OBS_VALUE")
        if len(column) != len(ids):
            raise NotData("bad_header", "the header names a column twice")
        known = _FIXED | ATTRIBUTES
        before = [place for place in range(column[VALUE]) if ids[place] not in known]
        beside: dict[int, int] = {}
        if "STRUCTURE_NAME" in column and column["OBS_VALUE"] + 1 < len(ids) and len(before) >= 2:
            before, beside = _paired(before, column)
        names = tuple(ids[place] for place in before)
        both = frozenset(place for place, name in enumerate(header) if ":" in name)
        return cls(len(ids), names, tuple(before), beside, column, both)

    def cell(self, row: Sequence[str], name: str) -> str:
        """The id in a named column; empty where there is no such column."""
        place = self.column.get(name)
        return "" if place is None else self.id_in(row, place)

    def id_in(self, row: Sequence[str], place: int) -> str:
        return row[place].partition(": ")[0] if place in self.both else row[place]

    def code(self, row: Sequence[str], name: str, place: int) -> str:
        """The code of a dimension; its label is noted where the row has one."""
        code = self.id_in(row, place)
        if place in self.both or place in self.beside:
            label = row[self.beside[place]] if place in self.beside else row[place].partition(": ")[2]
            self.labels.setdefault(name, {})[code] = label
        return code

    def note(self, row: Sequence[str], line: int) -> None:
        """Dataflow and release stamp, which every row repeats. Raises NotData for a second dataflow or a deletion."""
        flow = self.cell(row, "DATAFLOW") or self.cell(row, "STRUCTURE_ID")
        if flow != self.flow:
            if self.flow is not None:
                raise NotData("other_dataset", f"line {line} is of {flow[:60]}, the lines before of {self.flow}")
            self.flow = flow
            self.agency, self.dataset = flow_of(flow)
        if self.cell(row, "ACTION") == _DELETE:
            raise NotData("deletion", f"line {line} asks to delete, which is no data")
        stamp = self.cell(row, "LAST UPDATE")
        if stamp and stamp != self.stamp:
            self.stamp, self.updated = stamp, max(filter(None, (self.updated, _stamp(stamp))))


def _paired(before: list[int], column: dict[str, int]) -> tuple[list[int], dict[int, int]]:
    """With labels in columns of their own every id is followed by its name, the time included."""
    if column[VALUE] - column[TIME] != 2 or len(before) % 2 == 0:
        return before, {}
    codes = [place for place in before if place < column[TIME]]
    return codes[::2], {place: place + 1 for place in codes[::2]}


def _cells(rows: Iterator[list[str]], table: _Table) -> Iterator[tuple[Codes, Cell]]:
    flag, status = FLAG_NAMES
    for line, row in enumerate(rows, start=2):
        if len(row) != table.width:
            raise NotData("bad_line", f"line {line} has {len(row)} cells, the header {table.width}")
        table.note(row, line)
        period = time_of(table.cell(row, TIME))
        value = value_of(row[table.column[VALUE]])
        flags = flags_of(table.cell(row, flag), table.cell(row, status), table.cell(row, CONF))
        if period is None:
            table.unplaced += 1
        elif value is not None or flags.letters or flags.confidentiality:
            codes = tuple(table.code(row, name, place) for name, place in zip(table.names, table.places, strict=True))
            yield codes, (period, value, flags)


def _stamp(text: str) -> datetime:
    """`11/06/26 23:00:00`, local time of Brussels; other publishers write ISO 8601."""
    try:
        return datetime.strptime(text, "%d/%m/%y %H:%M:%S").replace(tzinfo=_BRUSSELS)
    except ValueError:
        pass
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotData("bad_stamp", f"the release stamp {text[:40]!r} is no time") from error
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=_BRUSSELS)
