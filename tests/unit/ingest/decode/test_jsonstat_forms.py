"""JSON-stat 2.0 beyond what Eurostat writes: every form the standard allows. All figures are made up."""

import json
from typing import Any

import pytest

from schemas.period import Period
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import decode_as
from services.ingest.decode.jsonstat import decode_dataset


def document(**changes: Any) -> dict[str, Any]:
    """Two places by three years; the third year of the second place is missing."""
    return {
        "version": "2.0",
        "class": "dataset",
        "id": ["geo", "time"],
        "size": [2, 3],
        "dimension": {
            "geo": {"category": {"index": ["BE", "BE2"], "label": {"BE": "Belgium", "BE2": "Vlaams Gewest"}}},
            "time": {"category": {"index": {"2022": 0, "2023": 1, "2024": 2}}},
        },
        "value": {"0": 1.0, "1": 2.5, "2": 3, "3": 4, "4": 5},
        **changes,
    }


def decoded(**changes: Any) -> Answer:
    return decode_dataset(json.dumps(document(**changes)).encode())


def cells(answer: Answer) -> dict[str, tuple[str | None, str]]:
    """Value and flags by code and year."""
    return {
        f"{' '.join(codes)} {period.label}": (value, flags.letters)
        for codes, found in answer.series.items()
        for period, value, flags in found
    }


PLAIN = {
    "BE 2022": ("1.0", ""),
    "BE 2023": ("2.5", ""),
    "BE 2024": ("3", ""),
    "BE2 2022": ("4", ""),
    "BE2 2023": ("5", ""),
}


def refusal(**changes: Any) -> str:
    with pytest.raises(NotData) as caught:
        decoded(**changes)
    return caught.value.reason


def test_values_by_index() -> None:
    answer = decoded()
    assert cells(answer) == PLAIN
    assert answer.labels["geo"] == {"BE": "Belgium", "BE2": "Vlaams Gewest"}


def test_dense_values_with_null_for_what_is_missing() -> None:
    assert cells(decoded(value=[1.0, 2.5, 3, 4, 5, None])) == PLAIN


def test_null_by_index_is_a_missing_cell() -> None:
    assert cells(decoded(value={"0": 1.0, "1": 2.5, "2": 3, "3": 4, "4": 5, "5": None})) == PLAIN


@pytest.mark.parametrize(
    ("status", "flags"),
    [
        ({"0": "b", "4": "p"}, {"BE 2022": "b", "BE2 2023": "p"}),
        (["b", None, "", None, "p", None], {"BE 2022": "b", "BE2 2023": "p"}),
        ("e", dict.fromkeys(PLAIN, "e")),
        (["e"], dict.fromkeys(PLAIN, "e")),
        ({"0": None}, {}),
        ({}, {}),
        (None, {}),
    ],
)
def test_status_by_index_in_a_list_or_one_for_all(status: object, flags: dict[str, str]) -> None:
    found = cells(decoded(status=status))
    assert {cell: flag for cell, (_, flag) in found.items() if flag} == flags
    assert {cell: value for cell, (value, _) in found.items()} == {cell: value for cell, (value, _) in PLAIN.items()}


def test_a_status_in_a_list_may_stand_without_a_value() -> None:
    assert cells(decoded(status=["", "", "", "", "", "u"]))["BE2 2024"] == (None, "u")


def test_codes_are_in_the_order_of_their_positions_and_not_of_the_file() -> None:
    years = {"category": {"index": {"2024": 2, "2022": 0, "2023": 1}}}
    dimension = {**document()["dimension"], "time": years}
    assert cells(decoded(dimension=dimension)) == PLAIN


def test_a_dimension_of_one_category_needs_no_index() -> None:
    answer = decoded(
        id=["unit", "geo", "time"],
        size=[1, 2, 3],
        dimension={**document()["dimension"], "unit": {"category": {"label": {"PC": "Percentage"}}}},
    )
    assert answer.dimensions == ("unit", "geo")
    assert set(answer.series) == {("PC", "BE"), ("PC", "BE2")}


def test_a_dimension_of_more_categories_needs_one() -> None:
    dimension = {**document()["dimension"], "geo": {"category": {"label": {"BE": "x", "BE2": "y"}}}}
    assert refusal(dimension=dimension) == "bad_axes"


def test_time_by_its_role() -> None:
    dimension = {"geo": document()["dimension"]["geo"], "year": document()["dimension"]["time"]}
    changes: dict[str, Any] = {"id": ["geo", "year"], "dimension": dimension}
    assert cells(decoded(role={"time": ["year"], "geo": ["geo"]}, **changes)) == PLAIN
    assert refusal(**changes) == "no_time"


def test_two_time_dimensions_are_refused() -> None:
    time = document()["dimension"]["time"]
    assert refusal(id=["a", "b"], size=[3, 3], dimension={"a": time, "b": time}, role={"time": ["a", "b"]}) == "no_time"


@pytest.mark.parametrize("kind", ["collection", "dimension"])
def test_other_classes_are_refused_by_name(kind: str) -> None:
    assert refusal(**{"class": kind}) == f"jsonstat_{kind}"


@pytest.mark.parametrize("kind", ["bundle", None, 7, ["dataset"]])
def test_what_is_no_class_is_refused(kind: object) -> None:
    assert refusal(**{"class": kind}) == "not_jsonstat"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": [1, 2, 3]}, "bad_values"),
        ({"value": [1, 2, 3, 4, 5, 6, 7]}, "bad_values"),
        ({"value": None}, "bad_values"),
        ({"value": {"00": 1}}, "bad_index"),
        ({"value": {"1_0": 1}}, "bad_index"),
        ({"value": {" 1": 1}}, "bad_index"),
        ({"value": {"١": 1}}, "bad_index"),
        ({"value": {"6": 1}}, "bad_index"),
        ({"status": {"6": "b"}}, "bad_index"),
        ({"status": ["b"] * 7}, "bad_index"),
        ({"status": {"0": ["b"]}}, "bad_values"),
        ({"status": {"0": "=HYPERLINK()"}}, "bad_flags"),
        ({"size": [2, 2]}, "bad_axes"),
        ({"id": ["geo", "geo"]}, "bad_axes"),
        ({"size": [2000000000, 3]}, "bad_axes"),
        ({"size": ["9" * 5000, 3]}, "bad_axes"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert refusal(**changes) == reason


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        ({"BE": 0, "BE2": 0}, "bad_axes"),
        ({"BE": 0, "BE2": 7}, "bad_axes"),
        ({"BE": -1, "BE2": 0}, "bad_axes"),
        (["BE", "BE"], "bad_axes"),
        (["BE", 7], None),
        (["BE", ["BE2"]], "bad_axes"),
    ],
)
def test_codes_stand_at_one_place_each(index: object, reason: str | None) -> None:
    dimension = {**document()["dimension"], "geo": {"category": {"index": index}}}
    if reason is None:
        assert {codes[0] for codes in decoded(dimension=dimension).series} == {"BE", "7"}
    else:
        assert refusal(dimension=dimension) == reason


def test_one_period_in_two_notations_is_refused() -> None:
    years = {"category": {"index": ["2022", "2023", "2023-A1"]}}
    assert refusal(dimension={**document()["dimension"], "time": years}) == "bad_axes"


def test_the_unknown_week_of_a_year_has_no_place_in_time_and_is_counted() -> None:
    weeks = {"category": {"index": ["2023-W01", "2023-W52", "2023-W99"]}}
    answer = decoded(dimension={**document()["dimension"], "time": weeks}, status={"5": "p"})
    assert {label.split()[1] for label in cells(answer)} == {"2023-W01", "2023-W52"}
    assert (answer.unplaced, answer.observations) == (2, 4)
    assert answer.scope.last == Period.parse("2023-W52")


def test_a_week_53_is_a_week() -> None:
    weeks = {"category": {"index": ["2020-W01", "2020-W52", "2020-W53"]}}
    assert "BE 2020-W53" in cells(decoded(dimension={**document()["dimension"], "time": weeks}))


def test_the_time_axis_need_not_be_contiguous() -> None:
    """Rule 10 of the reference: no period follows from a position."""
    years = {"category": {"index": {"2006": 0, "2013": 1, "2017": 2}}}
    found = cells(decoded(dimension={**document()["dimension"], "time": years}))
    assert [found[f"BE {year}"][0] for year in ("2006", "2013", "2017")] == ["1.0", "2.5", "3"]


@pytest.mark.parametrize("size", [[0, 3], [2, 0], [0, 0]])
def test_a_dimension_of_size_nought_is_an_empty_answer(size: list[int]) -> None:
    """Rule 5 of the reference: the product is 0, nothing is divided by it."""
    dimension = {
        "geo": {"category": {"index": dict.fromkeys(["BE", "BE2"][: size[0]], 0) if size[0] else {}}},
        "time": {"category": {"index": ["2022", "2023", "2024"][: size[1]]}},
    }
    if size[0]:
        dimension["geo"] = document()["dimension"]["geo"]
    answer = decoded(size=size, dimension=dimension, value={})
    assert answer.series == {}
    assert refusal(size=size, dimension=dimension, value={"0": 1}) == "bad_index"


def test_a_dimension_may_be_of_another_name_than_geo() -> None:
    """Rule 11 of the reference: Comext counts by reporter."""
    dimension = {"reporter": document()["dimension"]["geo"], "time": document()["dimension"]["time"]}
    assert decoded(id=["reporter", "time"], dimension=dimension).dimensions == ("reporter",)


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("2025-04-08T23:00:00+0200", "2025-04-08T23:00:00+02:00"),
        ("2025-04-08T21:00:00Z", "2025-04-08T21:00:00+00:00"),
        ("2025-04-08", None),
        (None, None),
    ],
)
def test_the_release_stamp(stamp: str | None, told: str | None) -> None:
    updated = decoded(updated=stamp).updated
    assert (updated.isoformat() if updated else None) == told


def test_annotations_of_one_type_may_repeat_or_be_missing() -> None:
    """Rule 8 of the reference; Comext lacks OBS_COUNT."""
    links = [{"type": "DISSEMINATION_EXPLANATORY_LINK", "href": f"https://example.invalid/{n}"} for n in range(3)]
    assert decoded(extension={"annotation": links}).counted is None
    assert decoded(extension={"annotation": [*links, {"type": "OBS_COUNT", "title": "5"}]}).counted == 5
    assert decoded(extension={}).counted is None


def test_the_publisher_is_told_by_its_code_else_by_its_name() -> None:
    assert decoded().agency is None
    assert decoded(source="Statistics Somewhere").agency == "Statistics Somewhere"
    assert decoded(extension={"agencyId": "ECB"}, source="ESTAT").agency == "ECB"


def test_names_that_stand_twice_are_refused() -> None:
    body = json.dumps(document()).replace('"0": 1.0', '"0": 1.0, "0": 9.9').encode()
    with pytest.raises(NotData) as caught:
        decode_as("jsonstat", body)
    assert caught.value.reason == "duplicate_key"
