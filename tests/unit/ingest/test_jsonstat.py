"""Eurostat's JSON-stat, on recorded answers; numbers from the reference of the source."""

import gzip
import json
import random
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.jsonstat import decode_dataflow, decode_dataset
from tests.builders.ingest import DII_2023, DII_2025, jsonstat, recorded, sample


def cell(answer: Answer, period: str, **codes: str) -> Cell:
    """The one cell with these codes."""
    found = [
        cell
        for key, cells in answer.series.items()
        if codes.items() <= answer.named(key).items()
        for cell in cells
        if cell[0] == Period.parse(period)
    ]
    assert len(found) == 1
    return found[0]


def full(name: str) -> Answer:
    return decode_dataset(gzip.decompress(sample("eurostat", name)))


def flags(answer: Answer) -> Counter[str]:
    letters = Counter(c[2].letters for cells in answer.series.values() for c in cells if c[2].letters)
    secret = Counter(f"|{c[2].confidentiality}" for cells in answer.series.values() for c in cells if c[2][1])
    return letters + secret


def values(answer: Answer) -> int:
    return sum(c[1] is not None for cells in answer.series.values() for c in cells)


def test_full_answer_of_2023() -> None:
    answer = full(DII_2023)
    assert (values(answer), answer.observations, answer.counted) == (6593, 6661, 6661)
    assert flags(answer) == {"b": 2797, "u": 48, "bu": 13, "c": 7}
    assert answer.updated == datetime.fromisoformat("2023-08-29T11:00:00+02:00")
    assert (answer.dataset, answer.scope.first, answer.scope.last) == (
        "isoc_e_dii",
        Period.parse("2015"),
        Period.parse("2022"),
    )


def test_full_answer_of_2025() -> None:
    answer = full(DII_2025)
    assert (values(answer), answer.observations, answer.counted) == (8620, 8719, 8620)
    assert flags(answer) == {"b": 2872, "u": 69, "bu": 15, "|C": 15}


@pytest.mark.parametrize(
    ("geo", "size", "indicator", "period", "expected"),
    [
        ("BE", "GE250", "E_DI3_GELO", "2021", "95.48"),
        ("BE", "GE250", "E_DI3_GELO", "2023", "97.01"),
        ("BE", "10-249", "E_DI3_GELO", "2021", "65.35"),
        ("BE", "10-249", "E_DI3_GELO", "2023", "74.46"),
        ("BE", "10-249", "E_DI4_GELO", "2022", "77.23"),
        ("BE", "10-249", "E_DI4_GELO", "2024", "83.70"),
        ("EU27_2020", "10-249", "E_DI3_GELO", "2021", "54.82"),
        ("EU27_2020", "10-249", "E_DI3_GELO", "2023", "57.90"),
        ("EU27_2020", "10-249", "E_DI4_GELO", "2022", "69.00"),
        ("EU27_2020", "10-249", "E_DI4_GELO", "2024", "72.91"),
    ],
)
def test_figures_keep_their_published_text(geo: str, size: str, indicator: str, period: str, expected: str) -> None:
    assert cell(full(DII_2025), period, geo=geo, size_emp=size, indic_is=indicator)[1] == expected


def test_a_cell_may_have_a_status_and_no_value() -> None:
    answer = decode_dataset(recorded("eurostat/isoc_e_dii__sdmx30_data_filtered_2025-10-29.json"))
    statuses = [c for cells in answer.series.values() for c in cells if c[2].letters]
    assert (values(answer), len(statuses), answer.observations) == (133, 5, 134)
    assert cell(answer, "2022", geo="MK", indic_is="E_DI4_VHI")[1:] == (None, ("u", None))
    assert cell(answer, "2022", geo="BE", indic_is="E_DI4_HI")[1] == "33.35"
    assert cell(answer, "2024", geo="BE", indic_is="E_DI4_VHI")[1] == "14.82"
    assert {p.label for p in {c[0] for cells in answer.series.values() for c in cells}} == {"2022", "2024"}


def test_confidential_is_not_missing() -> None:
    answer = decode_dataset(recorded("eurostat/sts_inpr_m__statistics10_IE_confidential_2026-08.json"))
    cells = [c for cells in answer.series.values() for c in cells]
    assert [(c[1], c[2].letters, c[2].confidentiality) for c in cells] == [(None, "", "C")] * 6


def test_monthly_figures_of_a_frozen_dataset() -> None:
    answer = decode_dataset(recorded("eurostat/prc_hicp_manr__statistics10_EA_last3_frozen_2026-02.json"))
    assert [cell(answer, month, geo="EA")[1] for month in ("2025-10", "2025-11", "2025-12")] == ["2.1", "2.1", "2.0"]


@pytest.mark.parametrize(
    "name",
    [
        "une_rt_m__statistics10_geo-XX-only_zero-size_2026-09.json",
        "une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json",
        "nama_10_gdp__statistics10_DE_since-2030_zero-time_2026-09.json",
    ],
)
def test_empty_answers_are_answers(name: str) -> None:
    answer = decode_dataset(recorded(f"eurostat/{name}"))
    assert (answer.series, answer.observations) == ({}, 0)


def test_an_unknown_code_is_absent_from_the_scope() -> None:
    answer = decode_dataset(recorded("eurostat/une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json"))
    assert answer.scope.codes is not None
    assert answer.scope.codes["geo"] == {"DE"}


def test_the_change_probe_gives_both_update_stamps() -> None:
    flow = decode_dataflow(recorded("eurostat/isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json"))
    assert flow.dataset == "isoc_ci_cm_h"
    assert flow.updated == datetime.fromisoformat("2024-06-16T23:00:00+02:00")
    assert set(flow.validators) == {"UPDATE_DATA", "UPDATE_STRUCTURE"}
    assert decode_dataflow(recorded("eurostat/isoc_e_dii__sdmx21_dataflow_2023-09-21.json")).updated == (
        datetime.fromisoformat("2023-08-29T11:00:00+02:00")
    )


def test_a_dataflow_is_no_data_although_it_calls_itself_a_dataset() -> None:
    with pytest.raises(NotData) as caught:
        decode_dataset(recorded("eurostat/isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json"))
    assert caught.value.reason == "dataflow_for_data"


def test_the_retired_format_is_refused() -> None:
    with pytest.raises(NotData) as caught:
        decode_dataset(recorded("eurostat/old_wdds__eurostat-name_gpd_c-geo_IT.json"))
    assert caught.value.reason == "not_jsonstat"


def test_time_need_not_be_the_last_dimension() -> None:
    document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "BE2": {"2024": 4.5}})
    # the same figures with time before geo: index = time * 2 + geo
    document |= {"id": ["freq", "time", "geo"], "size": [1, 2, 2], "value": {"0": 1.5, "2": 2.5, "3": 4.5}}
    answer = decode_dataset(json.dumps(document).encode())
    assert cell(answer, "2023", geo="BE")[1] == "1.5"
    assert cell(answer, "2024", geo="BE")[1] == "2.5"
    assert cell(answer, "2024", geo="BE2")[1] == "4.5"


@pytest.mark.parametrize("index", ["4", "-1", "999999999999", "x", "1.0", ""])
def test_an_index_outside_the_cube_is_refused(index: str) -> None:
    document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "BE2": {"2024": 4.5}})
    document["value"][index] = 1
    with pytest.raises(NotData) as caught:
        decode_dataset(json.dumps(document).encode())
    assert caught.value.reason == "bad_index"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"size": [1, 2]}, "bad_axes"),
        ({"size": [1, 3, 2]}, "bad_axes"),
        ({"id": ["freq", "geo", "space"]}, "bad_axes"),
        ({"dimension": {}}, "bad_axes"),
        ({"value": 7}, "bad_values"),
        ({"value": {"0": True}}, "bad_values"),
        ({"value": {"0": [1]}}, "bad_values"),
        ({"updated": "yesterday"}, "bad_stamp"),
    ],
)
def test_a_malformed_document_is_refused(change: dict[str, object], reason: str) -> None:
    document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "BE2": {"2024": 4.5}}) | change
    with pytest.raises(NotData) as caught:
        decode_dataset(json.dumps(document).encode())
    assert caught.value.reason == reason


@pytest.mark.parametrize("name", ["isoc_ci_cm_h__sdmx30_data_bad-dim_2025-10-29.json", "warning_async_200.json"])
def test_errors_in_place_of_data_are_told_as_such(name: str) -> None:
    with pytest.raises(SourceSaid):
        decode_dataset(recorded(f"eurostat/errors/{name}"))


def mutated(node: Any, chance: random.Random) -> Any:
    """The document with one of its parts replaced by something of another kind."""
    if chance.random() < 0.15 or not isinstance(node, dict | list) or not node:
        return chance.choice([None, "x", "-1", "", [], {}, [[]], {"a": {}}, 7, True, "9" * 30, [None], {"0": []}])
    copy = dict(node) if isinstance(node, dict) else list(node)
    key: Any = chance.choice(list(copy)) if isinstance(copy, dict) else chance.randrange(len(copy))
    copy[key] = mutated(copy[key], chance)
    return copy


def test_a_document_of_any_other_shape_is_read_or_refused_and_breaks_nothing() -> None:
    document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "BE2": {"2024": 4.5}}, status={"BE": {"2023": "b"}})
    document["extension"]["annotation"] = [{"type": "OBS_COUNT", "title": "3"}]
    refusals = 0
    for seed in range(400):
        body = json.dumps(mutated(document, random.Random(seed))).encode()
        for decode in (decode_dataset, decode_dataflow):
            try:
                decode(body)
            except NotData:
                refusals += 1
    assert 400 < refusals < 800
