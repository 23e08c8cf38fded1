"""`koers backtest`: its options, and what goes to the terminal or a file."""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console, RenderableType
from rich.progress import Progress

from schemas.base import JsonObject
from services.cli.backtest.coverage import Coverages, coverages
from services.cli.backtest.coverage import coverage as coverage_of
from services.cli.backtest.material import Material, load_material, told
from services.cli.backtest.page import backtest_page
from services.cli.backtest.report import Report, Stage, facts_of, report_of
from services.cli.backtest.table import coverage_table, report_table
from services.cli.backtest.telling import Window
from services.cli.backtest.values import trials_of_file
from services.indicators.domain.subject import Subject
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging

_DAY = ["%Y-%m-%d"]


def backtest(
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", help="Id of an indicator; may be given several times.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every indicator; so it is when none is named.")] = False,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=_DAY, help="First day; without it, that of the first figure."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DAY, help="Last day; without it, that of the newest recording."),
    ] = None,
    try_tolerance: Annotated[
        float | None, typer.Option(help="Multiply every tolerance by this, and compare with those that hold.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="How often the 80 % band of a projection held what came; no replay.")
    ] = False,
    values: Annotated[
        Path | None, typer.Option(help="With --coverage: try the histories of this CSV file of values instead.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with charts to this file, too.")] = None,
    lang: Annotated[Literal["nl", "en"], typer.Option(help="Language of tables and page.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object in place of tables.")] = False,
) -> None:
    """Replay the recordings day by day: what would have been mailed, and which of it a later figure took back."""
    configure_logging("koers-backtest", form="console", level="ERROR")
    if every and indicator:
        raise ConfigError("--all and --indicator exclude each other; leave one out")
    if coverage and (first or last or try_tolerance or html):
        raise ConfigError("--coverage replays no days; leave --from, --to, --try-tolerance and --html out")
    if values and (not coverage or indicator or every):
        raise ConfigError("--values goes with --coverage alone, and with no indicator")
    if try_tolerance is not None and not (math.isfinite(try_tolerance) and try_tolerance > 0):
        raise ConfigError(f"--try-tolerance {try_tolerance:g}: expected a factor above 0, such as 1.5")
    with _progress() as stage:
        if coverage:
            held = _of_file(values) if values else _of_agenda(indicator or [], stage)
            facts, table = facts_of(held), coverage_table(held, lang)
        else:
            report = _report(indicator or [], first, last, try_tolerance, stage)
            facts, table = report.facts(), report_table(report, lang)
            if html:
                _write(html, backtest_page(report, lang, stage("page")))
    _show(facts, table, as_json=as_json)


def _report(
    names: Sequence[str], first: datetime | None, last: datetime | None, factor: float | None, stage: Stage
) -> Report:
    material = load_material(stage("recordings"))
    subjects = material.choose(names)
    return report_of(material, subjects, _window(material, subjects, first, last), factor, stage)


def _window(material: Material, subjects: Sequence[Subject], first: datetime | None, last: datetime | None) -> Window:
    """The days asked for; else from the first figure of these indicators to the newest of all."""
    days, every = material.days(subjects), material.days(list(material.subjects.values()))
    if days is None or every is None:
        raise ConfigError(f"the recordings hold no figure of {told(subjects)}, so there is nothing to replay")
    return first.date() if first else days[0], last.date() if last else every[1]


def _of_agenda(names: Sequence[str], stage: Stage) -> Coverages:
    material = load_material(stage("recordings"))
    subjects = material.choose(names)
    found = coverages(subjects, material.arrivals.known())
    if not found["with_compared"].histories:
        raise ConfigError(f"no history of {told(subjects)} has two figures and a later one to hold the band against")
    return found


def _of_file(path: Path) -> Coverages:
    found = coverage_of(list(trials_of_file(path)))
    if not found.histories:
        raise ConfigError(
            f"{path}: no history is long enough; a band needs two figures before the one it is held against"
        )
    return {"of_file": found}


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"the page cannot be written to {path}: {error.strerror}") from error


def _show(facts: JsonObject, table: RenderableType, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        Console().print(table)


@contextmanager
def _progress() -> Iterator[Stage]:
    """Bars on standard error, where that is a terminal; each stage has one."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:

        def stage(name: str) -> Callable[[int, int], None]:
            task = bars.add_task(name, total=None)
            return lambda done, of: bars.update(task, completed=done, total=of)

        yield stage
