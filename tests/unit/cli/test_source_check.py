"""`koers source check` as a data engineer types it."""

import json
from pathlib import Path

from tests.builders.ingest import jsonstat
from tests.unit.cli.running import Koers

NAME = "eurostat.trng_lfse_04"


def test_a_shipped_recipe_fits_its_recording(koers: Koers, tmp_path: Path) -> None:
    done = koers("source", "check", "statbel.vat_registrations", "--state", tmp_path)
    assert (done.code, "no faults against the body of 2025-07-31" in done.out) == (0, True)


def test_every_fault_is_a_line_and_the_command_fails(koers: Koers, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    document = jsonstat({"BE": {"2020": 1.0}}, dataset="trng_lfse_04")
    body.write_text(json.dumps(document), encoding="utf-8")
    done = koers("source", "check", NAME, "--body", body, "--state", tmp_path)
    lines = done.out.splitlines()
    assert done.code == 1
    assert "unknown_code: geo has no code BE2; it has BE" in lines
    assert "unknown_filter: sex is no dimension; there are freq, geo" in lines
    assert lines[-1].endswith("faults against body.json")


def test_what_is_no_data_is_told(koers: Koers, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>Maintenance</title>", encoding="utf-8")
    done = koers("source", "check", NAME, "--body", page, "--state", tmp_path)
    assert (done.code, "is no data: html" in done.err) == (1, True)


def test_without_a_recording_it_says_what_to_give(koers: Koers, tmp_path: Path) -> None:
    done = koers("source", "check", "eurostat.isoc_eb_ai", "--state", tmp_path)
    assert (done.code, "give --live, or a file with --body" in done.err) == (2, True)
