"""A new source in minutes: what `koers source new` writes passes the suite; `record` puts real bytes in its place."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from services.cli.sources.recording import public_query, record
from services.cli.sources.scaffold import ROOT, scaffold
from services.cli.sources.workplace import Workplace
from services.ingest.archive import MemoryArchive
from services.ingest.recipe import Recipe
from services.ingest.recordings import import_recordings, load_recordings
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.errors import BadRecord, ConfigError
from tests.builders.ingest import recipe, sample, shipped
from tests.unit.cli.running import Koers

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with two new sources, one of each kind."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("schemas", "services", "tests/builders", "tests/contract", "agenda", "deploy"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for file in ("pyproject.toml", "tests/__init__.py", "tests/conftest.py"):
        shutil.copy(ROOT / file, root / file)
    scaffold(root, "made_up_plain", "rates", with_class=False)
    scaffold(root, "made_up_class", "first", with_class=True)
    return root


def suite(root: Path, *names: str) -> subprocess.CompletedProcess[str]:
    files = [f"tests/contract/ingest/test_{name}.py" for name in names]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False, env=env)


def test_both_kinds_pass_the_suite_as_they_are_written_and_fail_when_a_figure_is_wrong(checkout: Path) -> None:
    done = suite(checkout, "made_up_plain", "made_up_class")
    assert done.returncode == 0, done.stdout
    expected = checkout / "services/ingest/connectors/made_up_plain/samples/rates__made_up.expected.csv"
    expected.write_text(expected.read_text("utf-8").replace("45.1", "45.2"), "utf-8")
    failed = suite(checkout, "made_up_plain")
    assert (failed.returncode, "figures_that_stand_beside" in failed.stdout) == (1, True)


def test_nothing_made_up_enters_an_archive(checkout: Path) -> None:
    archive, root = MemoryArchive(), checkout / "services/ingest/connectors"
    assert any(recording.made_up for _, recording in load_recordings(root))
    import_recordings(archive, root)
    assert not [entry for entry in archive.entries() if entry.recipe.startswith("made_up")]


def test_a_recipe_with_words_of_the_template_is_never_polled(checkout: Path) -> None:
    written = yaml.safe_load(
        (checkout / "services/ingest/connectors/made_up_plain/recipes/rates.yaml").read_text("utf-8")
    )
    assert Recipe.model_validate(written).suspended
    with pytest.raises(ValidationError, match="until then say so under `suspended`") as refused:
        Recipe.model_validate({name: value for name, value in written.items() if name != "suspended"})
    for field in (
        "title",
        "access.url",
        "attribution.publisher",
        "attribution.text",
        "attribution.licence",
        "rhythm.note",
    ):
        assert field in str(refused.value)


def test_nothing_is_overwritten_and_names_are_checked(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is there already"):
        scaffold(checkout, "made_up_plain", "other", with_class=False)
    for name in ("../evil", "NBB", "a", "n-b", ""):
        with pytest.raises(ConfigError, match="expected 2 to 31"):
            scaffold(checkout, name, "x", with_class=False)
    with pytest.raises(ConfigError, match="dataset"):
        scaffold(checkout, "fresh", "../x", with_class=False)
    with pytest.raises(ConfigError, match="no checkout"):
        scaffold(tmp_path, "fresh", "x", with_class=False)


def test_the_command_says_what_it_wrote_and_what_to_run(koers: Koers, checkout: Path) -> None:
    done = koers("source", "new", "made_up_third", "--dataset", "m3", "--root", checkout)
    assert done.code == 0
    assert "wrote services/ingest/connectors/made_up_third/recipes/m3.yaml" in done.out
    assert "tests/contract/ingest/test_made_up_third.py" in done.out


def place(tmp_path: Path) -> Workplace:
    return Workplace(load_agenda(), [], tmp_path, FixedClock(NOW))


async def test_a_recording_has_its_figures_and_its_origin_beside_it(tmp_path: Path) -> None:
    body = tmp_path / "totals.csv"
    body.write_bytes(sample("vdab", "monthly_totals.csv"))
    own = shipped("vdab.arvastat_construction_received")
    files = await record(place(tmp_path), own, body, root=tmp_path)
    assert [path.name for path in files] == [
        "arvastat_construction_received__2026-11-25.csv",
        "arvastat_construction_received__2026-11-25.expected.csv",
        "manifest.yaml",
    ]
    assert files[0].read_bytes() == body.read_bytes()
    lines = files[1].read_text("utf-8").splitlines()
    assert lines[0] == "series_id,period,value,obs_flags,conf"
    assert any(line.endswith(",2016-01,1062,,") for line in lines)
    ((path, recording),) = load_recordings(tmp_path)
    assert (path, recording.recipes, recording.dating) == (files[0], (own.id,), "exact")
    with pytest.raises(ConfigError, match="never overwritten"):
        await record(place(tmp_path), own, body, root=tmp_path)


async def test_a_recording_goes_the_way_of_a_poll(tmp_path: Path) -> None:
    own = shipped("eurostat.trng_lfse_04")
    body = tmp_path / "body.tsv"
    body.write_bytes(sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv"))
    await record(place(tmp_path), own, body, root=tmp_path)
    (item,) = yaml.safe_load((tmp_path / "eurostat/samples/manifest.yaml").read_text("utf-8"))
    assert (item["recipes"], item["url"]) == ([own.id], "file:body.tsv")


async def test_what_is_no_data_is_not_recorded(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>Maintenance</title>", "utf-8")
    with pytest.raises(BadRecord, match="is no data: html"):
        await record(place(tmp_path), shipped("eurostat.trng_lfse_04"), page, root=tmp_path)
    assert not (tmp_path / "eurostat").exists()


async def test_a_personal_body_is_recorded_without_what_is_personal(tmp_path: Path) -> None:
    body = tmp_path / "facts.json"
    fact = '{"period":"2025","country":"BE","indicator":"desi_x","breakdown":"t","unit":"pc","value":5,"mail":"a@b"}'
    body.write_text(f"[{fact}]", "utf-8")
    own = recipe(
        source="digital_decade",
        dataset="desi_x",
        access={"kind": "facts", "breakdown": "t", "unit": "pc"},
        personal=True,
        redact=["mail"],
    )
    files = await record(place(tmp_path), own, body, root=tmp_path)
    assert b"a@b" not in files[0].read_bytes()


def test_no_secret_stays_in_a_query() -> None:
    assert public_query("geo=BE&api_key=1234&Access_Token=x&geo=BE2") == (
        "geo=BE&api_key=[redacted]&Access_Token=[redacted]&geo=BE2"
    )
    assert public_query(None) is None
