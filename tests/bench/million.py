"""A body of a million observations in each format, made up; decoded in a process of its own, so that its peak shows."""

import io
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from services.ingest.decode.formats import Hints, decode_as

PLACES, INDICATORS, YEARS = 40, 1000, 25
OBSERVATIONS = PLACES * INDICATORS * YEARS
_LIMIT = 2_000_000_000


def run(folder: Path) -> Iterator[dict[str, object]]:
    """One line a format: size of the body, seconds, observations a second, peak resident memory of the process."""
    for name, write in _WRITERS.items():
        path = folder / f"million.{name}"
        with path.open("w", encoding="utf-8") as out:
            write(out)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak, count = pool.apply(_decode, (name, str(path)))
        yield {
            "bench": "decode_million",
            "format": name,
            "observations": count,
            "body_mb": round(path.stat().st_size / 1e6),
            "seconds": round(seconds, 1),
            "observations_per_second": round(count / seconds),
            "peak_rss_mb": round(peak / 1e3),
        }
        path.unlink()


def _decode(name: str, path: str) -> tuple[float, int, int]:
    begin = time.perf_counter()
    answer = decode_as(name, Path(path).read_bytes(), Hints(limit=_LIMIT))
    return time.perf_counter() - begin, _peak_kb(), answer.observations


def _peak_kb() -> int:
    """The most memory this process ever held; what its parent held, as rusage tells it, does not count."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


_Values = Iterator[tuple[str, str, list[tuple[int, str]]]]


def _values(places: int = PLACES, indicators: int = INDICATORS) -> _Values:
    """Place, indicator, and the value of each year; the same on every run."""
    chance = random.Random(1)
    for place in range(places):
        for indicator in range(indicators):
            yield f"P{place}", f"I{indicator}", [(2000 + y, f"{chance.random() * 100:.2f}") for y in range(YEARS)]


def json_stat(places: int = PLACES, indicators: int = INDICATORS) -> str:
    """A JSON-stat document of made-up figures."""
    out = io.StringIO()
    _json_stat(out, places, indicators)
    return out.getvalue()


def _json_stat(out: IO[str], places: int = PLACES, indicators: int = INDICATORS) -> None:
    def axis(codes: list[str]) -> dict[str, object]:
        return {"category": {"index": {code: i for i, code in enumerate(codes)}}}

    years = [str(2000 + year) for year in range(YEARS)]
    dimension = {
        "geo": axis([f"P{n}" for n in range(places)]),
        "indicator": axis([f"I{n}" for n in range(indicators)]),
        "time": axis(years),
    }
    head = {"version": "2.0", "class": "dataset", "label": "made up", "id": list(dimension), "dimension": dimension}
    out.write(json.dumps({**head, "size": [places, indicators, YEARS]})[:-1] + ',"value":{')
    texts = (value for _, _, values in _values(places, indicators) for _, value in values)
    out.writelines(f'{"," if index else ""}"{index}":{text}' for index, text in enumerate(texts))
    out.write("}}")


def _sdmx_csv(out: IO[str]) -> None:
    out.write("DATAFLOW,LAST UPDATE,geo,indicator,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n")
    for place, indicator, values in _values():
        lead = f"KOERS:MADE_UP(1.0),01/01/26 11:00:00,{place},{indicator}"
        out.writelines(f"{lead},{year},{value},,\r\n" for year, value in values)


def _sdmx_ml(out: IO[str]) -> None:
    out.write('<m:StructureSpecificData xmlns:m="made-up"><m:DataSet>')
    for place, indicator, values in _values():
        out.write(f'<Series geo="{place}" indicator="{indicator}">')
        out.writelines(f'<Obs TIME_PERIOD="{year}" OBS_VALUE="{value}"/>' for year, value in values)
        out.write("</Series>")
    out.write("</m:DataSet></m:StructureSpecificData>")


def _tsv(out: IO[str]) -> None:
    out.write("geo,indicator\\TIME_PERIOD\t" + " \t".join(str(2000 + year) for year in range(YEARS)) + " \n")
    for place, indicator, values in _values():
        out.write(f"{place},{indicator}\t" + " \t".join(value for _, value in values) + " \n")


_WRITERS: dict[str, Callable[[IO[str]], None]] = {
    "jsonstat": _json_stat,
    "sdmx-csv": _sdmx_csv,
    "sdmx-ml": _sdmx_ml,
    "tsv": _tsv,
}
