"""Recipes: every shipped one loads and fits the agenda; a faulty one is told with file, field and fault."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from schemas.series import SeriesId
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.connectors.eurostat.connector import Eurostat
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS, load_recipe, load_recipes
from services.ingest.recordings import load_recordings
from services.runtime.agenda import SHIPPED, AgendaIndex, load_agenda
from services.runtime.errors import ConfigError
from tests.builders.ingest import recipe as made_up_recipe


@pytest.fixture(scope="module")
def recipes() -> tuple[Recipe, ...]:
    return load_recipes()


def test_every_series_the_agenda_wants_has_a_recipe(recipes: tuple[Recipe, ...]) -> None:
    wanted = AgendaIndex(load_agenda()).series_wanted()
    by_recipe = wanted_by_recipe(wanted, recipes)
    assert sum(map(len, by_recipe.values())) == len(wanted) > 0


def test_every_dataset_of_an_api_that_the_agenda_names_has_a_recipe(recipes: tuple[Recipe, ...]) -> None:
    known = {(recipe.source, recipe.dataset) for recipe in recipes}
    refs = [SeriesId.parse(ref.id) for indicator in load_agenda().indicators for ref in indicator.series]
    assert {(ref.source, ref.dataset) for ref in refs if ref.source != "figures"} <= known


def test_every_recipe_can_be_asked_or_says_why_not(recipes: tuple[Recipe, ...]) -> None:
    found, wanted = connectors(), wanted_by_recipe(AgendaIndex(load_agenda()).series_wanted(), recipes)
    for recipe in recipes:
        if recipe.access.kind != "drop" and not recipe.suspended:
            request = found[recipe.source].request(recipe, wanted.get(recipe.id, ()))
            assert request.path.startswith("/")
            assert len("&".join(f"{k}={v}" for k, v in request.params)) < 2000


def test_every_recording_belongs_to_recipes_and_says_where_it_is_from(recipes: tuple[Recipe, ...]) -> None:
    ids = {recipe.id for recipe in recipes}
    recordings = load_recordings()
    assert recordings
    for path, recording in recordings:
        assert path.exists()
        assert set(recording.recipes) <= ids
        assert recording.note


def test_every_field_of_a_recipe_is_explained_in_its_schema() -> None:
    schema = Recipe.model_json_schema()
    own = {name: d for name, d in schema["$defs"].items() if name not in ("Attribution", "ReleaseRhythm")}
    for model, properties in {"Recipe": schema, **own}.items():
        for name, field in properties["properties"].items():
            assert field.get("description"), f"{model}.{name} has no description"


GOOD = CONNECTORS / "eurostat" / "recipes" / "ilc_peps11n.yaml"


def written(tmp_path: Path, text: str, name: str = "ilc_peps11n.yaml") -> Path:
    path = tmp_path / "eurostat" / "recipes" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schedule: 5 11,23 * * *", "schedule: at noon", "schedule: "),
        ("kind: sdmx30", "kind: sdmx99", "access: "),
        ("title:", "titel:", "titel: Extra inputs"),
        ("licence: Reuse", "license: Reuse", "attribution.licence: Field required"),
        ("source: eurostat", "source: [eurostat", "cannot be read"),
    ],
)
def test_a_faulty_recipe_names_file_field_and_fault(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ConfigError) as caught:
        load_recipe(written(tmp_path, text.replace(old, new, 1)))
    assert "ilc_peps11n.yaml" in caught.value.message
    assert told in caught.value.message


def test_a_recipe_under_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the file must be"):
        load_recipe(written(tmp_path, GOOD.read_text(encoding="utf-8"), "other.yaml"))


def test_faults_of_all_recipes_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / "recipes").mkdir(parents=True)
        (tmp_path / name / "recipes" / f"{name}.yaml").write_text("source: x\n")
    with pytest.raises(ConfigError) as caught:
        load_recipes(tmp_path)
    assert "a.yaml" in caught.value.message
    assert "b.yaml" in caught.value.message


def test_a_personal_recipe_must_say_what_is_cut() -> None:
    text = GOOD.read_text(encoding="utf-8") + "\npersonal: true\n"
    with pytest.raises(ValueError, match="keys to redact"):
        Recipe.model_validate(yaml.safe_load(text))


def test_every_recipe_names_its_schema_and_fits_it() -> None:
    schema = SHIPPED.parent / "schemas/json/recipe.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    for path in CONNECTORS.glob("*/recipes/*.yaml"):
        text = path.read_text("utf-8")
        named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve() == schema
        assert list(validator.iter_errors(yaml.safe_load(text))) == []


def test_years_are_asked_for_by_both_bounds_of_either_interface() -> None:
    access = {"kind": "sdmx30", "since": 2021, "until": 2025}
    params = dict(Eurostat().request(made_up_recipe(access=access), ()).params)
    assert params["c[TIME_PERIOD]"] == "ge:2021+le:2025"
    params = dict(Eurostat().request(made_up_recipe(access={**access, "kind": "statistics10"}), ()).params)
    assert (params["sinceTimePeriod"], params["untilTimePeriod"]) == ("2021", "2025")
    with pytest.raises(ValidationError, match="the years from 2025 to 2021 are none"):
        made_up_recipe(access={"kind": "sdmx30", "since": 2025, "until": 2021})
