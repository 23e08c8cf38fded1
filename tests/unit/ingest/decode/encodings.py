"""One recorded dataset written in the other formats of the same publisher, as their specifications say."""

import csv
import io
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes

FLOW = "ESTAT:ISOC_E_DII(1.0)"


def cells_of(answer: Answer) -> dict[tuple[Codes, Period], Cell]:
    """Every cell by its codes in the order of the dimensions' names, and its period."""
    order = sorted(range(len(answer.dimensions)), key=lambda i: answer.dimensions[i])
    return {(tuple(codes[i] for i in order), cell[0]): cell for codes, cells in answer.series.items() for cell in cells}


def as_sdmx_csv(answer: Answer, *, version: int = 1) -> bytes:
    """SDMX-CSV of version 1 or 2 with ids."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head, lead = (["DATAFLOW", "LAST UPDATE"], [FLOW, "08/10/25 11:00:00"])
    if version == 2:
        head, lead = (["STRUCTURE", "STRUCTURE_ID", "ACTION"], ["dataflow", FLOW, "I"])
    writer.writerow([*head, *answer.dimensions, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS"])
    for codes, (period, value, flags) in _cells(answer):
        writer.writerow([*lead, *codes, period.label, value or "", flags.letters, flags.confidentiality or ""])
    return out.getvalue().encode()


def as_tsv(answer: Answer) -> bytes:
    """The bulk TSV of today: a blank behind every cell that no flag ends."""
    periods = sorted({period for _, (period, *_) in _cells(answer)})
    lines = ["\t".join([",".join(answer.dimensions) + "\\TIME_PERIOD", *(f"{period.label} " for period in periods)])]
    for codes, cells in answer.series.items():
        shown = {}
        for period, value, flags in cells:
            secret = f"|{flags.confidentiality}" if flags.confidentiality else ""
            shown[period] = f"{value or ':'} {flags.letters}{secret}"
        lines.append("\t".join([",".join(codes), *(shown.get(period, ": ") for period in periods)]))
    return ("\n".join(lines) + "\n").encode()


def as_sdmx_ml(answer: Answer, *, generic: bool, flat: bool = False) -> bytes:
    """A data message of SDMX-ML 2.1, generic or structure-specific, in series or flat."""
    body = "".join(_generic(answer, flat=flat) if generic else _specific(answer, flat=flat))
    name = "GenericData" if generic else "StructureSpecificData"
    at = "AllDimensions" if flat else "TIME_PERIOD"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<m:{name} xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
        'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
        'xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<m:Header><m:ID>made_up</m:ID><m:Structure structureID="S" dimensionAtObservation="{at}"><c:Structure>'
        '<Ref agencyID="ESTAT" id="ISOC_E_DII" version="1.0"/></c:Structure></m:Structure></m:Header>'
        f'<m:DataSet structureRef="S" action="Replace">{body}</m:DataSet></m:{name}>'
    ).encode()


def _cells(answer: Answer) -> Iterator[tuple[Codes, Cell]]:
    return ((codes, cell) for codes, cells in answer.series.items() for cell in cells)


def _generic(answer: Answer, *, flat: bool) -> Iterator[str]:
    def values(named: dict[str, str]) -> str:
        return "".join(f"<g:Value id={quoteattr(name)} value={quoteattr(code)}/>" for name, code in named.items())

    for codes, cells in answer.series.items():
        key = answer.named(codes)
        if not flat:
            yield f"<g:Series><g:SeriesKey>{values(key)}</g:SeriesKey>"
        for period, value, flags in cells:
            at = f'<g:ObsDimension value="{period.label}"/>'
            if flat:
                at = f"<g:ObsKey>{values({**key, 'TIME_PERIOD': period.label})}</g:ObsKey>"
            shown = "NaN" if value is None else value
            told = {"OBS_FLAG": flags.letters, "CONF_STATUS": flags.confidentiality or ""}
            attributes = values({name: text for name, text in told.items() if text})
            yield f'<g:Obs>{at}<g:ObsValue value="{shown}"/><g:Attributes>{attributes}</g:Attributes></g:Obs>'
        if not flat:
            yield "</g:Series>"


def _specific(answer: Answer, *, flat: bool) -> Iterator[str]:
    def attributes(named: dict[str, str]) -> str:
        return "".join(f" {name}={quoteattr(text)}" for name, text in named.items() if text)

    for codes, cells in answer.series.items():
        key = answer.named(codes)
        if not flat:
            yield f"<Series{attributes(key)}>"
        for period, value, flags in cells:
            told = {
                "TIME_PERIOD": period.label,
                "OBS_VALUE": value or "",
                "OBS_FLAG": flags.letters,
                "CONF_STATUS": flags.confidentiality or "",
            }
            yield f"<Obs{attributes({**(key if flat else {}), **told})}/>"
        if not flat:
            yield "</Series>"
