"""The `koers` command in this process: exit code and what it printed."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cli.main import main

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
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Finished(int(ended.value.code or 0), told.out, told.err)

    return run


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
