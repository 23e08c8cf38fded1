"""Facts of the DESI and Digital Decade dashboard, as its API lists them or its exports hold them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.period import Period
from schemas.stats import Citation
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import split_flags
from services.ingest.decode.guard import kind_of, parse_json
from services.ingest.decode.source_errors import reject_source_error
from services.ingest.decode.text import records_of

_DIMENSIONS = ("indicator", "breakdown", "unit", "country", "edition")
_REQUIRED = ("indicator", "breakdown", "unit", "country", "period", "value")
_EDITION = "desi_"


def decode_facts(body: bytes, indicator: str | None = None) -> Answer:
    """Decode a JSON list or a CSV of facts, of one indicator where it is given.

    The edition (`desi_2026`) is part of a series' identity, since every edition computes its back series anew; the
    period is the reference period. A fact whose period is a year belongs to no edition. Raises NotData when a column
    is missing or two facts of one identity and period disagree.
    """
    rows = [row for row in _rows(body) if indicator in (None, row["indicator"])]
    series: dict[Codes, list[Cell]] = {}
    seen: dict[tuple[Codes, Period], Cell] = {}
    for codes, cell in map(_fact, rows):
        if (known := seen.get((codes, cell[0]))) is not None:
            if known != cell:
                raise NotData("conflict", f"two facts disagree on {codes} {cell[0].label}")
            continue
        seen[codes, cell[0]] = cell
        series.setdefault(codes, []).append(cell)
    return Answer(
        dimensions=_DIMENSIONS,
        series=series,
        scope=Scope(None, *span(period for _, period in seen)),
        dataset=indicator,
        citations=dict(_citations(rows)),
    )


def _rows(body: bytes) -> list[dict[str, str]]:
    """The facts as dicts of text; None becomes the empty text."""
    found: list[Any] = list(_json_rows(body)) if kind_of(body) == "json" else [row for _, row in records_of(body)[1]]
    if not found:
        raise NotData("empty", "the body holds no facts")
    for row in found:
        missing = [name for name in _REQUIRED if not isinstance(row, dict) or name not in row]
        if missing:
            raise NotData("missing_columns", f"the facts lack {', '.join(missing)}")
        if any(isinstance(part, list | dict) for part in row.values()):
            raise NotData("bad_line", "a fact holds a list or an object in place of a text or a number")
    return [{str(k): "" if v is None else str(v).strip() for k, v in row.items()} for row in found]


def _json_rows(body: bytes) -> Iterable[Any]:
    document = parse_json(body)
    reject_source_error(document)
    if not isinstance(document, list):
        raise NotData("not_facts", "the body is JSON, but no list of facts")
    return document


def _fact(row: Mapping[str, str]) -> tuple[Codes, Cell]:
    edition = row["period"] if row["period"].startswith(_EDITION) else ""
    codes = (row["indicator"], row["breakdown"], row["unit"], row["country"], edition)
    return codes, (_period(row), row["value"] or None, split_flags(row.get("flags", "")))


def _period(row: Mapping[str, str]) -> Period:
    text = row.get("reference_period") or row["period"]
    try:
        return Period.parse(text)
    except ValueError as error:
        raise NotData("bad_period", f"fact of {row['indicator']} {row['country']}: {error}") from error


def _citations(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[Codes, Period], Citation]]:
    for row in rows:
        if row.get("remarks"):
            codes, cell = _fact(row)
            yield (
                (codes, cell[0]),
                Citation(publisher="European Commission", reference=row["period"], remark=row["remarks"]),
            )
