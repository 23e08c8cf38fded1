"""`koers source poll --dry-run`: what would change, by kind, in files, and what that does to verdicts."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from schemas.stats import ChangeKind
from services.cli.sources.preview import Row, write_csv, write_xlsx
from services.cli.table_cells import neutral
from tests.builders.ingest import sample
from tests.unit.cli.running import Koers

TRAINING = "eurostat.trng_lfse_04"
RECORDED = "trng_lfse_04__bulk_tsv_2020__excerpt.tsv"
FLANDERS = "eurostat:trng_lfse_04?age=Y25-64&freq=A&geo=BE2&sex=T&unit=PC"
OWN = "PC,T,Y25-64,BE2\t"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "no deployment"


@pytest.fixture
def body(tmp_path: Path) -> Path:
    return tmp_path / "body.tsv"


def recorded_with(body: Path, **changes: str) -> Path:
    """The recorded table with made-up Flemish figures, by period (`y2019`); a new one stands first."""
    head, *lines = sample("eurostat", RECORDED).decode().splitlines()
    years = head.split("\t")[1:]
    added = [name[1:] for name in changes if f"{name[1:]} " not in years]
    out = ["\t".join([head.split("\t")[0], *(f"{year} " for year in added), *years])]
    for line in lines:
        name, *cells = line.split("\t")
        if line.startswith(OWN):
            cells = [changes.get(f"y{year.strip()}", cell) for year, cell in zip(years, cells, strict=True)]
            cells = [*(changes[f"y{year}"] for year in added), *cells]
        else:
            cells = [*(": " for _ in added), *cells]
        out.append("\t".join([name, *cells]))
    body.write_text("\n".join(out) + "\n", encoding="utf-8")
    return body


def test_the_recorded_body_again_changes_nothing(koers: Koers, state: Path, body: Path) -> None:
    done = koers("source", "poll", TRAINING, "--dry-run", "--state", state, "--body", recorded_with(body), "--json")
    told = json.loads(done.out)
    assert (done.code, told["outcome"], set(told["changes"].values())) == (0, "unchanged", {0})


def test_every_change_is_told_by_kind_and_written_to_files(
    koers: Koers, state: Path, body: Path, tmp_path: Path
) -> None:
    made = recorded_with(body, y2020="8.1 ", y2019="8.7 ", y2018="8.70 ", y2017="8.7 bu", y2016=": u", y2015=": ")
    out, sheet = tmp_path / "changes.csv", tmp_path / "changes.xlsx"
    words = ["--body", made, "--csv", out, "--xlsx", sheet, "--json"]
    done = koers("source", "poll", TRAINING, "--dry-run", "--state", state, *words)
    told = json.loads(done.out)
    kinds = {row["period"]: row["kind"] for row in told["rows"] if row["series"] == FLANDERS}
    assert (done.code, told["outcome"]) == (0, "changed")
    assert kinds == {
        "2020": "added",
        "2019": "revised",
        "2017": "flag",
        "2016": "suppressed",
        "2015": "withdrawn",
    }
    written = list(csv.DictReader(out.open(encoding="utf-8")))
    assert [(row["period"], row["kind"]) for row in written] == [(r["period"], r["kind"]) for r in told["rows"]]
    rows = openpyxl.load_workbook(sheet).active.iter_rows(min_row=2, values_only=True)  # type: ignore[union-attr]
    first = {row[1]: row for row in rows if row[0] == FLANDERS}
    assert (first["2019"][2:5], first["2020"][2:5]) == (("revised", 8.6, 8.7), ("added", None, 8.1))


def test_a_table_shows_the_first_changes_and_how_many_more_there_are(koers: Koers, state: Path, body: Path) -> None:
    made = recorded_with(body, y2019="8.7 ", y2018="8.9 ", y2016="7.5 ")
    done = koers("source", "poll", TRAINING, "--dry-run", "--state", state, "--body", made, "--limit", "1")
    assert "2 more; --limit shows them" in done.out
    assert "0 added, 3 revised, 0 precision" in done.out


def test_a_body_that_is_set_apart_tells_why_and_fails(koers: Koers, state: Path, body: Path) -> None:
    made = recorded_with(body, y2019="186 ")
    done = koers("source", "poll", TRAINING, "--dry-run", "--state", state, "--body", made)
    assert (done.code, "out_of_limits: " in done.out, "is 186 in 2019" in done.out) == (1, True, True)


def test_the_impact_tells_the_verdicts_that_would_change(koers: Koers, state: Path, body: Path) -> None:
    years = {f"y{year}": "2.0 " for year in range(2020, 2027)}
    words = ["--body", recorded_with(body, **years), "--impact", "--json"]
    done = koers("source", "poll", TRAINING, "--dry-run", "--state", state, *words)
    effects = {effect["indicator"]: effect for effect in json.loads(done.out)["impact"]}
    (own,) = effects.values()
    assert own["figure_before"] != own["figure_after"]
    assert own["before"] != own["after"] or own["mails"]


def test_nobody_but_the_worker_publishes(koers: Koers, state: Path) -> None:
    done = koers("source", "poll", TRAINING, "--state", state)
    assert (done.code, "give --dry-run" in done.err) == (2, True)


def test_an_unknown_source_names_what_is_near(koers: Koers, state: Path) -> None:
    done = koers("source", "poll", "eurostat.trng_lfse_4", "--dry-run", "--state", state)
    assert (done.code, "did you mean" in done.err, "eurostat.trng_lfse_04" in done.err) == (2, True, True)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\tx", "＝1", " =1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5.1", "+3", "1e5", "-1.5e-3", "words", "", "a=b"])
def test_numbers_and_words_stay_what_they_are(text: str) -> None:
    assert neutral(text) == text


def test_a_workbook_holds_no_formula_and_no_control_letter(tmp_path: Path) -> None:
    row = Row(
        series="=HYPERLINK(1)\x07", period="2020", kind=ChangeKind.added, old=None, new="-5.10", old_flags="",
        new_flags="", suspect=False,
    )  # fmt: skip
    write_xlsx(tmp_path / "x.xlsx", [row])
    write_csv(tmp_path / "x.csv", [row])
    cells = next(openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(min_row=2))  # type: ignore[union-attr]
    assert (cells[0].value, cells[0].data_type, cells[4].value) == ("=HYPERLINK(1)", "s", -5.1)
    assert "'=HYPERLINK" in (tmp_path / "x.csv").read_text("utf-8")
