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
from services.cli.backtest.material import Material, load_material, told
from services.cli.backtest.page import backtest_page
from services.cli.backtest.report import Stage, report_of
from services.cli.backtest.table import coverage_table, report_table
from services.cli.backtest.telling import Window
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
    html: Annotated[Path | None, typer.Option(help="Write a page with charts to this file, too.")] = None,
    lang: Annotated[Literal["nl", "en"], typer.Option(help="Language of tables and page.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object in place of tables.")] = False,
) -> None:
    """Replay the recordings day by day: what would have been mailed, and which of it a later figure took back."""
    configure_logging("koers-backtest", form="console", level="ERROR")
    _check(every and bool(indicator), try_tolerance, coverage and bool(first or last or try_tolerance or html))
    with _progress() as stage:
        material = load_material(stage("recordings"))
        subjects = material.choose(indicator or [])
        report = (
            None
            if coverage
            else report_of(material, subjects, _window(material, subjects, first, last), try_tolerance, stage)
        )
        if report and html:
            _write(html, backtest_page(report, lang, stage("page")))
    if report:
        _show(report.facts(), report_table(report, lang), as_json=as_json)
    else:
        held = _coverages(material, subjects)
        _show(held.model_dump(mode="json"), coverage_table(held, lang), as_json=as_json)


def _check(both: bool, factor: float | None, more: bool) -> None:
    if both:
        raise ConfigError("--all and --indicator exclude each other; leave one out")
    if factor is not None and not (math.isfinite(factor) and factor > 0):
        raise ConfigError(f"--try-tolerance {factor:g}: expected a factor above 0, such as 1.5")
    if more:
        raise ConfigError("--coverage replays no days; leave --from, --to, --try-tolerance and --html out")


def _window(material: Material, subjects: Sequence[Subject], first: datetime | None, last: datetime | None) -> Window:
    """The days asked for; else from the first figure of these indicators to the newest of all."""
    days, every = material.days(subjects), material.days(list(material.subjects.values()))
    if days is None or every is None:
        raise ConfigError(f"the recordings hold no figure of {told(subjects)}, so there is nothing to replay")
    return first.date() if first else days[0], last.date() if last else every[1]


def _coverages(material: Material, subjects: Sequence[Subject]) -> Coverages:
    found = coverages(subjects, material.arrivals.known())
    if not found.with_compared.histories:
        raise ConfigError(
            f"no history of {told(subjects)} is long enough: a band needs two figures before the one it is held against"
        )
    return found


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
