"""Statbel's open-data tables (TXT, often zipped): the prefix of a column tells what it is, so no layout is needed."""

from services.ingest.decode.answer import Answer
from services.ingest.decode.csv_table import decode_csv
from services.ingest.decode.errors import NotData
from services.ingest.decode.table import CodeColumn, TableLayout
from services.ingest.decode.text import rows_of, text_of

_DELIMITER = "|"
_YEAR = "CD_YEAR"
_PARTS = {"CD_PERIOD": "M", "CD_MONTH": "M", "CD_QUARTER": "Q"}
_REFNIS = "REFNIS"
_REFNIS_DIGITS = 5


def decode_opendata(body: bytes, dataset: str | None = None, encoding: str = "utf-8") -> Answer:
    """Decode a TF_ table: `CD_` columns are dimensions, `MS_` columns measures, CD_YEAR with CD_PERIOD (0 is the whole
    year), CD_MONTH or CD_QUARTER the period; texts and dates are not read.

    REFNIS codes keep their five digits; a table that lost a leading zero is refused. The columns of a place's parents
    (CD_REFNIS_REGION and so on) say nothing more than its own code. Raises NotData as `decode_csv` does.
    """
    with text_of(body, encoding) as text:
        header = [name.strip() for name in next(rows_of(text, _DELIMITER), [])]
    return decode_csv(body, _layout(header, encoding), dataset)


def _layout(header: list[str], encoding: str) -> TableLayout:
    measures = {name: name.removeprefix("MS_").lower() for name in header if name.startswith("MS_")}
    if _YEAR not in header or not measures:
        raise NotData("not_opendata", "the first line is no header of a Statbel table with CD_YEAR and MS_ columns")
    part = next((name for name in _PARTS if name in header), None)
    dimensions = {
        name.removeprefix("CD_").lower(): CodeColumn(column=name, digits=_digits(name), empty="")
        for name in header
        if _is_dimension(name, header) and name not in (_YEAR, part)
    }
    return TableLayout(
        dimensions=dict(dimensions),
        period=_YEAR,
        part=part,
        parts="Q" if part and _PARTS[part] == "Q" else "M",
        measures=measures,
        delimiter=_DELIMITER,
        encoding=encoding,
    )


def _is_dimension(name: str, header: list[str]) -> bool:
    if name == _REFNIS:
        return True
    is_parent = name.startswith(f"CD_{_REFNIS}_") and _REFNIS in header
    return name.startswith("CD_") and not is_parent


def _digits(name: str) -> int | None:
    return _REFNIS_DIGITS if name in (_REFNIS, f"CD_{_REFNIS}") or name.endswith(f"_{_REFNIS}") else None
