"""JSON-stat decoding against pyjstat and against `orjson.loads` alone, on the same recorded body."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson
from pyjstat import pyjstat

from services.ingest import connectors
from services.ingest.decode.jsonstat import decode_dataset
from tests.bench.measure import alternating

BODY = "isoc_e_dii__sdmx21_data_full_2025-10-08.json.gz"


def run() -> Iterator[dict[str, object]]:
    """One line: observations a second, and both ratios."""
    (path,) = Path(connectors.__file__).parent.rglob(BODY)
    body = gzip.decompress(path.read_bytes())
    count = decode_dataset(body).observations
    ours, theirs, parser = alternating(
        lambda: decode_dataset(body),
        lambda: pyjstat.Dataset.read(body.decode()).write("dataframe"),
        lambda: orjson.loads(body),
    )
    yield {
        "bench": "decode_jsonstat",
        "body": BODY,
        "observations": count,
        "observations_per_second": round(count / ours),
        "times_pyjstat_speed": round(theirs / ours, 1),
        "times_orjson_time": round(ours / parser, 1),
    }
