"""SDMX-CSV 1.0 and 2.0: two recorded excerpts, and the forms the reference reports."""

from datetime import datetime

import pytest

from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import decode_as
from tests.builders.ingest import recorded

HEAD = "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
LEAD = "ESTAT:MADE_UP(1.0),11/06/26 23:00:00,A"


def decoded(text: str) -> Answer:
    return decode_as("sdmx-csv", text.encode())


def cells(answer: Answer) -> dict[str, tuple[str | None, str, str | None]]:
    return {
        f"{' '.join(codes)} {period.label}": (value, flags.letters, flags.confidentiality)
        for codes, found in answer.series.items()
        for period, value, flags in found
    }


def refusal(text: str) -> str:
    with pytest.raises(NotData) as caught:
        decoded(text)
    return caught.value.reason


def test_a_recording_with_two_flags_at_once() -> None:
    answer = decode_as("sdmx-csv", recorded("eurostat/csv_lfsa_argan_2026-06_flag-bd.csv"))
    assert answer.dimensions == ("freq", "unit", "sex", "age", "citizen", "geo")
    assert cells(answer) == {
        "A PC T Y15-64 FOR FR 2021": ("66.5", "bd", None),
        "A PC T Y15-64 FOR FR 2022": ("66.6", "d", None),
    }
    assert (answer.agency, answer.dataset) == ("ESTAT", "lfsa_argan")


def test_the_release_stamp_is_local_time_of_brussels() -> None:
    answer = decode_as("sdmx-csv", recorded("eurostat/csv_migr_resfirst_2026-06-19.csv"))
    assert answer.updated == datetime.fromisoformat("2026-05-22T11:00:00+02:00")
    assert [cell[1] for cell in answer.series["A", "TOTAL", "TOTAL", "TOTAL", "PER", "FR"]] == ["287179", "326948"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("66.50,b,", ("66.50", "b", None)),
        (",,C", (None, "", "C")),
        (":,u,", (None, "u", None)),
        ("1,,F", ("1", "", None)),
        ("0,n,N", ("0", "n", "N")),
    ],
)
def test_values_flags_and_confidentiality(cell: str, told: tuple[str | None, str, str | None]) -> None:
    assert cells(decoded(f"{HEAD}{LEAD},BE,2024,{cell}\n")) == {"A BE 2024": told}


def test_a_line_that_says_nothing_is_no_cell() -> None:
    assert decoded(f"{HEAD}{LEAD},BE,2024,,,\n").series == {}


def test_a_header_alone_is_an_empty_answer() -> None:
    assert decoded(HEAD).series == {}


def test_the_code_of_namibia_is_a_code() -> None:
    assert list(decoded(f"{HEAD}{LEAD},NA,2024,1,,\n").series) == [("A", "NA")]


def test_codes_that_look_like_numbers_or_dates_stay_texts() -> None:
    text = "DATAFLOW,size_emp,age,TIME_PERIOD,OBS_VALUE\nESTAT:X(1.0),10-49,01,2024,5.10\n"
    assert cells(decoded(text)) == {"10-49 01 2024": ("5.10", "", None)}


def test_comext_has_no_flags_and_neither_need_the_rest() -> None:
    assert cells(decoded("DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nESTAT:DS-045409(1.0),BE,2024-01,7\n")) == {
        "BE 2024-01": ("7", "", None)
    }


def test_version_2_with_ids() -> None:
    answer = decoded(
        "STRUCTURE,STRUCTURE_ID,ACTION,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        "dataflow,ESTAT:MADE_UP(1.0),I,A,BE,2024,5.10,p,\n"
    )
    assert cells(answer) == {"A BE 2024": ("5.10", "p", None)}
    assert (answer.agency, answer.dataset) == ("ESTAT", "made_up")


def test_version_2_with_labels_in_columns_of_their_own() -> None:
    answer = decoded(
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,geo,Geopolitical entity,TIME_PERIOD,Time,OBS_VALUE,"
        "Observation value,OBS_FLAG,Observation status\n"
        'dataflow,ESTAT:MADE_UP(1.0),"Made up, by us",A,Annual,BE,Belgium,2024,2024,5.10,5.10,b,break\n'
    )
    assert cells(answer) == {"A BE 2024": ("5.10", "b", None)}
    assert answer.labels == {"freq": {"A": "Annual"}, "geo": {"BE": "Belgium"}}


def test_ids_and_labels_in_one_column() -> None:
    answer = decoded(
        "DATAFLOW,LAST UPDATE,freq: Time frequency,geo: Geopolitical entity,TIME_PERIOD: Time,"
        "OBS_VALUE: Observation value,OBS_FLAG: Flag\n"
        "ESTAT:MADE_UP(1.0): Made up,11/06/26 23:00:00,A: Annual,BE2: Vlaams Gewest,2024: 2024,5.10,p: provisional\n"
    )
    assert cells(answer) == {"A BE2 2024": ("5.10", "p", None)}
    assert answer.labels["geo"] == {"BE2": "Vlaams Gewest"}


def test_the_status_of_other_publishers_is_read_with_our_letters() -> None:
    text = "DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\n"
    answer = decoded(f"{text}ECB:EXR(1.0),M,BE,2024-01,1.5,A,0\nECB:EXR(1.0),M,BE,2024-02,1.6,P,0\n")
    assert cells(answer) == {"M BE 2024-01": ("1.5", "", None), "M BE 2024-02": ("1.6", "p", None)}
    assert answer.agency == "ECB"


def test_a_byte_order_mark_and_either_end_of_line_do_not_matter() -> None:
    text = f"{HEAD}{LEAD},BE,2024,1,,\n"
    expected = cells(decoded(text))
    assert cells(decode_as("sdmx-csv", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == expected
    assert cells(decode_as("sdmx-csv", text.encode("utf-16"))) == expected


def test_lines_that_agree_count_once_and_lines_that_disagree_are_refused() -> None:
    line = f"{LEAD},BE,2024,1.5,b,\n"
    assert cells(decoded(HEAD + line + line)) == {"A BE 2024": ("1.5", "b", None)}
    assert refusal(HEAD + line + line.replace("1.5", "1.6")) == "conflict"
    assert refusal(HEAD + line + line.replace(",b,", ",p,")) == "conflict"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "not_sdmx_csv"),
        ("DATAFLOW,geo,TIME_PERIOD\n", "not_sdmx_csv"),
        ("DATAFLOW,geo,geo,TIME_PERIOD,OBS_VALUE\n", "bad_header"),
        (f"{HEAD}{LEAD},BE,2024,1\n", "bad_line"),
        (f"{HEAD}{LEAD},BE,2024,1,,,\n", "bad_line"),
        (f"{HEAD}{LEAD},BE,20x4,1,,\n", "bad_period"),
        (f"{HEAD}{LEAD},BE,2024,about 5,,\n", "bad_value"),
        (f"{HEAD}{LEAD},BE,2024,1e999,,\n", "not_finite"),
        (f"{HEAD}{LEAD},BE,2024,inf,,\n", "not_finite"),
        (f"{HEAD}{LEAD},BE,2024,1,=1+1,\n", "bad_flags"),
        (f"{HEAD}{LEAD},BE,2024,1,,\n{LEAD.replace('MADE_UP', 'OTHER')},BE,2025,1,,\n", "other_dataset"),
        (f"{HEAD}no flow,11/06/26 23:00:00,A,BE,2024,1,,\n", "bad_flow"),
        (f"{HEAD}ESTAT:X(1.0),yesterday,A,BE,2024,1,,\n", "bad_stamp"),
        (f'{HEAD}{LEAD},"BE,2024,1,,\n', "not_csv"),
        ("STRUCTURE,STRUCTURE_ID,ACTION,geo,TIME_PERIOD,OBS_VALUE\ndataflow,A:B(1),D,BE,2024,1\n", "deletion"),
    ],
)
def test_what_is_no_such_table_is_refused(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_the_unknown_week_is_counted_and_left_out() -> None:
    answer = decoded(f"{HEAD}{LEAD},BE,2023-W52,1,,\n{LEAD},BE,2023-W99,2,,\n")
    assert (answer.observations, answer.unplaced) == (1, 1)
