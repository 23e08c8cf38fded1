"""`koers source`: its commands and options."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from schemas.base import Model
from services.cli.deployment import default_state_dir
from services.cli.sources.backfill import backfill
from services.cli.sources.checking import check as check_recipe
from services.cli.sources.listing import coverage_table, listed, recipes_table
from services.cli.sources.options import AsJson, Name, State, console
from services.cli.sources.polling import SPOILT, preview, show, write_files
from services.cli.sources.preview import changes_table, counts_of
from services.cli.sources.recording import record as record_answer
from services.cli.sources.scaffold import ROOT, scaffold
from services.cli.sources.workplace import workplace
from services.ingest.coverage import coverage as coverage_of
from services.ingest.coverage import without_recipe
from services.ingest.recipes import load_recipes
from services.runtime.agenda import load_agenda
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging

source_app = typer.Typer(help="The sources: list, check, try and add them.", no_args_is_help=True)


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


@source_app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the source, as in series ids: nbb, ecb_sdw.")],
    dataset: Annotated[str, typer.Option("--dataset", help="Code of its first dataset.")] = "first",
    with_class: Annotated[bool, typer.Option("--class", help="With a class, where recipes cannot do.")] = False,
    root: Annotated[
        Path, typer.Option("--root", help="Folder of the checkout to write into.", file_okay=False, show_default=False)
    ] = ROOT,
) -> None:
    """Write the package of a new source: a recipe, a made-up sample to begin with, and a test that passes."""
    for path in scaffold(root, name, dataset, with_class=with_class):
        print(f"wrote {path.relative_to(root)}")
    print(f"try it: .venv/bin/pytest -q tests/contract/ingest/test_{name}.py")


@source_app.command()
def record(
    name: Name,
    body: Annotated[Path | None, typer.Option("--body", help="A file in place of the source's answer.")] = None,
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
) -> None:
    """Put a live answer into the samples of its source, with its figures beside it; a body that is no data is not."""
    place = workplace(state, SystemClock())
    for path in asyncio.run(record_answer(place, place.recipe(name), body)):
        print(f"wrote {path}")


@source_app.command("backfill")
def backfill_source(
    name: Name,
    since: Annotated[int | None, typer.Option("--since", help="First year to ask for; all years if not given.")] = None,
    bodies: Annotated[
        list[Path] | None, typer.Option("--body", help="A file in place of the source's answer; repeatable, in order.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Archive nothing, only tell what would change.")] = False,
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
) -> None:
    """Fetch the history of a dataset, or take older files, into the archive; the ingest worker must be stopped.

    It publishes them when it is started again. A body that would be set apart is not archived.
    """
    place = workplace(state, SystemClock())
    rows = asyncio.run(backfill(place, place.recipe(name), since, bodies or (), dry_run=dry_run))
    if rows:
        console().print(changes_table(rows, 40))
    print(", ".join(f"{count} {kind}" for kind, count in counts_of(rows).items()))
    print("nothing is archived" if dry_run else "archived; the ingest worker publishes it when it is started")


@source_app.command()
def check(
    name: Name,
    live: Annotated[bool, typer.Option("--live", help="Ask the source, instead of the last recorded body.")] = False,
    body: Annotated[
        Path | None, typer.Option("--body", help="A file of the source to hold the recipe against.")
    ] = None,
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
    as_json: AsJson = False,
) -> None:
    """Hold a recipe and what the agenda wants of it against the structure of its dataset; exit 1 for any fault.

    Every unknown filter, unknown code and unknown mapping is told, each with what the dataset has instead.
    """
    place = workplace(state, SystemClock())
    recipe = place.recipe(name)
    found = asyncio.run(check_recipe(place, recipe, body, live=live))
    if as_json:
        told = [{"kind": fault.kind.value, "text": fault.text} for fault in found.faults]
        print(json.dumps({"recipe": recipe.id, "against": found.against, "faults": told}, ensure_ascii=False, indent=2))
    else:
        for fault in found.faults:
            print(f"{fault.kind.value}: {fault.text}")
        print(f"{recipe.id}: {len(found.faults) or 'no'} faults against {found.against}")
    if found.faults:
        raise typer.Exit(1)


@source_app.command()
def poll(
    name: Name,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Publish nothing; the ingest worker alone does.")] = False,
    body: Annotated[
        Path | None, typer.Option("--body", help="A file in place of the source's answer, or as a dropped file.")
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write every change to this CSV file.")] = None,
    xlsx_file: Annotated[Path | None, typer.Option("--xlsx", help="Write every change to this workbook.")] = None,
    impact: Annotated[bool, typer.Option("--impact", help="Tell the verdicts and mails that would change.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Most changes to print.")] = 40,
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
    as_json: AsJson = False,
) -> None:
    """Poll a source once and print what would change, by kind; exit 1 when the body is set apart or there is none.

    Compared is with the archive of the deployment, or with the recordings that ship with Koers where it has none.
    """
    if not dry_run:
        raise ConfigError("only the ingest worker publishes, when a recipe is due; give --dry-run to see what it would")
    place = workplace(state, SystemClock())
    found = asyncio.run(preview(place, place.recipe(name), body, impact=impact))
    write_files(found, csv_file, xlsx_file)
    show(found, console(), limit=limit, as_json=as_json)
    if found.report.outcome in SPOILT:
        raise typer.Exit(1)


def _show(rows: Sequence[Model], table: RenderableType, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False, indent=2))
    else:
        console().print(table)
