"""Whatever bytes come, a decoder reads them whole or refuses them by name: no crash, no hang, no part of them."""

import gzip
import json
import random
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.connectors.dropped import access_of
from services.ingest.decode.answer import Answer
from services.ingest.decode.bestat import Column, Layout
from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import FORMATS, Hints, decode_as, recognised
from services.ingest.decode.guard import opened
from services.ingest.decode.table import TableLayout
from tests.builders.ingest import jsonstat, recorded, sample, shipped
from tests.unit.ingest.decode.encodings import as_sdmx_csv, as_sdmx_ml
from tests.unit.ingest.decode.workbooks import packed_parts, unpacked_parts, workbook

PERMITS = "statbel/TF_BUILDING_PERMITS_levels12_since_2023.txt"
FACTS = "desi_2026_country_profile_facts.csv"
FILTERED = recorded("eurostat/isoc_e_dii__sdmx30_data_filtered_2025-10-29.json")
SMALL = decode_as("jsonstat", FILTERED)
PUBLISHERS = access_of(shipped("figures.observations")).publishers
HINTS = Hints(
    table=TableLayout(dimensions={"geo": "geo"}, period="period", value="value"),
    view=Layout(period="Maand", dimensions={"geo": Column(column="Gewest", letter=True)}, measures={"n": "n"}),
    measure="open",
    publishers=PUBLISHERS,
    limit=2_000_000,
)
BODIES: dict[str, list[bytes]] = {
    "jsonstat": [
        FILTERED,
        recorded("eurostat/sts_inpr_m__statistics10_IE_confidential_2026-08.json"),
        recorded("eurostat/une_rt_m__statistics10_geo-XX-only_zero-size_2026-09.json"),
        gzip.compress(FILTERED),
    ],
    "sdmx-csv": [recorded("eurostat/csv_lfsa_argan_2026-06_flag-bd.csv"), as_sdmx_csv(SMALL, version=2)],
    "sdmx-ml": [as_sdmx_ml(SMALL, generic=True), as_sdmx_ml(SMALL, generic=False, flat=True)],
    "tsv": [
        recorded("eurostat/trng_lfse_04__api_tsv_2025__excerpt.tsv"),
        sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv"),
    ],
    "csv": [
        b"geo,period,value\nBE,2024,5.10\nBE,2025,-\nFR,2024,1e3\n",
        "geo,period,value\nBÉ,2024,1\n".encode("utf-16"),
    ],
    "xlsx": [workbook(("geo", "period", "value"), ("BE", 2024, 5.1), ("FR", "2024-Q1", 7))],
    "bestat": [json.dumps({"facts": [{"Gewest": "A x", "Maand": "Januari 2021", "n": 1.5}] * 3}).encode()],
    "statbel-opendata": [b"".join(recorded(PERMITS).splitlines(keepends=True)[:20])],
    "arvastat": [recorded("vdab/SYNTHETIC_LAYOUT_open_maand_2018.xlsx")],
    "arvastat-totals": [b"".join(sample("vdab", "open_monthly_totals.csv").splitlines(keepends=True)[:9])],
    "facts": [b"".join(sample("digital_decade", FACTS).splitlines(keepends=True)[:20])],
    "figures": [b"".join(sample("figures", "published_on_pages.csv").splitlines(keepends=True)[:9])],
}
NASTY = [
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b"\t", b"\n", b"\r\n", b"{", b"}", b"[", b"]", b":",
    b"|", b"<", b"&a;", b"<!DOCTYPE x>", b"<html>", b"NaN", b"-Infinity", b"1e999", b"9" * 400, b"-1", b"null", b"true",
    b"=1+1", b"../", b"PK\x03\x04", b"\x1f\x8b", b"2023-W99", b"0000", b"TIME_PERIOD", b"OBS_VALUE", b"value",
    b"\xc3\x28",
]  # fmt: skip


def hints_for(name: str) -> Hints:
    """Hints as a recipe gives them; Statbel's tables tell by themselves what their columns are."""
    return replace(HINTS, table=None) if name == "statbel-opendata" else HINTS


def read(name: str, body: bytes) -> Answer | NotData:
    """What came of it; any other error than a refusal ends the test."""
    try:
        return decode_as(name, body, hints_for(name))
    except NotData as refused:
        return refused


def assert_answered_or_refused(name: str, body: bytes) -> None:
    """Decode, and look at what came: nothing but a named refusal or an answer that fits together, and soon."""
    begin = time.monotonic()
    found = read(name, body)
    if isinstance(found, NotData):
        assert found.reason
        assert len(found.message) < 2000
    else:
        assert all(len(codes) == len(found.dimensions) for codes in found.series)
        for cells in found.series.values():
            assert len({cell[0] for cell in cells}) == len(cells)
            assert all(value is None or isinstance(value, str) for _, value, _ in cells)
    assert time.monotonic() - begin < 20


def mutated(body: bytes, chance: random.Random) -> bytes:
    """The body with a few pieces cut out, doubled, swapped or replaced by something nasty."""
    pieces = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        begin = chance.randrange(len(pieces) + 1)
        end = min(len(pieces), begin + chance.choice([0, 1, 1, 2, 7, 40, 400]))
        what = chance.random()
        if what < 0.5:
            pieces[begin:end] = chance.choice(NASTY)
        elif what < 0.7:
            pieces[begin:begin] = pieces[begin:end]
        elif what < 0.9:
            pieces[begin:end] = bytes(chance.randrange(256) for _ in range(end - begin))
        else:
            del pieces[begin:]
    return bytes(pieces)


def test_every_format_is_tried() -> None:
    assert BODIES.keys() == FORMATS.keys()
    for name, bodies in BODIES.items():
        for body in bodies:
            assert isinstance(read(name, body), Answer)


@pytest.mark.parametrize("name", FORMATS)
def test_mutated_recordings(name: str) -> None:
    for seed in range(60 if name in ("xlsx", "arvastat") else 120):
        chance = random.Random(seed)
        assert_answered_or_refused(name, mutated(chance.choice(BODIES[name]), chance))


@pytest.mark.parametrize("name", ["xlsx", "arvastat"])
def test_workbooks_with_a_part_mutated_below_the_packing(name: str) -> None:
    for seed in range(60):
        chance = random.Random(seed)
        parts = unpacked_parts(BODIES[name][0])
        part = chance.choice(sorted(parts))
        assert_answered_or_refused(name, packed_parts({**parts, part: mutated(parts[part], chance)}))


@pytest.mark.parametrize("name", FORMATS)
def test_bodies_of_the_other_formats(name: str) -> None:
    for other, bodies in BODIES.items():
        if other != name:
            assert_answered_or_refused(name, bodies[0])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(FORMATS)), st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes(name: str, body: bytes) -> None:
    assert_answered_or_refused(name, body)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.sampled_from([b for bodies in BODIES.values() for b in bodies])))
def test_the_format_is_told_or_refused(body: bytes) -> None:
    with suppress(NotData):
        assert recognised(opened(body, HINTS.limit)).name in FORMATS


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["value", "status", "id", "size", "dimension", "role", "updated", "extension", "class", "source"]),
    JSON,
)
def test_a_json_stat_document_with_any_part_replaced(part: str, other: Any) -> None:
    document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "BE2": {"2024": 4.5}}, status={"BE": {"2023": "b"}})
    assert_answered_or_refused("jsonstat", json.dumps({**document, part: other}).encode())


CELL = st.one_of(
    st.sampled_from(["BE", "2024", "5.10", ":", "", "1e999", "=1", "b|C", '"', "2024-Q5"]), st.text(max_size=6)
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["csv", "sdmx-csv", "tsv", "statbel-opendata", "facts", "figures", "arvastat-totals"]),
    st.lists(st.lists(CELL, max_size=9), max_size=5),
)
def test_rows_of_any_cells_below_a_true_header(name: str, rows: list[list[str]]) -> None:
    header = BODIES[name][0].partition(b"\n")[0].rstrip(b"\r")
    mark = {"tsv": "\t", "statbel-opendata": "|"}.get(name, ",")
    text = "\n".join(mark.join(row) for row in rows)
    assert_answered_or_refused(name, header + b"\n" + text.encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["BE", "BE2", "NA"]), st.integers(2000, 2030)),
        st.tuples(
            st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=2).map(str)), st.sampled_from(["", "b", "bu", "p"])
        ),
        min_size=1,
        max_size=12,
    )
)
def test_what_was_written_is_what_is_read(cells: dict[tuple[str, int], tuple[str | None, str]]) -> None:
    """Every format gives back every cell that says something, and nothing else."""
    told = {key: cell for key, cell in cells.items() if cell[0] is not None or cell[1]}
    lines = "".join(f"ESTAT:X(1.0),{geo},{year},{v or ''},{f}\n" for (geo, year), (v, f) in cells.items())
    answers = {
        "sdmx-csv": f"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n{lines}",
        "csv": "geo,period,value,flags\n" + lines.replace("ESTAT:X(1.0),", ""),
    }
    for name, text in answers.items():
        answer = decode_as(name, text.encode())
        found = {
            (codes[0], cell[0].year): (cell[1], cell[2].letters)
            for codes, series in answer.series.items()
            for cell in series
            if cell[1] is not None or cell[2].letters
        }
        assert found == told
