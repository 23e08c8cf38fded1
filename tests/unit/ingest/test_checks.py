"""Nothing is published of a body that breaks its contract, leaves its limits or slips its unit."""

import json
from typing import Any

import pytest

from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import Observation, SeriesSnapshot
from services.ingest.checks import check_contract, check_figures, with_suspects
from services.ingest.decode.errors import NotData
from services.ingest.decode.jsonstat import decode_dataset
from services.ingest.digest import digest
from services.ingest.identify import identify
from services.ingest.recipe import Plausibility, Slice
from services.ingest.snapshot import Body
from tests.builders.ingest import NOW, jsonstat, raw, recipe, recorded

BE2 = "eurostat:made_up?freq=A&geo=BE2"


def observed(*values: str | None, first: int = 2018, flags: str = "") -> tuple[Observation, ...]:
    last = len(values) - 1
    return tuple(
        Observation(period=Period.parse(str(first + i)), value=value, obs_flags=flags if i == last else "")
        for i, value in enumerate(values)
    )


def known(*values: str) -> dict[str, SeriesSnapshot]:
    document = jsonstat({"BE2": {str(2018 + i): value for i, value in enumerate(values)}})
    found = digest(
        decode_dataset(json.dumps(document).encode()), recipe(), (), {}, {}, Body(raw("x"), NOW, None, live=True)
    )
    return {step.snapshot.series_id: step.snapshot for step in found.steps}


def refused(values: tuple[Observation, ...], before: dict[str, SeriesSnapshot], **changes: Any) -> str | None:
    try:
        check_figures({BE2: values}, recipe(**changes), before)
    except NotData as error:
        return error.reason
    return None


@pytest.mark.parametrize(
    ("value", "reason"), [("100", None), ("0", None), ("100.01", "out_of_limits"), ("-1", "out_of_limits")]
)
def test_limits(value: str, reason: str | None) -> None:
    assert refused(observed(value), {}) == reason


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("54.1", "55.0", "56.2"), ("0.541", "0.55", "0.562"), "unit_slip"),
        (("54.1", "55.0", "56.2"), ("5.41", "5.5", "5.62"), "unit_slip"),
        (("5.41", "5.5", "5.62"), ("54.1", "55", "56.2"), "unit_slip"),
        (("54.1", "55.0", "56.2"), ("54.1", "55.0", "56.2", "0.571"), "unit_slip"),
        (("54.1", "55.0", "56.2"), ("54.1", "55.0", "56.2", "57.1"), None),
        (("54.1", "55.0", "56.2"), ("54.1", "55.0", "56.2", "28"), None),
        (("0.1", "0.2", "0.1"), ("1.0", "0.2", "0.1"), None),
        (("0.1", "0.9", "3"), ("0.1", "0.9", "3", "9"), None),
        (("54.1",), ("5.41",), None),
    ],
)
def test_unit_slips_against_own_history(before: tuple[str, ...], after: tuple[str, ...], reason: str | None) -> None:
    assert refused(observed(*after), known(*before)) == reason


def test_a_recipe_may_allow_what_looks_like_a_slip() -> None:
    relaxed = {"min": 0, "unit_slip": False}
    assert refused(observed("541", "550", "562"), known("54.1", "55.0", "56.2"), plausibility=relaxed) is None


def suspects(values: tuple[Observation, ...], jump: int | None = 5) -> list[bool]:
    return [o.suspect for o in with_suspects(values, Plausibility.model_validate({"jump": jump}))]


def test_a_step_beyond_all_earlier_ones_is_suspect() -> None:
    calm = ("50", "51", "50.5", "52", "53", "54")
    assert suspects(observed(*calm, "64")) == [False] * 6 + [True]
    assert suspects(observed(*calm, "61")) == [False] * 7
    assert suspects(observed(*calm, None)) == [False] * 7


def test_a_break_explains_a_step_and_a_short_history_tells_nothing() -> None:
    assert not any(suspects(observed("50", "51", "50.5", "52", "53", "54", "90", flags="b")))
    assert not any(suspects(observed("50", "51", "90")))
    assert not any(suspects(observed("50", "51", "50.5", "52", "53", "54", "90"), jump=None))


def contract(document: dict[str, Any], asked: Slice, wanted: str | None = None, **changes: Any) -> str | None:
    answer, made = decode_dataset(json.dumps(document).encode()), recipe(**changes)
    found = identify(answer, made, [SeriesId.parse(wanted)] if wanted else [])
    try:
        check_contract(answer, found, asked, made, known("1") if changes.pop("seen", True) else {})
    except NotData as error:
        return error.reason
    return None


def test_codes_that_were_asked_for_must_come_back() -> None:
    document = jsonstat({"BE": {"2024": 1}})
    assert contract(document, {"geo": ("BE",)}) is None
    assert contract(document, {"geo": ("BE", "BE2")}) == "missing_codes"
    answer = decode_dataset(recorded("eurostat/une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json"))
    made = recipe(dataset="une_rt_m", contract={"observations": 0})
    with pytest.raises(NotData) as caught:
        check_contract(answer, identify(answer, made, []), {"geo": ("DE", "XX")}, made, {})
    assert (caught.value.reason, "geo=XX" in caught.value.message) == ("missing_codes", True)


def test_unconfirmed_codes_are_only_missed_when_they_were_there_before() -> None:
    document, lenient = jsonstat({"BE": {"2024": 1}}), {"unknown_codes": "report"}
    never = "eurostat:made_up?freq=A&geo=FR"
    assert contract(document, {"geo": ("BE", "FR")}, never, contract=lenient) is None
    assert contract(document, {"geo": ("BE", "BE2")}, BE2, contract=lenient) == "missing_codes"


def test_an_empty_body_and_one_of_another_dataset_are_refused() -> None:
    assert contract(jsonstat({"BE": {"2024": None}}), {}) == "empty"
    assert contract(jsonstat({"BE": {"2024": 1}}, dataset="other"), {}) == "other_dataset"


def test_a_full_body_must_hold_as_many_observations_as_the_publisher_counts() -> None:
    document = jsonstat({"BE": {"2023": 1, "2024": 2}})
    document["extension"]["annotation"] = [{"type": "OBS_COUNT", "title": "2"}]
    assert contract(document, {}) is None
    document["extension"]["annotation"] = [{"type": "OBS_COUNT", "title": "3"}]
    assert contract(document, {}) == "incomplete"
    assert contract(document, {"geo": ("BE",)}) is None
