"""Series get their identity from the agenda where it names them, and from the body where a recipe keeps them."""

import json
from collections.abc import Iterable

import pytest

from schemas.period import Period
from schemas.series import SeriesId
from services.ingest.connectors.base import codes_to_ask
from services.ingest.decode.answer import Answer, Scope
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS
from services.ingest.decode.jsonstat import decode_dataset
from services.ingest.identify import Identified, identify
from services.ingest.recipe import Dimensions, Recipe
from tests.builders.ingest import jsonstat, recipe


def body(geos: Iterable[str] = ("BE", "BE2")) -> Answer:
    return decode_dataset(json.dumps(jsonstat({geo: {"2024": 1.5} for geo in geos})).encode())


def ids(found: Identified) -> list[str]:
    return [reading.key for reading in found.readings]


def series(text: str) -> SeriesId:
    return SeriesId.parse(text)


def test_only_wanted_series_are_kept() -> None:
    found = identify(body(), recipe(extra_slices=()), [series("eurostat:made_up?freq=A&geo=BE2")])
    assert (ids(found), found.unmet) == (["eurostat:made_up?freq=A&geo=BE2"], ())


def test_extra_slices_are_kept_under_their_full_identity() -> None:
    found = identify(body(("BE", "BE2", "FR")), recipe(extra_slices=[{"geo": ["FR", "BE"]}]), [])
    assert ids(found) == ["eurostat:made_up?freq=A&geo=BE", "eurostat:made_up?freq=A&geo=FR"]


def test_an_id_may_leave_out_a_dimension_with_one_code() -> None:
    found = identify(body(), recipe(), [series("eurostat:made_up?geo=BE2")])
    assert ids(found) == ["eurostat:made_up?freq=A&geo=BE", "eurostat:made_up?geo=BE2"]


def test_an_id_that_names_several_series_or_none_is_unmet() -> None:
    several, none = series("eurostat:made_up?freq=A"), series("eurostat:made_up?freq=A&geo=XX")
    other = series("eurostat:made_up?freq=A&geo=BE&sex=T")
    found = identify(body(), recipe(extra_slices=()), [several, none, other])
    assert (ids(found), found.unmet) == ([], (several, none, other))


def test_dimensions_are_renamed_recoded_completed_and_cut() -> None:
    answer = Answer(
        dimensions=("indicator", "country"),
        series={("x", "EU"): [(Period.parse("2024"), "1", NO_FLAGS)]},
        scope=Scope({"indicator": frozenset({"x"}), "country": frozenset({"EU", "BE"})}, None, None),
    )
    form = Dimensions(
        rename={"country": "geo"}, codes={"geo": {"EU": "EU27_2020"}}, constants={"freq": "A"}, drop=("indicator",)
    )
    found = identify(answer, recipe(dimensions=form), [])
    assert ids(found) == ["eurostat:made_up?freq=A&geo=EU27_2020"]
    assert found.scope.codes == {"geo": frozenset({"EU27_2020", "BE"}), "freq": frozenset({"A"})}


def test_two_series_that_would_become_one_are_refused() -> None:
    with pytest.raises(NotData) as caught:
        identify(body(), recipe(dimensions=Dimensions(drop=("geo",))), [])
    assert caught.value.reason == "conflict"


def test_a_body_of_many_datasets_names_them_and_an_empty_code_is_left_out() -> None:
    cell = (Period.parse("2024"), "1", NO_FLAGS)
    answer = Answer(
        dimensions=("dataset", "detail", "geo"),
        series={("skills", "", "BE2"): [cell], ("skills", "men", "BE2"): [cell]},
        scope=Scope(None, None, None),
        units={("skills", "", "BE2"): "persons"},
    )
    many = recipe(source="figures", many_datasets=True)
    found = identify(answer, many, [series("figures:skills?geo=BE2"), series("figures:other?geo=BE2")])
    assert ids(found) == ["figures:skills?detail=men&geo=BE2", "figures:skills?geo=BE2"]
    assert [reading.unit for reading in found.readings] == ["percent", "persons"]
    assert found.unmet == ()


def test_units_may_follow_a_code() -> None:
    by_geo = {"name": "percent", "dimension": "geo", "by_code": {"BE2": "count"}}
    assert [r.unit for r in identify(body(), recipe(unit=by_geo), []).readings] == ["percent", "count"]


ASKING = [
    (
        [],
        ["eurostat:made_up?geo=BE&unit=PC", "eurostat:made_up?geo=BE2&unit=PC"],
        {"geo": ("BE", "BE2"), "unit": ("PC",)},
    ),
    ([], ["eurostat:made_up?geo=BE&unit=PC", "eurostat:made_up?geo=BE2"], {"geo": ("BE", "BE2")}),
    ([{}], ["eurostat:made_up?geo=BE&unit=PC"], {}),
    ([{"geo": ["FR"]}], ["eurostat:made_up?geo=BE&unit=PC"], {"geo": ("BE", "FR")}),
    ([], [], {}),
]


@pytest.mark.parametrize(("slices", "wanted", "asked"), ASKING)
def test_one_request_asks_for_the_union(slices: list[object], wanted: list[str], asked: dict[str, object]) -> None:
    assert codes_to_ask(recipe(extra_slices=slices), map(series, wanted)) == asked


def test_codes_are_asked_for_in_the_publishers_words() -> None:
    form = Dimensions(rename={"country": "geo"}, codes={"geo": {"EU": "EU27_2020"}}, constants={"freq": "A"})
    wanted = [series("eurostat:made_up?freq=A&geo=EU27_2020"), series("eurostat:made_up?freq=A&geo=BE")]
    made: Recipe = recipe(extra_slices=(), dimensions=form)
    assert codes_to_ask(made, wanted) == {"country": ("BE", "EU")}
