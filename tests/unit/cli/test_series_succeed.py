"""`koers series succeed`: the history goes on under the new series, and nothing is joined silently."""

import shutil
from pathlib import Path

import pytest

from schemas.series import SeriesId
from services.cli.sources.succession import Succession, succeed
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS, load_recipe
from services.runtime.agenda import SHIPPED, read_agenda
from services.runtime.errors import ConfigError
from tests.unit.cli.running import Koers


def used() -> SeriesId:
    """A series of one dataset that some indicator names."""
    for indicator in read_agenda(SHIPPED).indicators:
        for ref in indicator.series:
            series = SeriesId.parse(ref.id)
            if series.source == "eurostat" and ref.verified != "unverified":
                return series
    raise AssertionError("no such series")


USED = used()
NEW = SeriesId.of("eurostat", f"{USED.dataset}_new", USED.codes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "agenda"))


@pytest.fixture
def recipes(tmp_path: Path) -> Path:
    target = tmp_path / "connectors" / "eurostat" / "recipes"
    target.mkdir(parents=True)
    shutil.copy(CONNECTORS / "eurostat" / "recipes" / f"{USED.dataset}.yaml", target)
    return tmp_path / "connectors"


def recipe_of(recipes: Path, dataset: str) -> Recipe:
    return load_recipe(recipes / "eurostat" / "recipes" / f"{dataset}.yaml")


def test_the_new_series_comes_first_and_the_old_one_fills_what_it_lacks(folder: Path, recipes: Path) -> None:
    before = {i.id: [ref.id for ref in i.series] for i in read_agenda(folder).indicators}
    told = succeed(Succession(USED, NEW, False, None), folder, recipes)
    concerned = [i for i in read_agenda(folder).indicators if [ref.id for ref in i.series] != before[i.id]]
    assert concerned
    for indicator in concerned:
        ids = [ref.id for ref in indicator.series]
        assert [series for series in ids if series != str(NEW)] == before[indicator.id]
        at = ids.index(str(NEW))
        assert ids[at + 1] == str(USED)
        assert (indicator.series[at].geo, indicator.series[at].input) == (
            indicator.series[at + 1].geo,
            indicator.series[at + 1].input,
        )
        assert indicator.series[at].verified == "partly"
        assert any("changed the series" in caveat.en for caveat in indicator.caveats)
    assert "raise the edition" in told[-1]


def test_the_new_dataset_has_a_recipe_and_the_old_one_names_it(folder: Path, recipes: Path) -> None:
    succeed(Succession(USED, NEW, False, None), folder, recipes)
    assert recipe_of(recipes, USED.dataset).successor == NEW.dataset
    assert recipe_of(recipes, NEW.dataset).dataset == NEW.dataset


def test_comments_and_everything_else_stay_as_they_were(folder: Path, recipes: Path) -> None:
    before = {path: path.read_text("utf-8").splitlines() for path in (folder / "indicators").glob("*.yaml")}
    succeed(Succession(USED, NEW, False, None), folder, recipes)
    for path, lines in before.items():
        rest = iter(path.read_text("utf-8").splitlines())
        assert all(line in rest for line in lines)


def test_a_break_is_dated(koers: Koers, folder: Path, monkeypatch: pytest.MonkeyPatch, recipes: Path) -> None:
    monkeypatch.setattr("services.cli.sources.succession._recipes", lambda *_: None)
    done = koers("series", "succeed", USED, NEW, "--break", "--from", "2026", "--dir", folder)
    assert done.code == 0, done.err
    concerned = [i for i in read_agenda(folder).indicators if any(ref.id == str(NEW) for ref in i.series)]
    for indicator in concerned:
        assert any(found.period and found.period.label == "2026" for found in indicator.breaks)


def test_an_unused_series_and_a_place_are_refused(koers: Koers, folder: Path) -> None:
    done = koers("series", "succeed", "eurostat:nobody?freq=A", NEW, "--dir", folder)
    assert (done.code, "no indicator names" in done.err) == (2, True)
    done = koers("series", "succeed", USED.at("BE"), NEW, "--dir", folder)
    assert (done.code, "names a place" in done.err) == (2, True)


def test_where_the_agenda_would_not_hold_nothing_is_changed(folder: Path, recipes: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    with pytest.raises(ConfigError, match="nothing is changed"):
        succeed(Succession(USED, USED, False, None), folder, recipes)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
