"""Facts of the Digital Decade dashboard: the edition is identity, the reference period is time."""

import json

import pytest

from schemas.period import Period
from services.ingest.decode.errors import NotData
from services.ingest.decode.facts import decode_facts
from tests.builders.ingest import recorded, sample

PROFILE = "desi_2026_country_profile_facts.csv"


def one(body: bytes, *codes: str, indicator: str | None = None) -> tuple[str, str | None, str]:
    ((period, value, flags),) = decode_facts(body, indicator).series[codes]
    return period.label, value, flags.letters


@pytest.mark.parametrize(
    ("indicator", "breakdown", "unit", "expected"),
    [
        ("desi_dsk_bab", "ind_total", "pc_ind", ("2025", "61.22", "")),
        ("desi_vhcn", "total_pophh", "pc_hh", ("2025", "96.247692", "")),
        ("desi_edge", "total", "nb_edge", ("2025", "176.0", "")),
        ("desi_ent_secmge5", "ent_all_xfin", "pc_ent", ("2024", "71.54", "")),
        ("desi_ict_recycling", "rcy_prp_reu", "pc_waste_col", ("2023", "78.77324451845685", "")),
    ],
)
def test_belgium_in_the_profile_of_2026(
    indicator: str, breakdown: str, unit: str, expected: tuple[str, str | None, str]
) -> None:
    assert one(sample("digital_decade", PROFILE), indicator, breakdown, unit, "BE", "desi_2026") == expected


def test_all_facts_of_the_profile() -> None:
    answer = decode_facts(sample("digital_decade", PROFILE))
    assert answer.observations == 677
    targets = {codes[0]: cells for codes, cells in answer.series.items() if codes[1] == "dd_target_2030"}
    assert len(targets) == 14
    assert targets["desi_vhcn"] == [(Period.parse("2030"), "100.0", ("", None))]
    assert {codes[4] for codes in answer.series if codes[1] == "dd_target_2030"} == {""}


def test_one_indicator_of_a_body_of_many() -> None:
    answer = decode_facts(sample("digital_decade", PROFILE), "desi_unicorns")
    assert {codes[0] for codes in answer.series} == {"desi_unicorns"}
    assert (answer.observations, answer.dataset) == (29, "desi_unicorns")


def test_flags_of_facts() -> None:
    flags = [
        cell[2].letters
        for cells in decode_facts(sample("digital_decade", PROFILE)).series.values()
        for cell in cells
        if cell[2].letters
    ]
    assert sorted(flags) == ["b", "b", "b", "b", "d", "d", "ebp", "i"]


def test_a_history_without_reference_periods_belongs_to_no_edition() -> None:
    answer = decode_facts(recorded("desi/trajectory_facts.csv"))
    history = answer.series["dd_5gc", "dd_baseline_2023", "pc_hh_all", "EU", ""]
    assert [(cell[0].label, cell[1]) for cell in history[:4]] == [
        ("2019", "1.414927"),
        ("2020", "8.774044"),
        ("2021", "39.192169"),
        ("2022", "81.2"),
    ]
    assert answer.observations == 59


FACT = {
    "period": "desi_2026",
    "country": "BE",
    "indicator": "desi_x",
    "breakdown": "total",
    "unit": "pc",
    "value": 12.50,
    "flags": "",
    "reference_period": "2025",
    "remarks": None,
}


def listed(*facts: dict[str, object]) -> bytes:
    return json.dumps(facts).encode()


def test_the_api_lists_the_same_fields_as_json() -> None:
    assert one(listed(FACT), "desi_x", "total", "pc", "BE", "desi_2026") == ("2025", "12.5", "")
    assert one(
        b'[{"period":"desi_2026","country":"BE","indicator":"desi_x","breakdown":"total","unit":"pc","value":12.50}]'.replace(
            b"desi_2026", b"2025"
        ),
        "desi_x",
        "total",
        "pc",
        "BE",
        "",
    ) == ("2025", "12.50", "")


def test_a_remark_is_kept_with_its_figure() -> None:
    answer = decode_facts(listed(FACT | {"remarks": "estimate of the contractor"}))
    ((_, citation),) = answer.citations.items()
    assert citation.remark == "estimate of the contractor"


def test_a_repeated_fact_counts_once_and_a_contradicted_one_never() -> None:
    assert decode_facts(listed(FACT, FACT)).observations == 1
    with pytest.raises(NotData) as caught:
        decode_facts(listed(FACT, FACT | {"value": 13}))
    assert caught.value.reason == "conflict"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"facts": []}', "not_facts"),
        (b'[{"period": "desi_2026"}]', "missing_columns"),
        (b"a,b\n1,2\n", "missing_columns"),
        (b'indicator,"breakdown\n', "not_csv"),
        (listed(FACT | {"reference_period": "soon"}), "bad_period"),
    ],
)
def test_other_bodies_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        decode_facts(body)
    assert caught.value.reason == reason
