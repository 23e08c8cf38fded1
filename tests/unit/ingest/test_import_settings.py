"""The published import settings of the Commission's DESI dashboard as an oracle: the same cells, or a reason.

Where a dataset is recorded, cells are those of the recording. Elsewhere the table is made up: codes that are asked for
and codes that are not, years inside and outside of the window, and another figure in every cell.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import prod
from typing import Any

import pytest
import yaml

from schemas.series import SeriesId
from services.ingest.connectors.eurostat.connector import Eurostat
from services.ingest.decode.guard import unpacked
from services.ingest.identify import identify
from services.ingest.numbers import in_unit
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.runtime.agenda import load_agenda
from tests.builders.eurostat_stand_in import answer_to
from tests.builders.import_settings import (
    PUBLISHED,
    ROLES,
    Facts,
    NotARecipe,
    Setting,
    cells,
    recipe_of,
    selection,
    settings,
)
from tests.builders.ingest import DII_2025, sample

SETTINGS = {setting.pk: setting for setting in settings()}
LISTED = yaml.safe_load((PUBLISHED / "desi_import_settings.yaml").read_text(encoding="utf-8"))
NOT_A_RECIPE: dict[int, str] = LISTED["not_a_recipe"]
AGENDA = load_agenda()
OURS = tuple(
    (indicator.id, SeriesId.parse(ref.id), ref.geo)
    for indicator in AGENDA.indicators
    for ref in indicator.series
    if ref.id.startswith("eurostat:") and ref.verified != "unverified"
)
RECIPES = {recipe.id: recipe for recipe in load_recipes()}


# --- settings as recipes -----------------------------------------------------------------------------------------


def test_every_setting_is_a_recipe_or_has_its_reason() -> None:
    refused = {}
    for setting in SETTINGS.values():
        try:
            recipe_of(setting)
        except NotARecipe as reason:
            refused[setting.pk] = str(reason)
    assert refused == NOT_A_RECIPE
    assert len(SETTINGS) == 131
    assert len(SETTINGS) - len(refused) == 92


@pytest.mark.parametrize("pk", sorted(SETTINGS.keys() - NOT_A_RECIPE.keys()))
def test_a_setting_as_a_recipe_asks_for_the_same_and_selects_the_same_cells(pk: int) -> None:
    setting = SETTINGS[pk]
    recipe, document = recipe_of(setting), table(setting)
    request = Eurostat().request(recipe, ())
    assert {name: set(codes) for name, codes in request.asked.items()} == {
        name: set(codes) for name, codes in setting.filters.items()
    }
    first, last = setting.years
    window = [f"ge:{first}"] * (first > 0) + [f"le:{last}"] * (last < 9999)
    assert dict(request.params).get("c[TIME_PERIOD]", "") == "+".join(window)
    expected = selection(setting, document)
    assert facts(recipe, answer_to(request, document)) == expected
    assert 0 < len(expected) < sum(1 for _ in cells(document))


def test_a_setting_that_is_no_recipe_would_join_cells_that_are_apart() -> None:
    """The reason is not only a rule of ours: in a table with figures for all codes the setting itself meets two."""
    joined = [pk for pk, reason in NOT_A_RECIPE.items() if reason.startswith("makes")]
    for pk in joined:
        with pytest.raises(ValueError, match=f"setting {pk}: two cells are"):
            selection(SETTINGS[pk], table(SETTINGS[pk]))
    assert len(joined) == 35


def test_the_dashboard_shows_its_facts_under_the_names_of_these_recipes() -> None:
    """Indicator, breakdown and unit in the facts of 2026 are those a recipe gives; places are those of its group."""
    published: dict[tuple[str, str, str], set[str]] = {}
    for row in csv.DictReader(sample("digital_decade", "desi_2026_country_profile_facts.csv").decode().splitlines()):
        if row["period"] == "desi_2026":
            published.setdefault((row["indicator"], row["breakdown"], row["unit"]), set()).add(row["country"].lower())
    seen = set()
    for pk in sorted(SETTINGS.keys() - NOT_A_RECIPE.keys()):
        setting = SETTINGS[pk]
        if "desi_2026" not in setting.mapping("period").values():
            continue
        recipe = recipe_of(setting)
        names = {key[:3] for key in facts(recipe, answer_to(Eurostat().request(recipe, ()), table(setting)))}
        places = {recipe.dimensions.codes["country"].get(geo, geo).lower() for geo in setting.filters["geo"]}
        for name in published.keys() & names:
            assert published[name] <= places, (pk, name)
            seen.add(name[0])
    assert {"desi_dsk_bab", "desi_cloud", "desi_ai", "desi_da", "desi_sme_di3_gelo", "desi_ihm"} <= seen


# --- settings and the indicators of ours they concern ------------------------------------------------------------


def concerns(setting: Setting) -> Iterator[tuple[str, SeriesId, Sequence[str], frozenset[str]]]:
    """Indicators with a series of the setting's dataset and measure, and the dimensions in which they are apart."""
    filters = setting.filters
    for indicator, series, geo in OURS:
        if series.dataset != setting.dataset:
            continue
        apart = frozenset(name for name in filters.keys() - {"geo"} if series.codes.get(name) not in filters[name])
        if "indic_is" not in apart:
            yield indicator, series, geo, apart


def test_a_setting_that_concerns_an_indicator_reads_the_same_cells_or_has_its_reason() -> None:
    found = {(pk, name, apart) for pk in SETTINGS for name, _, _, apart in concerns(SETTINGS[pk]) if apart}
    listed = [(row["setting"], row["indicator"], frozenset(row["apart"])) for row in LISTED["other_cells"]]
    assert found == set(listed)
    assert len(listed) == len(set(listed))
    assert all(row["why"] for row in LISTED["other_cells"])


@pytest.mark.parametrize("pk", [pk for pk in SETTINGS if any(not apart for *_, apart in concerns(SETTINGS[pk]))])
def test_our_recipe_selects_the_cells_of_a_setting_that_concerns_an_indicator(pk: int) -> None:
    setting = SETTINGS[pk]
    same = [(series, geo) for _, series, geo, apart in concerns(setting) if not apart]
    wanted = list(dict.fromkeys(at(series, place) for series, geo in same for place in geo))
    recipe, document = RECIPES[f"eurostat.{setting.dataset}"], table(setting, wanted)
    answer = Eurostat().decode(recipe, answer_to(Eurostat().request(recipe, wanted), document))
    read = {reading.id: reading for reading in identify(answer, recipe, wanted).readings}
    assert read.keys() >= set(wanted)
    first, last = setting.years
    chosen = [(codes, value) for codes, value in cells(document) if takes(setting, codes)]
    for series in wanted:
        code_of = series.codes.items()
        theirs = {codes["time"]: value for codes, value in chosen if code_of <= codes.items()}
        ours = {
            period.label: in_unit(value, recipe.unit)
            for period, value, _ in read[series].cells
            if value is not None and first <= int(period.label) <= last
        }
        assert ours == theirs
        assert ours or series.codes["geo"] not in setting.filters["geo"]


def test_which_indicators_the_settings_confirm() -> None:
    confirmed = {name for setting in SETTINGS.values() for name, _, _, apart in concerns(setting) if not apart}
    assert {
        "digital-skills-basic", "ict-specialists", "ict-graduates", "stem-graduates", "ai-adoption", "cloud-use",
        "data-analytics", "sme-selling-online", "sme-digital-intensity-basic", "egov-users", "security-five-measures",
    } <= confirmed  # fmt: skip
    assert len(confirmed) == 26


def test_facts_of_the_dashboard_that_an_indicator_reads_are_made_by_a_setting_of_their_name() -> None:
    """Where the dashboard took a figure from Eurostat, our facts recipe names it as the setting does."""
    made: dict[str, int] = {}
    for setting in SETTINGS.values():
        for name in (setting.mapping("indicator") or {"": str(setting.fields["indicator"])}).values():
            made[name] = setting.pk
    read = {
        ref.id.split("?")[0].split(":")[1]: SeriesId.parse(ref.id)
        for indicator in AGENDA.indicators
        for ref in indicator.series
        if ref.id.startswith("digital_decade:")
    }
    assert {name: made[name] for name in made.keys() & read.keys()} == {
        "desi_egov_users_anys": 114,
        "desi_ent_secmge5": 160,
    }
    for name in made.keys() & read.keys():
        setting = SETTINGS[made[name]]
        names = {key[:3] for key in selection(setting, table(setting))}
        codes = read[name].codes
        assert (name, codes["breakdown"], codes["unit"]) in names


# --- tables --------------------------------------------------------------------------------------------------------


def takes(setting: Setting, codes: Mapping[str, str]) -> bool:
    first, last = setting.years
    return first <= int(codes["time"]) <= last and all(codes[n] in asked for n, asked in setting.filters.items())


def at(series: SeriesId, place: str) -> SeriesId:
    return SeriesId.of(series.source, series.dataset, {**series.codes, "geo": place})


def facts(recipe: Recipe, body: bytes) -> Facts:
    """What a recipe reads, under the names of the dashboard."""
    found: Facts = {}
    for reading in identify(Eurostat().decode(recipe, body), recipe, ()).readings:
        key = tuple(reading.id.codes[role].lower() for role in ROLES)
        for period, value, _ in reading.cells:
            if value is not None:
                assert (*key, period.label) not in found
                found[*key, period.label] = in_unit(value, recipe.unit)
    return found


def table(setting: Setting, wanted: Sequence[SeriesId] = ()) -> Mapping[str, Any]:
    """The dataset of a setting: recorded, or made up with codes that are wanted, asked for, and neither."""
    return recorded_table() if setting.dataset == "isoc_e_dii" else made_up(setting, wanted)


@cache
def recorded_table() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(unpacked(sample("eurostat", DII_2025), 20_000_000))
    return document


def made_up(setting: Setting, wanted: Sequence[SeriesId]) -> Mapping[str, Any]:
    axes: dict[str, list[str]] = {}
    dimensions = [name for role in ROLES if (name := setting.dimension(role))]
    for name in dict.fromkeys(["freq", *setting.filters, *dimensions, *(n for w in wanted for n in w.codes)]):
        asked = [*some(setting, name), *(w.codes[name] for w in wanted if name in w.codes)]
        others = ["UK"] if name == "geo" else ["OTHER"] if name in {*setting.filters, *dimensions} else []
        axes[name] = list(dict.fromkeys([*(asked or ["A"]), *others]))
    axes["freq"] = ["A"]
    first, last = setting.years
    first, last = max(first, 2015), min(last, 2025)
    axes["time"] = list(map(str, sorted({min(first, last) - 1, first, last, last + 1})))
    sizes = [len(codes) for codes in axes.values()]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "made up",
        "id": list(axes),
        "size": sizes,
        "dimension": {
            name: {"category": {"index": {c: i for i, c in enumerate(codes)}}} for name, codes in axes.items()
        },
        "value": {str(position): position + 1 for position in range(prod(sizes))},
        "extension": {"id": setting.dataset.upper()},
    }


def some(setting: Setting, name: str) -> list[str]:
    """A few of the codes that are asked for, first and last and those that are mapped together among them."""
    if name == "geo":
        return [geo for geo in ("BE", "ES", "EU27_2020") if geo in setting.filters["geo"]]
    codes = setting.filters.get(name, ())
    pairs = [pair for role in ROLES for pair in setting.mapping(role).items()]
    mapped = [code for pair in pairs for code in map(str.upper, pair) if code in codes]
    return [*codes[:2], *mapped, *codes[-1:]]
