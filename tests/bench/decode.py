"""Decoding against pyjstat, sdmx1 and `orjson.loads` alone, each on the same body in turn; and what a diff costs."""

import gzip
import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import orjson
import sdmx
from pyjstat import pyjstat

from schemas.stats import Observation
from services.ingest import connectors
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.jsonstat import decode_dataset
from services.ingest.decode.sdmx_ml import decode_sdmx_ml
from services.ingest.diff import by_period, changes
from tests.bench import million
from tests.bench.measure import alternating, seconds
from tests.unit.ingest.decode.encodings import as_sdmx_ml

BODY = "isoc_e_dii__sdmx21_data_full_2025-10-08.json.gz"


def run(folder: Path) -> Iterator[dict[str, object]]:
    """JSON-stat and SDMX-ML as observations a second and ratios; a diff; a million observations in each format."""
    (path,) = Path(connectors.__file__).parent.rglob(BODY)
    body = gzip.decompress(path.read_bytes())
    yield _json_stat(body)
    for generic in (True, False):
        yield _sdmx_ml(decode_dataset(body), generic=generic)
    yield _diff()
    yield from million.run(folder)


def _json_stat(body: bytes) -> dict[str, object]:
    count = decode_dataset(body).observations
    ours, theirs, parser = alternating(
        lambda: decode_dataset(body),
        lambda: pyjstat.Dataset.read(body.decode()).write("dataframe"),
        lambda: orjson.loads(body),
    )
    return {
        "bench": "decode_jsonstat",
        "body": BODY,
        "observations": count,
        "observations_per_second": round(count / ours),
        "times_pyjstat_speed": round(theirs / ours, 1),
        "times_orjson_time": round(ours / parser, 1),
    }


def _sdmx_ml(answer: Answer, *, generic: bool) -> dict[str, object]:
    """The recorded cells written as a message of SDMX-ML, which sdmx1 reads into a pandas series."""
    body = as_sdmx_ml(answer, generic=generic)
    logging.getLogger("sdmx").setLevel(logging.ERROR)

    def theirs() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return sdmx.to_pandas(sdmx.read_sdmx(io.BytesIO(body)))

    ours, sdmx1 = alternating(lambda: decode_sdmx_ml(body), theirs, rounds=3)
    return {
        "bench": "decode_sdmx_ml",
        "message": "generic" if generic else "structure-specific",
        "observations": answer.observations,
        "observations_per_second": round(answer.observations / ours),
        "times_sdmx1_speed": round(sdmx1 / ours, 1),
    }


def _diff() -> dict[str, object]:
    """Two vintages of 10,000 made-up cells in 400 series: every seventh is revised, every fifth gains a decimal."""
    document = million.json_stat(places=4, indicators=100)
    answer = decode_dataset(document.encode())
    old, new = (
        {codes: _observations(cells, later=later) for codes, cells in answer.series.items()} for later in (False, True)
    )

    def compare() -> int:
        return sum(len(changes(by_period(old[codes]), by_period(new[codes]), None)) for codes in old)

    return {
        "bench": "diff_two_vintages",
        "cells": answer.observations,
        "changes": compare(),
        "seconds": round(seconds(compare), 3),
    }


def _observations(cells: Sequence[Cell], *, later: bool) -> list[Observation]:
    return [
        Observation(period=period, value=_later(n, value) if later else value)
        for n, (period, value, _) in enumerate(cells)
    ]


def _later(place: int, value: str | None) -> str | None:
    if value is None:
        return None
    if place % 7 == 0:
        return str(Decimal(value) + 1)
    return f"{value}1" if place % 5 == 0 else value
