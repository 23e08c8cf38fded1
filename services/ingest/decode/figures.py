"""Transcribed figures: a CSV of values that exist only in print or on a page, each with where it was published."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from schemas.period import Period
from schemas.stats import Citation
from services.ingest.decode.answer import Answer, Cell, Codes, Scope
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import split_flags
from services.ingest.decode.text import records_of

REQUIRED = ("indicator_id", "geo", "period", "value", "unit", "flag", "remark", "detail", "source", "reference")
_SLUG = re.compile(r"[^a-z0-9]+")
_OTHER = "other_definition"


def decode_figures(body: bytes, publishers: Mapping[str, str]) -> Answer:
    """Decode a figures file: columns REQUIRED, and `url` and `read_on` where they are known.

    A row with an empty `detail` belongs to the main series of its indicator; a detail, or the remark other_definition,
    makes a series of its own, never chained with the main one. Several files may add to one series, so a file says
    nothing of periods it does not hold; a figure is taken back by a row without value. `publishers` gives the name of
    each `source`. Raises NotData with the number of the faulty line.
    """
    header, rows = records_of(body)
    if missing := set(REQUIRED) - set(header):
        raise NotData("missing_columns", f"the figures lack the columns {', '.join(sorted(missing))}")
    series: dict[Codes, list[Cell]] = {}
    citations: dict[tuple[Codes, Period], Citation] = {}
    units: dict[Codes, str] = {}
    for line, row in rows:
        codes, cell, citation = _figure(line, row, publishers)
        if (codes, cell[0]) in citations:
            raise NotData("conflict", f"line {line}: {codes[0]} {codes[2]} {cell[0].label} stands twice")
        if units.setdefault(codes, row["unit"]) != row["unit"]:
            raise NotData("conflict", f"line {line}: {codes[0]} {codes[2]} has two units")
        series.setdefault(codes, []).append(cell)
        citations[codes, cell[0]] = citation
    return Answer(
        dimensions=("dataset", "detail", "geo"),
        series=series,
        scope=Scope(None, None, None),
        citations=citations,
        units=units,
    )


def slug(text: str) -> str:
    """A detail as a code: lower case, plain letters, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _SLUG.sub("-", plain).strip("-")


def _figure(line: int, row: Mapping[str, str], publishers: Mapping[str, str]) -> tuple[Codes, Cell, Citation]:
    try:
        period = Period.parse(row["period"])
        read_on = date.fromisoformat(row["read_on"]) if row.get("read_on") else None
        publisher = publishers[row["source"]]
        detail = slug(row["detail"]) or (_OTHER.replace("_", "-") if _OTHER in row["remark"].split() else "")
    except KeyError as error:
        raise NotData("unknown_source", f"line {line}: the source {error} has no name in the recipe") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise NotData("bad_line", f"line {line}: {error}") from error
    citation = Citation(
        publisher=publisher,
        reference=row["reference"],
        url=row.get("url") or None,
        read_on=read_on,
        remark=row["remark"].replace("_", " ") or None,
    )
    return (row["indicator_id"], detail, row["geo"]), (period, row["value"] or None, split_flags(row["flag"])), citation
