"""A recipe against the structure of its dataset: each unknown name is an error of its own, all told at once."""

import json
from typing import Any

from schemas.series import SeriesId
from services.ingest.connectors import connectors
from services.ingest.connectors.eurostat.connector import Eurostat
from services.ingest.decode.answer import Answer
from services.ingest.decode.jsonstat import decode_dataset
from services.ingest.structure import faults, structure_request
from tests.builders.ingest import jsonstat, recipe, shipped

DATA = {"BE": {"2020": 40.1, "2021": 41.2}, "BE2": {"2020": 50.1}}


def answer(values: dict[str, dict[str, Any]] = DATA) -> Answer:
    return decode_dataset(json.dumps(jsonstat(values)).encode())


def told(wanted: str | list[str] = (), **changes: Any) -> list[tuple[str, str]]:  # type: ignore[assignment]
    ids = [SeriesId.parse(text) for text in ([wanted] if isinstance(wanted, str) else wanted)]
    return [(fault.kind.value, fault.text) for fault in faults(recipe(**changes), ids, answer())]


def test_a_recipe_that_fits_has_no_faults() -> None:
    assert told("eurostat:made_up?freq=A&geo=BE2") == []


def test_an_unknown_filter_is_told_with_the_dimensions_there_are() -> None:
    assert told("eurostat:made_up?freq=A&geo=BE2&sex=T") == [
        ("unknown_filter", "sex is no dimension; there are freq, geo")
    ]


def test_an_unknown_code_is_told_with_the_codes_there_are() -> None:
    assert told("eurostat:made_up?freq=A&geo=VLG") == [("unknown_code", "geo has no code VLG; it has BE, BE2")]
    assert told(extra_slices=[{"geo": ["NL"]}]) == [("unknown_code", "geo has no code NL; it has BE, BE2")]


def test_an_unknown_mapping_is_told_for_every_part_of_it() -> None:
    form = {"rename": {"country": "geo"}, "codes": {"freq": {"annual": "A"}}, "drop": ["indicator"]}
    assert told(dimensions=form, unit={"name": "percent", "dimension": "measure"}) == [
        ("unknown_mapping", "dimensions.codes.freq: freq has no code annual; it has A"),
        ("unknown_mapping", "dimensions.drop: the publisher has no indicator; it has freq, geo"),
        ("unknown_mapping", "dimensions.rename: the publisher has no country; it has freq, geo"),
        ("unknown_mapping", "unit.dimension: there is no dimension measure; there are freq, geo"),
    ]


def test_all_kinds_are_told_at_once() -> None:
    found = told(
        ["eurostat:made_up?freq=A&geo=VLG", "eurostat:made_up?freq=A&geo=BE&sex=T"], dimensions={"drop": ["unit"]}
    )
    assert {kind for kind, _ in found} == {"unknown_filter", "unknown_code", "unknown_mapping"}


def test_a_series_that_names_several_is_ambiguous() -> None:
    assert told("eurostat:made_up?freq=A") == [
        ("ambiguous_series", "eurostat:made_up?freq=A names 2 series; name more dimensions")
    ]


def test_known_codes_without_a_figure_are_told() -> None:
    wanted = [SeriesId.parse("eurostat:made_up?freq=A&geo=NL")]
    found = faults(recipe(), wanted, answer({**DATA, "NL": {}}))
    assert [fault.kind.value for fault in found] == ["missing_series"]


def test_parts_of_a_sum_must_exist() -> None:
    sums = {"sums": [{"dimension": "geo", "total": "BE", "parts": ["BE1", "BE2"]}]}
    assert told(plausibility=sums) == [("unknown_code", "geo has no code BE1; it has BE, BE2")]


def test_eurostat_is_asked_for_one_period_and_others_for_their_data() -> None:
    assert structure_request(Eurostat(), recipe()).params[-1] == ("lastTimePeriod", "1")
    facts = shipped("digital_decade.desi_vhcn")
    assert structure_request(connectors()["digital_decade"], facts).path == "/api/v1/facts/"
