"""The `koers` command in this process: exit code and what it printed."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cli.main import main

# The layout of Statistics Canada's cases, as far as it matters
GROWTH = (
    "base_year,base_value,current_year,current_value,target,target_year,direction,limit,progress_value,score,status"
)
PUBLISHED = Path(__file__).parents[2] / "published"


class Finished(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Koers = Callable[..., Finished]


def runner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Koers:
    """A function that runs `koers` with the arguments it is given."""

    def run(*arguments: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["koers", *map(str, arguments)])
        capsys.readouterr()  # what the test itself has logged so far
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Finished(int(ended.value.code or 0), told.out, told.err)

    return run


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Cases:
    """A file of cases, and `koers methods check` on it."""

    def __init__(self, koers: Koers, folder: Path) -> None:
        self.koers, self.path, self.out = koers, folder / "cases.csv", folder / "results.csv"

    def write(self, *lines: str) -> "Cases":
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self

    def results(self, method: str) -> list[dict[str, str]]:
        done = self.koers("methods", "check", self.path, "--method", method, "--out", self.out)
        assert (done.code, done.err) == (0, "")
        return rows(self.out)

    def said(self, method: str = "progress-measure", *options: str) -> str:
        return self.koers("methods", "check", self.path, "--method", method, *options).out

    def fault(self, method: str = "progress-measure") -> str:
        done = self.koers("methods", "check", self.path, "--method", method)
        assert (done.code, done.out) == (2, "")
        return done.err
