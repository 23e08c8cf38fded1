"""The numbered rules of the reference of Eurostat that concern decoding, one test each, on recorded bodies.

Numbers are of its sections: 3 is the JSON-stat body, 4 empty answers, 5 flags, 10 periods, 11 TSV and CSV, 14 the edge
cases. A made-up body says so.
"""

import gzip
import json
from collections import Counter

import pytest

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.flags import split_flags
from services.ingest.decode.formats import decode_as
from services.ingest.decode.guard import opened, parse_json
from services.ingest.decode.sdmx import time_of
from services.ingest.decode.source_errors import error_of
from tests.builders.ingest import DII_2023, DII_2025, jsonstat, recorded, sample

LIMIT = 20_000_000
FILTERED = "eurostat/isoc_e_dii__sdmx30_data_filtered_2025-10-29.json"
SECRET = "eurostat/sts_inpr_m__statistics10_IE_confidential_2026-08.json"
UNKNOWN = "eurostat/une_rt_m__statistics10_geo-XX-only_zero-size_2026-09.json"
DROPPED = "eurostat/une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json"
FUTURE = "eurostat/nama_10_gdp__statistics10_DE_since-2030_zero-time_2026-09.json"
FROZEN = "eurostat/prc_hicp_manr__statistics10_EA_last3_frozen_2026-02.json"
PROBE = "eurostat/isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json"
BULK = "trng_lfse_04__bulk_tsv_2020__excerpt.tsv"
API = "eurostat/trng_lfse_04__api_tsv_2025__excerpt.tsv"


def full(name: str) -> Answer:
    return decode_as("jsonstat", sample("eurostat", name))


def of(name: str) -> Answer:
    return decode_as("jsonstat", recorded(name))


def cells(answer: Answer) -> list[Cell]:
    return [cell for found in answer.series.values() for cell in found]


def test_3_1_the_last_dimension_varies_fastest() -> None:
    document = parse_json(opened(sample("eurostat", DII_2025), LIMIT))
    assert document["size"] == ["1", "11", "1", "18", "1", "39", "10"]
    series = full(DII_2025).series["A", "GE250", "C10-S951_X_K", "E_DI3_GELO", "PC_ENT", "BE"]
    assert {cell[0].label: cell[1] for cell in series} == {"2021": "95.48", "2023": "97.01"}


def test_3_2_codes_stand_at_the_positions_of_the_index() -> None:
    assert of(FILTERED).scope.codes is not None
    assert {"BE", "EU27_2020", "MK"} <= (of(FILTERED).scope.codes or {})["geo"]


def test_3_3_keys_need_not_be_sorted() -> None:
    document = parse_json(opened(sample("eurostat", DII_2025), LIMIT))
    keys = [int(key) for key in document["value"]]
    assert keys != sorted(keys)
    ordered = {**document, "value": dict(sorted(document["value"].items(), key=lambda pair: int(pair[0])))}
    plain = decode_as("jsonstat", json.dumps({**ordered, "size": [int(n) for n in ordered["size"]]}).encode())
    assert {k: sorted(v) for k, v in plain.series.items()} == {k: sorted(v) for k, v in full(DII_2025).series.items()}


def test_3_3_integers_and_decimals_stay_what_they_are() -> None:
    """The full body of 2023 mixes 6,525 decimals with 68 integers."""
    values = [value for _, value, _ in cells(full(DII_2023)) if value is not None]
    assert Counter("." in value for value in values) == {True: 6525, False: 68}


def test_3_3_a_value_may_be_a_text_on_comext() -> None:
    """Made up after what was observed: a confidential figure, and a unit in place of a figure."""
    answer = decode_as("jsonstat", json.dumps(jsonstat({"BE": {"2023": ":C", "2024": "KG"}})).encode())
    assert [value for _, value, _ in cells(answer)] == [":C", "KG"]


def test_3_4_a_status_may_stand_without_a_value_and_be_missing_altogether() -> None:
    assert [cell[1:] for cell in cells(of(FILTERED)) if cell[1] is None] == [(None, ("u", None))]
    assert "status" not in parse_json(recorded(FROZEN))
    assert len(cells(of(FROZEN))) == 3


@pytest.mark.parametrize("name", [UNKNOWN, FUTURE])
def test_3_5_a_dimension_of_size_nought_is_an_empty_answer(name: str) -> None:
    assert "0" in parse_json(recorded(name))["size"]
    assert of(name).series == {}


def test_3_6_the_stamp_is_of_the_dataset_and_has_an_offset_without_a_colon() -> None:
    assert parse_json(opened(sample("eurostat", DII_2023), LIMIT))["updated"] == "2023-08-29T11:00:00+0200"
    assert str(full(DII_2023).updated) == "2023-08-29 11:00:00+02:00"


def test_3_7_html_and_narrow_blanks_in_a_description_do_not_matter() -> None:
    assert "&nbsp;" in recorded(FROZEN).decode()
    assert of(FROZEN).dataset == "prc_hicp_manr"


def test_3_8_types_of_annotations_repeat() -> None:
    types = Counter(item["type"] for item in parse_json(recorded(SECRET))["extension"]["annotation"])
    assert types["DISSEMINATION_EXPLANATORY_LINK"] == 3
    assert len(cells(of(SECRET))) == 6


def test_3_9_the_count_is_of_touched_cells_in_2023_and_of_values_in_2025() -> None:
    old, new = full(DII_2023), full(DII_2025)
    assert (old.counted, old.observations) == (6661, 6661)
    assert (new.counted, sum(value is not None for _, value, _ in cells(new))) == (8620, 8620)


def test_3_10_years_may_be_listed_and_hold_nothing() -> None:
    answer = of(FILTERED)
    assert (answer.scope.first, answer.scope.last) == (Period.parse("2015"), Period.parse("2024"))
    assert {cell[0].label for cell in cells(answer)} == {"2022", "2024"}


def test_3_11_dimensions_differ() -> None:
    assert of(SECRET).dimensions == ("freq", "indic_bt", "nace_r2", "s_adj", "unit", "geo")
    assert of(FROZEN).dimensions == ("freq", "unit", "coicop", "geo")


def test_3_a_dataflow_calls_itself_a_dataset_and_is_no_data() -> None:
    with pytest.raises(NotData) as caught:
        of(PROBE)
    assert caught.value.reason == "dataflow_for_data"


def test_4_confidential_empty_unknown_and_future_are_told_apart() -> None:
    secret, dropped, unknown, future = map(of, (SECRET, DROPPED, UNKNOWN, FUTURE))
    assert [cell[1:] for cell in cells(secret)] == [(None, ("", "C"))] * 6
    assert (dropped.series, (dropped.scope.codes or {})["geo"]) == ({}, {"DE"})
    assert (unknown.series, (unknown.scope.codes or {})["geo"]) == ({}, frozenset())
    assert (future.series, future.scope.first) == ({}, None)


@pytest.mark.parametrize(
    ("text", "letters", "conf"),
    [
        ("b", "b", None),
        ("bu", "bu", None),
        ("bep", "bep", None),
        ("|C", "", "C"),
        ("p|N", "p", "N"),
        ("c", "c", None),
        ("s", "s", None),
        ("z", "z", None),
        ("xq", "xq", None),
        ("", "", None),
    ],
)
def test_5_letters_combine_confidentiality_stands_apart_and_unknown_ones_are_kept(
    text: str, letters: str, conf: str | None
) -> None:
    assert split_flags(text) == (letters, conf)


def test_5_flags_before_and_after_2025() -> None:
    def told(answer: Answer) -> Counter[tuple[str, str | None]]:
        return Counter((flags.letters, flags.confidentiality) for _, _, flags in cells(answer) if any(flags))

    assert told(full(DII_2023)) == {("b", None): 2797, ("u", None): 48, ("bu", None): 13, ("c", None): 7}
    assert told(full(DII_2025)) == {("b", None): 2872, ("u", None): 69, ("bu", None): 15, ("", "C"): 15}


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("2023", "2023-01-01/P1Y"),
        ("2023-A1", "2023-01-01/P1Y"),
        ("2023-S1", "2023-01-01/P6M"),
        ("2023S2", "2023-07-01/P6M"),
        ("2023-T3", "2023-09-01/P4M"),
        ("2023-Q1", "2023-01-01/P3M"),
        ("2023Q4", "2023-10-01/P3M"),
        ("2023-01", "2023-01-01/P1M"),
        ("2023M12", "2023-12-01/P1M"),
        ("2023-W05", "2023-01-30/P1W"),
        ("2020W53", "2020-12-28/P1W"),
        ("2040-D365", "2040-12-30/P1D"),
        ("2015M07D03", "2015-07-03/P1D"),
        ("2023-01-15", "2023-01-15/P1D"),
        ("2006_2008", "2006-01-01/P3Y"),
    ],
)
def test_10_every_notation_of_a_period(code: str, period: str) -> None:
    assert str(time_of(code)) == period


@pytest.mark.parametrize("code", ["2023-W99", "2023W99"])
def test_10_the_unknown_week_has_no_place_in_time(code: str) -> None:
    assert time_of(code) is None


@pytest.mark.parametrize("code", ["9999", "9999M99", "LTAA", "2023-Q5", "2023-W54", "20230", ""])
def test_10_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(NotData) as caught:
        time_of(code)
    assert caught.value.reason == "bad_period"


def test_11_tsv_of_today_is_oldest_first_and_has_blanks_behind_its_cells() -> None:
    answer = decode_as("tsv", recorded(API))
    series = answer.series["A", "PC", "F", "Y18-64", "BE2"]
    assert [cell[0].label for cell in series] == sorted(cell[0].label for cell in series)
    assert [cell[1:] for cell in series[-2:]] == [("19.4", ("", None)), ("24.2", ("b", None))]


def test_11_tsv_of_before_2022_is_newest_first_without_a_frequency() -> None:
    answer = decode_as("tsv", sample("eurostat", BULK))
    series = answer.series["PC", "T", "Y25-64", "BE2"]
    assert [(cell[0].label, cell[1], cell[2].letters) for cell in series[:3]] == [
        ("2019", "8.6", ""),
        ("2018", "8.7", ""),
        ("2017", "8.7", "b"),
    ]


def test_11_a_quoted_first_cell_and_a_missing_year() -> None:
    """Made up after what was observed in a re-export and in ilc_di03."""
    answer = decode_as("tsv", b'"freq,geo\\TIME_PERIOD"\t2001 \t2003 \n"A,BE"\t1.0 \t2.0 b\n')
    assert [(cell[0].label, cell[1]) for cell in answer.series["A", "BE"]] == [("2001", "1.0"), ("2003", "2.0")]


def test_14_1_http_200_that_is_not_data_is_classified_by_its_body() -> None:
    for name in ("warning_async_200.json", "sdmx_fault_extraction_too_big_413.xml"):
        assert isinstance(error_of(recorded(f"eurostat/errors/{name}")), SourceSaid)
    assert error_of(b"<html><body>Sorry</body></html>").reason == "html"


def test_14_10_gzip_comes_undeclared_and_may_be_cut_short() -> None:
    packed = gzip.compress(recorded(FILTERED))
    assert decode_as("jsonstat", packed).observations == 134
    with pytest.raises(NotData) as caught:
        decode_as("jsonstat", packed[:-20])
    assert caught.value.reason == "gzip_truncated"


def test_14_14_the_code_na_is_namibia_and_labels_are_no_keys() -> None:
    """Made up: the same figures under another label are the same series."""
    document = jsonstat({"NA": {"2023": 1.5}, "EA": {"2023": 2.5}})
    document["dimension"]["geo"]["category"]["label"] = {"EA": "Euro area (EA21 from 2026)"}
    answer = decode_as("jsonstat", json.dumps(document).encode())
    assert set(answer.series) == {("A", "NA"), ("A", "EA")}


def test_16_a_dense_cube_is_never_built() -> None:
    """Made up: twelve dimensions of twenty codes are 4e15 cells, of which one has a value."""
    names = [f"d{n}" for n in range(12)]
    document = {
        "version": "2.0",
        "class": "dataset",
        "id": [*names, "time"],
        "size": [20] * 12 + [1],
        "value": {str(20**12 - 1): 7},
        "dimension": {
            **{name: {"category": {"index": {f"c{n}": n for n in range(20)}}} for name in names},
            "time": {"category": {"index": {"2024": 0}}},
        },
    }
    assert list(decode_as("jsonstat", json.dumps(document).encode()).series) == [("c19",) * 12]
