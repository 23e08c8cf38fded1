"""`koers agenda` as a policy person types it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.main import app
from services.runtime.agenda import SHIPPED, load_agenda
from services.runtime.errors import ConfigError

NOW = load_agenda().edition
NEXT = NOW + 1
SKILLS = "indicators/future-oriented-skills.yaml"


def koers(*words: str) -> Result:
    return CliRunner().invoke(app, ["agenda", *words])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "agenda"))


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


def raise_edition(root: Path) -> None:
    edit(root, "edition.yaml", f"edition: {NOW}\n\n", f"edition: {NEXT}\n\n")
    record = "date: 2026-12-01, who: agenda editor, why: {en: made up, nl: verzonnen}"
    edit(root, "edition.yaml", "changes:\n", f"changes:\n  - {{edition: {NEXT}, {record}}}\n")


def test_check_of_the_agenda_that_ships_is_one_line() -> None:
    result = koers("check")
    assert result.exit_code == 0
    counts = "107 recommendations, 175 indicators, 185 milestones, 59 bodies"
    assert result.output == f"{SHIPPED}: no faults; {counts}, edition {NOW}, sealed\n"


def test_check_tells_all_faults_and_exits_1(root: Path) -> None:
    edit(root, SKILLS, "unit: percent\n", "unit: procent\n")
    (root / "actions.yaml").unlink()
    result = koers("check", str(root))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"{root}/actions.yaml:1: missing; expected this file"
    assert result.stdout.splitlines()[1].startswith(f"{root}/{SKILLS}:16: adult-learning-4w.unit: 'procent'; expected ")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == f"2 faults in {root}\n"


def test_check_where_there_is_no_agenda(tmp_path: Path) -> None:
    result = koers("check", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{tmp_path}:1: no agenda in this folder; expected edition.yaml, ")
    assert koers("check", str(tmp_path / "nowhere")).exit_code == 2


def test_show_in_both_languages() -> None:
    assert koers("show", "15").stdout.startswith("Recommendation 15: Guarantee basic and digital skills")
    assert koers("show", "15", "--lang", "nl").stdout.startswith("Aanbeveling 15: Waarborg basis- en digitale")
    assert koers("show", "15", "--lang", "fr").exit_code == 2
    with pytest.raises(ConfigError, match="no 'x' in the agenda"):
        CliRunner().invoke(app, ["agenda", "show", "x"], catch_exceptions=False)


def test_show_and_stats_of_a_draft(root: Path) -> None:
    edit(root, SKILLS, "      value: 80\n", "      value: 85\n")
    assert "at least 85% by 2030" in koers("show", "digital-skills-basic", "--dir", str(root)).stdout
    assert json.loads(koers("stats", str(root), "--json").stdout)["recommendations"] == 107


def test_stats_in_words() -> None:
    lines = koers("stats").stdout.splitlines()
    assert "recommendations: 107" in lines
    assert "recommendations by level: flemish 88, shared 16, federal 2, european 1" in lines


def test_diff_of_two_folders(root: Path) -> None:
    edit(root, SKILLS, "      value: 80\n", "      value: 85\n")
    result = koers("diff", str(SHIPPED), str(root))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "indicator digital-skills-basic: At least basic digital skills, Flemish Region",
        "  - target of digital-skills-basic raised from 80 to 85 by 2030",
        "differences: 1",
    ]
    dutch = koers("diff", str(SHIPPED), str(root), "--lang", "nl").stdout
    assert "  - doel van digital-skills-basic verhoogd van 80 naar 85 tegen 2030\nverschillen: 1\n" in dutch
    assert koers("diff", str(SHIPPED), str(SHIPPED)).stdout == "no difference\n"


def test_diff_of_drafts_that_do_not_fit_together_yet(root: Path) -> None:
    edit(root, SKILLS, "      value: 80\n", "      value: 120\n")
    assert koers("check", str(root)).exit_code == 1
    assert "raised from 80 to 120 by 2030\n" in koers("diff", str(SHIPPED), str(root)).stdout
    edit(root, SKILLS, "      value: 120\n", "      value: much\n")
    with pytest.raises(ConfigError, match=r"cannot be read: 1 fault\n.+target.value: 'much'; expected a number"):
        CliRunner().invoke(app, ["agenda", "diff", str(SHIPPED), str(root)], catch_exceptions=False)


def test_diff_with_a_revision(root: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=editor", "-c", "user.email=editor@example.org"]
        subprocess.run(["git", "-C", str(root.parent), *who, *words], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", "agenda")
    git("commit", "--quiet", "-m", "first")
    edit(root, SKILLS, "      value: 80\n", "      value: 85\n")
    assert "raised from 80 to 85 by 2030\ndifferences: 1\n" in koers("diff", "HEAD", str(root)).stdout
    assert "lowered from 85 to 80 by 2030\ndifferences: 1\n" in koers("diff", str(root), "HEAD").stdout
    for named in ("HEAD~9", "--output=x", "no-such-folder"):
        with pytest.raises(ConfigError, match="expected a folder, or a revision of git"):
            CliRunner().invoke(app, ["agenda", "diff", "--", named, str(root)], catch_exceptions=False)


def test_an_edition_is_raised_told_and_sealed(root: Path) -> None:
    edit(root, SKILLS, "      value: 80\n", "      value: 85\n")
    assert f"expected edition {NEXT}, with a record under changes that says why" in koers("check", str(root)).stdout
    with pytest.raises(ConfigError, match=f"differs from edition {NOW}"):
        CliRunner().invoke(app, ["agenda", "seal", str(root)], catch_exceptions=False)
    raise_edition(root)
    assert koers("check", str(root)).stdout.endswith(f"edition {NEXT}, not sealed yet (`koers agenda seal`)\n")
    assert koers("seal", str(root)).stdout == f"edition {NEXT} is sealed\n"
    assert koers("check", str(root)).stdout.endswith(f"edition {NEXT}, sealed\n")
    assert koers("seal", str(root)).stdout == f"edition {NEXT} is sealed\n"
    edit(root, SKILLS, "      value: 85\n", "      value: 90\n")
    assert koers("check", str(root)).exit_code == 1


def test_a_first_seal_may_be_set(root: Path) -> None:
    before = (root / "seal.yaml").read_text("utf-8").splitlines()
    (root / "seal.yaml").unlink()
    assert koers("seal", str(root)).exit_code == 0
    assert (root / "seal.yaml").read_text("utf-8").splitlines()[:6] == before[:6]
