"""`koers source`: its commands and options."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from schemas.base import Model
from services.cli.sources.listing import coverage_table, listed, recipes_table
from services.ingest.coverage import coverage as coverage_of
from services.ingest.coverage import without_recipe
from services.ingest.recipes import load_recipes
from services.runtime.agenda import load_agenda
from services.runtime.logs import configure_logging

source_app = typer.Typer(help="The sources: list, check, try and add them.", no_args_is_help=True)

_WIDE = 160
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of a table.")]


@source_app.callback()
def _quiet() -> None:
    configure_logging("koers-source", form="console", level="ERROR")


@source_app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """List every recipe: how it is fetched, when, and what the agenda wants of it."""
    rows = listed(load_recipes())
    _show(rows, recipes_table(rows), as_json=as_json)


@source_app.command()
def coverage(
    every: Annotated[bool, typer.Option("--all", help="Show the indicators with a working recipe, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the indicators without a working recipe, and why."""
    found = coverage_of(load_agenda(), load_recipes())
    rows = found if every else without_recipe(found)
    _show(rows, coverage_table(rows), as_json=as_json)
    if not as_json:
        print(f"{sum(each.works for each in found)} of {len(found)} indicators have a working recipe")


def _show(rows: Sequence[Model], table: RenderableType, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False, indent=2))
    else:
        Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
