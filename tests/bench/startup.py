"""`koers up` from nothing to the first verdict on the page, on the embedded servers, and what each process weighs."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.e2e.running import finish, site, start


def run(folder: Path) -> Iterator[dict[str, object]]:
    """Two lines: seconds to the first verdict, and peak resident memory."""
    begin = time.perf_counter()
    with site(folder / "first") as address:
        shown = time.perf_counter() - begin
        assert httpx.get(f"{address}/nl/", trust_env=False).is_success
    yield {"bench": "up_to_first_verdict", "seconds": round(shown, 1)}
    outcome = finish(start(folder / "weighed"))
    yield {"bench": "peak_rss_mb", **outcome.facts["peak_rss_mb"]}
    yield {"bench": "everything_recorded_drained", "seconds": outcome.facts["seconds"]["drained"]}
