"""Whatever a publisher sends, the readers of VDAB and Statbel answer with a value or with NotData, and in time."""

import contextlib
import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.access import OpenDataAccess
from services.ingest.connectors.statbel.calendar import read_calendar
from services.ingest.connectors.statbel.opendata import decode_file
from services.ingest.connectors.statbel.refnis import read_mergers, read_tree
from services.ingest.connectors.vdab.register import Register
from services.ingest.connectors.vdab.shortages import read_list
from services.ingest.connectors.vdab.vacancy import Vacancy, vacancy_of
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import parse_json
from tests.builders.vdab_server import advert

ACCESS = OpenDataAccess(kind="opendata", file="/x", frequency="M", places=("02000",))
SEEDS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "calendar": (
        read_calendar,
        b'{"entries": [{"datum_text": "1 mei 2025", "naam": "x", "periode": "m-2024-10+11"}, '
        b'{"datum_text": "2 mei 2025", "naam": "y", "periode": "2008-2022"}]}',
    ),
    "opendata": (
        lambda body: decode_file(body, ACCESS, 100_000),
        b"REFNIS|CD_YEAR|CD_PERIOD|MS_X\r\n02000|2024|1|5\r\n02000|2024|2|7\r\n",
    ),
    "tree": (
        read_tree,
        b"LVL_REFNIS|CD_REFNIS|CD_SUP_REFNIS|TX_REFNIS_DE|TX_REFNIS_FR|TX_REFNIS_NL|DT_VLDT_START|DT_VLDT_END\r\n"
        b"1|02000|-|a|b|c|01/01/1970|31/12/9999\r\n",
    ),
    "mergers": (read_mergers, b"x,y\nA (11002) + B (11007),\tC (11002)\n"),
    "shortages": (read_list, b"year,hoofdgroep,beroep\n2026,a,b\n"),
    "register": (Register.read, b'{"koers":"vdab-register-1","since":"2026-01-01T00:00:00Z","vacancies":[]}'),
}


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=1000)
@given(data=st.data())
def test_bytes_with_a_fault_are_read_or_refused(name: str, data: st.DataObject) -> None:
    read, seed = SEEDS[name]
    at = data.draw(st.integers(0, len(seed)))
    length = data.draw(st.integers(0, 6))
    body = seed[:at] + data.draw(st.binary(max_size=6)) + seed[at + length :]
    found = _read_or_refused(read, body)
    assert found.reason if isinstance(found, NotData) else found is not None


def _read_or_refused(read: Callable[[bytes], object], body: bytes) -> object:
    try:
        return read(body)
    except NotData as refused:
        return refused


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["\ud800", "BE", "2026-13-01"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["label", "code", "id"]), inner),
    max_leaves=4,
)


@settings(max_examples=200, deadline=1000)
@given(name=st.sampled_from(sorted(advert(1))), value=JSON, below=st.booleans())
def test_any_value_under_any_key_of_a_vacancy_is_read_or_refused(name: str, value: object, below: bool) -> None:
    whole = advert(1)
    part = whole[name]
    if below and isinstance(part, dict):
        whole[name] = dict.fromkeys(part, value)
    else:
        whole[name] = value
    with contextlib.suppress(NotData):
        found = vacancy_of(parse_json(json.dumps(whole).encode()), date(2026, 1, 1))
        assert Vacancy.model_validate_json(found.model_dump_json()) == found
