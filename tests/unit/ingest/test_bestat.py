"""be.STAT views: labels become codes, nulls stay nulls; numbers from the reference of the source."""

import gzip
import json
from collections.abc import Iterator

import pytest

from schemas.period import Period
from services.ingest.access import ViewAccess
from services.ingest.decode.bestat import Column, Layout, decode_bestat
from services.ingest.decode.errors import NotData
from services.ingest.digest import digest
from services.ingest.snapshot import Body
from tests.builders.ingest import NOW, raw, recorded, sample, shipped


def layout(recipe_id: str) -> Layout:
    access = shipped(recipe_id).access
    assert isinstance(access, ViewAccess)
    return access.layout


def vat() -> bytes:
    return sample("statbel", "btw_maandcijfers_raw.json")


def test_vat_view() -> None:
    answer = decode_bestat(vat(), layout("statbel.vat_registrations"))
    months = {cell[0] for cells in answer.series.values() for cell in cells}
    # 22 sections x 3 regions (abroad and unknown are left out) x 53 months x 3 measures
    assert (len(answer.series), len(months), answer.observations) == (22 * 3 * 3, 53, 22 * 3 * 53 * 3)
    first = {measure: answer.series["BE2", "A", measure][0][:2] for measure in ("registered", "deleted", "stock")}
    january = Period.parse("2021-01")
    assert first == {"registered": (january, "198.0"), "deleted": (january, "-172.0"), "stock": (january, "30740.0")}


def test_a_null_measure_is_a_cell_without_value_never_zero() -> None:
    everywhere = layout("statbel.vat_registrations")
    geo = everywhere.dimensions["geo"].model_copy(
        update={
            "ignore": (),
            "codes": {**everywhere.dimensions["geo"].codes, "Buitenland": "ABROAD", "Onbekend": "UNKNOWN"},
        }
    )
    answer = decode_bestat(vat(), everywhere.model_copy(update={"dimensions": {**everywhere.dimensions, "geo": geo}}))
    empty = sum(value is None for codes, cells in answer.series.items() for _, value, _ in cells if codes[2] == "stock")
    assert answer.observations == 5830 * 3
    assert empty >= 541


def test_inferred_labour_force_view_gives_the_published_rates() -> None:
    body = recorded("statbel/lfs_577e7eeb_nl_2024_DERIVED_facts_shape.json")
    answer = decode_bestat(body, layout("statbel.labour_force"))
    assert len(json.loads(body)["facts"]) == 48
    flanders = [cell[1] for cell in answer.series["BE2", "T", "employment_rate"]]
    belgium = [cell[1] for cell in answer.series["BE", "T", "employment_rate"]]
    assert flanders == ["0.71", "0.706", "0.71", "0.726"]
    assert belgium == ["0.662", "0.666", "0.669", "0.673"]


def test_households_view_with_totals_as_null_and_labels_with_no_break_spaces() -> None:
    body = gzip.decompress(recorded("statbel/huishoudens_view_a4ee6bce.json.gz"))
    facts = json.loads(body)["facts"]
    towns = {fact["Gemeente"] for fact in facts}
    kinds = {fact["Type particulier huishouden niveau 1"] for fact in facts} - {None}
    sizes = {fact["Grootte particulier huishouden niveau 1"] for fact in facts} - {None}
    assert (len(facts), len(towns), None in towns) == (10030, 590, True)
    assert sum(fact["Particuliere huishoudens"] is None for fact in facts) == 4231
    households = Layout(
        period="totaal",
        filler=("België", "Provincie", "Arrondissement"),
        dimensions={
            "geo": Column(
                column="Gewest",
                total="BE",
                codes={"Vlaams Gewest": "BE2", "Waals Gewest": "BE3", "Brussels Hoofdstedelijk Gewest": "BE1"},
            ),
            "town": Column(column="Gemeente", total="ALL", codes={town: town for town in towns if town}),
            "kind": Column(column="Type particulier huishouden niveau 1", total="T", codes={k: k for k in kinds}),
            "size": Column(column="Grootte particulier huishouden niveau 1", total="T", codes={s: s for s in sizes}),
        },
        measures={"Particuliere huishoudens": "households"},
    )
    # the view has no period column: the constant column is made one, as a custom view would have it
    dated = json.dumps({"facts": [fact | {"totaal": "2024"} for fact in facts]}).encode()
    answer = decode_bestat(dated, households)
    assert sum(value is None for cells in answer.series.values() for _, value, _ in cells) == 4231
    assert answer.series["BE1", "Anderlecht", "Huishouden zonder familiekern", "1 persoon", "households"][0][1] == (
        "21401.0"
    )


PLAIN = Layout(
    period="Jaar",
    dimensions={"geo": Column(column="Gewest", total="BE", codes={"Vlaams Gewest": "BE2"}, ignore=("Buitenland",))},
    measures={"Aantal": "number"},
)


def view(*rows: tuple[str | None, str, float | None]) -> bytes:
    return json.dumps({"facts": [{"Gewest": geo, "Jaar": year, "Aantal": n} for geo, year, n in rows]}).encode()


def read(body: bytes) -> Iterator[tuple[str, str, str | None]]:
    for codes, cells in decode_bestat(body, PLAIN).series.items():
        for period, value, _ in cells:
            yield codes[0], period.label, value


def test_null_in_a_dimension_is_the_total_over_it() -> None:
    assert list(read(view(("Vlaams Gewest \xa0", "2024", 5.0), (None, "2024", 8.0)))) == [
        ("BE2", "2024", "5.0"),
        ("BE", "2024", "8.0"),
    ]


def test_exact_duplicates_collapse_and_contradictions_are_refused() -> None:
    assert list(read(view(("Vlaams Gewest", "2024", 5.0), ("Vlaams Gewest", "2024", 5.0)))) == [("BE2", "2024", "5.0")]
    with pytest.raises(NotData) as caught:
        list(read(view(("Vlaams Gewest", "2024", 5.0), ("Vlaams Gewest", "2024", 6.0))))
    assert caught.value.reason == "conflict"


def test_pseudo_regions_are_left_out_of_flanders() -> None:
    assert list(read(view(("Buitenland", "2024", 5.0), ("Vlaams Gewest", "2024", 1.0)))) == [("BE2", "2024", "1.0")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (view(("Flanders region", "2024", 5.0)), "unknown_label"),
        (b'{"facts": [{"Region": "x", "Year": "2024", "Number": 1}]}', "changed_shape"),
        (b'{"facts": []}', "empty"),
        (b"[]", "not_facts"),
        (b'{"facts": [7]}', "not_facts"),
    ],
)
def test_another_shape_fails_loudly(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        list(read(body))
    assert caught.value.reason == reason


def steps(recipe_id: str, body: bytes) -> dict[str, list[str | None]]:
    """The figures a shipped recipe publishes of a body, by series."""
    made = shipped(recipe_id)
    answer = decode_bestat(body, layout(recipe_id))
    found = digest(answer, made, (), {}, {}, Body(raw("x"), NOW, None, live=False))
    return {s.snapshot.series_id: [o.value for o in s.snapshot.observations] for s in found.steps}


def test_fractions_become_the_published_percentages() -> None:
    found = steps("statbel.labour_force", recorded("statbel/lfs_577e7eeb_nl_2024_DERIVED_facts_shape.json"))
    rate = "statbel:labour_force?age=Y15-64&geo={}&measure=employment_rate&sex=T"
    assert found[rate.format("BE2")] == ["71.0", "70.6", "71.0", "72.6"]
    assert found[rate.format("BE")] == ["66.2", "66.6", "66.9", "67.3"]


def test_counts_lose_the_decimals_they_never_had() -> None:
    found = steps("statbel.vat_registrations", vat())
    assert len(found) == 3
    assert all(value and "." not in value for values in found.values() for value in values)
