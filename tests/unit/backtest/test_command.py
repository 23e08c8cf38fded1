"""`koers backtest` as it is typed: tables, JSON, a page, and clear words for what cannot be done."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from services.cli import main as entry
from services.cli.backtest import command
from services.cli.documentation import ROOT
from tests.unit.backtest.builders import material

FIRST = ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41"})
REVISED = ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"})


class Typed:
    """Types a command and takes down what it says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._monkeypatch.setattr(sys, "argv", ["koers", "backtest", *words])
        with pytest.raises(SystemExit) as end:
            entry.main()
        told = self._capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """On the real recordings."""
    return Typed(monkeypatch, capsys)


@pytest.fixture
def small(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """On the made-up case, as fast as it is small."""
    monkeypatch.setattr(command, "load_material", lambda progress: material(FIRST, REVISED))
    return typed


def facts(typed: Typed, *words: str) -> dict[str, Any]:
    code, out, _ = typed(*words, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_json_holds_the_verdicts_the_mails_and_the_totals(small: Typed) -> None:
    found = facts(small, "--indicator", "made-up", "--from", "2020-01-01", "--to", "2024-01-01")
    assert (found["from"], found["to"]) == ("2020-01-01", "2024-01-01")
    (run,) = found["indicators"]
    assert [step["verdict"] for step in run["steps"]] == ["undetermined", "on_track", "off_track", "on_track"]
    assert run["mails"][0]["taken_back"] == {"day": "2023-06-01", "verdict": "on_track", "why": "revised"}
    assert (found["totals"]["mails"], found["totals"]["taken_back"], found["totals"]["share"]) == (1, 1, 1.0)
    assert found["comparison"] is None


def test_without_days_the_window_is_that_of_the_recordings(small: Typed) -> None:
    found = facts(small, "--all")
    assert (found["from"], found["to"]) == ("2020-12-01", "2023-06-01")


def test_a_factor_compares(small: Typed) -> None:
    found = facts(small, "--try-tolerance", "7")
    assert found["comparison"]["factor"] == 7
    assert (found["comparison"]["mails_fewer"], found["comparison"]["false_alarms_avoided"]) == (1, 1)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("off track", "taken back: 1 (100%)", "times 1.5")),
        ("nl", ("uit koers", "teruggenomen: 1 (100 %)", "maal 1,5")),
    ],
)
def test_tables_are_in_the_readers_language(small: Typed, lang: str, words: tuple[str, ...]) -> None:
    code, out, _ = small("--lang", lang, "--try-tolerance", "1.5")
    assert code == 0
    flat = " ".join(out.replace("\u00a0", " ").split())
    assert all(told in flat for told in words)


def test_a_page_is_written_beside_the_tables(small: Typed, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert small("--html", str(path))[0] == 0
    assert "<!doctype html>" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--indicator", "mad-up"), "did you mean made-up?"),
        (("--indicator", "zzz"), "has no indicator 'zzz'"),
        (("--from", "2024-01-01", "--to", "2023-01-01"), "lies after"),
        (("--from", "2022-12-02", "--to", "2023-05-31"), "the last before on 2022-12-01 and the next on 2023-06-01"),
        (("--from", "1990-01-01", "--to", "1990-12-31"), "the next on 2020-12-01"),
        (("--from", "2025-01-01", "--to", "2025-12-31"), "the last before on 2023-06-01"),
        (("--all", "--indicator", "made-up"), "exclude each other"),
        (("--try-tolerance", "0"), "above 0"),
        (("--try-tolerance", "-1"), "above 0"),
        (("--try-tolerance", "nan"), "above 0"),
        (("--try-tolerance", "inf"), "above 0"),
        (("--coverage", "--from", "2020-01-01"), "leave --from"),
        (("--values", "file.csv"), "--coverage alone"),
        (("--coverage", "--values", "nowhere.csv"), "nowhere.csv"),
        (("--html", "/nowhere/page.html"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(small: Typed, words: tuple[str, ...], told: str) -> None:
    code, out, err = small(*words)
    assert (code, out) == (2, "")
    assert err.startswith("koers: ")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("--from", "soon"), ("--to", "2024-02-30"), ("--lang", "fr"), ("--try-tolerance", "x")]
)
def test_a_word_that_is_no_value_is_refused(small: Typed, words: tuple[str, ...]) -> None:
    assert small(*words)[0] == 2


def test_indicators_without_any_figure_are_refused(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_material", lambda progress: material())
    code, _, err = typed("--indicator", "made-up")
    assert code == 2
    assert "hold no figure of made-up" in err
    assert typed("--coverage", "--indicator", "made-up")[0] == 2


def test_the_documented_coverage_is_what_the_command_counts(typed: Typed) -> None:
    found = facts(typed, "--coverage")
    page = (ROOT / "docs" / "backtest.md").read_text(encoding="utf-8")
    both = [found[name] for name in ("judged", "with_compared")]
    for part in both:
        share = part["over_all"]
        assert f": {part['histories']} | {share['inside']} of {share['n']} | {told(share)} |" in page
        assert 0.75 <= share["coverage"] <= 0.85
    for kind, words in (("by_years_ahead", "years ahead"), ("by_figures_known", "figures known")):
        for name in both[0][kind]:
            cells = " | ".join(f"{part[kind][name]['n']} | {told(part[kind][name])}" for part in both)
            assert f"| {name} {words} | {cells} |" in page


def told(share: dict[str, Any]) -> str:
    return f"{share['coverage']:.0%}".replace("%", " %")


def test_the_case_to_tell_koers_by_is_mailed_on_its_day(typed: Typed) -> None:
    (run,) = facts(typed, "--indicator", "digital-skills-basic", "--try-tolerance", "4")["indicators"]
    assert [(mail["day"], mail["verdict"]) for mail in run["mails"]] == [("2025-12-01", "off_track")]
    assert "education" in run["mails"][0]["bodies"]
