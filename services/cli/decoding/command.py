"""The command itself."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from services.cli.decoding.reading import AUTO, Asked, faults_of, read
from services.cli.decoding.rows import write_cells
from services.cli.decoding.vintages import write_changes
from services.ingest.decode.formats import FORMATS, LIMIT
from services.runtime.errors import ConfigError


def decode(
    file: Annotated[Path | None, typer.Argument(help="File as the publisher sent it; gzip and zip are opened.")] = None,
    format_name: Annotated[
        str, typer.Option("--as", help="Format of the file; `--list` tells them. auto goes by what the file says.")
    ] = AUTO,
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset", help="Code of the dataset, where the file does not say it; its recipe tells how it is read."
        ),
    ] = None,
    layout: Annotated[
        Path | None,
        typer.Option("--layout", help="YAML file that tells what the columns are, in place of a recipe."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most bytes the file may have, also unpacked.")] = LIMIT,
    against: Annotated[
        Path | None,
        typer.Option("--diff", help="An older file of the same dataset: print what changed since."),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="With --diff: print the counts of changes alone.")] = False,
    list_formats: Annotated[bool, typer.Option("--list", help="Name the formats, and stop.")] = False,
) -> None:
    """Print the cells of a file as CSV: series_id, period, value, obs_flags, conf.

    Values are as published, in the order of series and period. Exit 1 when the file is not what it should be: nothing
    is printed then, and the error names the reason; 2 when the command cannot be carried out as it was given.
    With --diff the columns are series_id, period, change (added, revised, precision, suppressed, filled, withdrawn,
    flag) and the value, flags and confidentiality before and after; the counts follow on the error stream.
    """
    if list_formats:
        for each in FORMATS.values():
            print(f"{each.name}: {each.title}. {each.expects[:1].upper()}{each.expects[1:]}.")
        return
    if file is None:
        raise ConfigError("name the file to decode, or give --list to see the formats")
    asked = Asked(format_name, dataset, layout, limit)
    decoded = read(file, asked)
    with faults_of(file):
        if against is None:
            notes = write_cells(decoded, sys.stdout)
        else:
            tally = write_changes(read(against, asked), decoded, None if summary else sys.stdout)
            notes = []
            print("\n".join(tally.lines), file=sys.stdout if summary else sys.stderr)
    for note in notes:
        print(f"koers: {file}: {note}", file=sys.stderr)
