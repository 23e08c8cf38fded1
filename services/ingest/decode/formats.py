"""The formats Koers reads, by name: the one registry behind recipes, `koers decode` and docs/formats.md."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.ingest.decode.answer import Answer
from services.ingest.decode.arvastat import decode_totals, decode_workbook, is_export
from services.ingest.decode.bestat import Layout, decode_bestat
from services.ingest.decode.csv_table import decode_csv
from services.ingest.decode.errors import NotData
from services.ingest.decode.facts import decode_facts
from services.ingest.decode.figures import decode_figures
from services.ingest.decode.guard import kind_of, opened
from services.ingest.decode.jsonstat import decode_dataset
from services.ingest.decode.opendata import decode_opendata
from services.ingest.decode.sdmx_csv import decode_sdmx_csv
from services.ingest.decode.sdmx_ml import decode_sdmx_ml
from services.ingest.decode.source_errors import classify
from services.ingest.decode.table import TableLayout
from services.ingest.decode.tsv import decode_tsv
from services.ingest.decode.workbook import decode_xlsx
from services.runtime.errors import ConfigError

LIMIT = 200_000_000
"""Bytes a body may have unpacked where the caller sets no limit."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a body does not say itself, from a recipe or a command line; a format needs some of it or nothing.

    `limit` is in bytes, unpacked.
    """

    dataset: str | None = None
    table: TableLayout | None = None
    view: Layout | None = None
    measure: str | None = None
    publishers: Mapping[str, str] = field(default_factory=dict)
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `kinds` are the kinds of bytes it can be, once out of gzip or zip; `source` is whose it usually is.

    `needs` names the hints without which it cannot be read.
    """

    name: str
    title: str
    expects: str
    kinds: tuple[str, ...]
    source: str
    read: Callable[[bytes, Hints], Answer]
    needs: tuple[str, ...] = ()


def decode_as(name: str, body: bytes, hints: Hints = Hints()) -> Answer:
    """Decode a body as it was received (plain, gzip or zip) in a named format.

    Raises ConfigError for an unknown format and a missing hint; SourceSaid for the publisher's own error or notice,
    TooLarge over the limit, NotData for everything else that is not this format. All or nothing: never a part.
    """
    how = format_named(name)
    for need in how.needs:
        if not getattr(hints, need):
            raise ConfigError(f"format {name} needs a {need}: {how.expects}")
    data = opened(body, hints.limit)
    _check_kind(how, data)
    return how.read(data, hints)


def format_named(name: str) -> Format:
    """The format of a name. Raises ConfigError, listing the names, for an unknown one."""
    found = FORMATS.get(name)
    if found is None:
        raise ConfigError(f"format {name!r} is not known; the formats are {', '.join(FORMATS)}")
    return found


def recognised(data: bytes, limit: int = LIMIT) -> Format:
    """The format of an opened body, by what only that format says at its beginning; a workbook by its title.

    Raises NotData for an error or a page in place of data, `unknown_format` when nothing tells.
    """
    kind = kind_of(data)
    if kind in ("html", "empty") and (error := classify(data)):
        raise error
    if kind == "zip":
        return FORMATS["arvastat" if is_export(data, limit) else "xlsx"]
    for mark, name in _MARKS.get(kind, ()):
        if mark.search(data[:_BEGINNING]):
            return FORMATS[name]
    raise NotData("unknown_format", f"nothing at the beginning of the {kind} tells its format; name it with --as")


_BEGINNING = 4096
_MARKS: Mapping[str, tuple[tuple[re.Pattern[bytes], str], ...]] = {
    "json": (
        (re.compile(rb'"class"\s*:\s*"(?:dataset|dimension|collection)"|"(?:error|warning)"\s*:'), "jsonstat"),
        (re.compile(rb'^\s*\{\s*"facts"\s*:'), "bestat"),
        (re.compile(rb'^\s*\[\s*\{[^}]*"indicator"\s*:'), "facts"),
    ),
    "xml": ((re.compile(rb""), "sdmx-ml"),),
    "text": (
        (re.compile(rb"^[^\t\n]*\\(?:time|TIME_PERIOD)\s*\t"), "tsv"),
        (re.compile(rb"^(?:\xef\xbb\xbf)?(?:DATAFLOW|STRUCTURE)[,:]"), "sdmx-csv"),
        (re.compile(rb'^[^\n]*"?CD_YEAR"?[^\n]*\|"?MS_'), "statbel-opendata"),
        (re.compile(rb"^(?:\xef\xbb\xbf)?indicator_id,geo,period,value,"), "figures"),
        (re.compile(rb"^(?:\xef\xbb\xbf)?[^\n]*\bindicator,[^\n]*\bbreakdown,"), "facts"),
        (re.compile(rb"^(?:\xef\xbb\xbf)?period_end,(?:period_\w+,)*vacatures\s"), "arvastat-totals"),
    ),
}


def _check_kind(how: Format, data: bytes) -> None:
    kind = kind_of(data)
    if kind in how.kinds:
        return
    if error := classify(data):
        raise error
    raise NotData(f"not_{how.name.replace('-', '_')}", f"the body is {kind}, where {how.title} was expected")


def _bestat(body: bytes, hints: Hints) -> Answer:
    if hints.view is None:
        raise ConfigError("format bestat needs a view")
    return decode_bestat(body, hints.view)


def _opendata(body: bytes, hints: Hints) -> Answer:
    return decode_csv(body, hints.table, hints.dataset) if hints.table else decode_opendata(body, hints.dataset)


_ALL = (
    Format(
        "jsonstat",
        "JSON-stat 2.0",
        "class dataset; values sparse or dense, status as text, list or object; the time dimension by its role or name",
        ("json",),
        "eurostat",
        lambda body, hints: decode_dataset(body),
    ),
    Format(
        "sdmx-csv",
        "SDMX-CSV 1.0 or 2.0",
        "a header with DATAFLOW or STRUCTURE, the dimensions, TIME_PERIOD and OBS_VALUE; ids, or ids and labels",
        ("text",),
        "eurostat",
        lambda body, hints: decode_sdmx_csv(body),
    ),
    Format(
        "sdmx-ml",
        "SDMX-ML 2.1 data",
        "a generic or structure-specific data message of one dataset, in series or flat; no DTD, no entities",
        ("xml",),
        "eurostat",
        lambda body, hints: decode_sdmx_ml(body),
    ),
    Format(
        "tsv",
        "Eurostat TSV",
        "a first cell such as `freq,unit,geo\\TIME_PERIOD`, then a period a column; the bulk files of before 2022 too",
        ("text",),
        "eurostat",
        lambda body, hints: decode_tsv(body),
    ),
    Format(
        "csv",
        "CSV",
        "a layout of its columns, or a header with period, value (flags, conf) and the dimensions by name",
        ("text",),
        "file",
        lambda body, hints: decode_csv(body, hints.table, hints.dataset),
    ),
    Format(
        "xlsx",
        "a workbook (XLSX)",
        "as csv: a layout of the columns of one sheet, or a header that speaks for itself",
        ("zip",),
        "file",
        lambda body, hints: decode_xlsx(body, hints.table, hints.limit, hints.dataset),
    ),
    Format(
        "bestat",
        "be.STAT JSON",
        "a layout of the view: which column is the period, which are dimensions, which are figures",
        ("json",),
        "statbel",
        _bestat,
        needs=("view",),
    ),
    Format(
        "statbel-opendata",
        "Statbel open data (TXT)",
        "columns CD_YEAR, CD_… and MS_… between bars; REFNIS codes of five digits",
        ("text",),
        "statbel",
        _opendata,
    ),
    Format(
        "arvastat",
        "an Arvastat workbook",
        "the export of vacancies by occupation, known by title and header",
        ("zip",),
        "vdab",
        lambda body, hints: decode_workbook(body, hints.limit),
    ),
    Format(
        "arvastat-totals",
        "Arvastat totals by month (CSV)",
        "columns period_end and vacatures, and the measure they are of",
        ("text",),
        "vdab",
        lambda body, hints: decode_totals(body, hints.measure or ""),
        needs=("measure",),
    ),
    Format(
        "facts",
        "facts of the Digital Decade dashboard",
        "a JSON list or a CSV of facts: indicator, breakdown, unit, country, period, value",
        ("json", "text"),
        "digital_decade",
        lambda body, hints: decode_facts(body, hints.dataset),
    ),
    Format(
        "figures",
        "transcribed figures (CSV)",
        "the columns of the drop folder's figures, and the name of each publisher",
        ("text",),
        "figures",
        lambda body, hints: decode_figures(body, hints.publishers),
        needs=("publishers",),
    ),
)
FORMATS: Mapping[str, Format] = {each.name: each for each in _ALL}
