"""Arguments and options that the commands about sources share, and their console."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

_WIDE = 160

Name = Annotated[str, typer.Argument(metavar="NAME", help="Id of a recipe, as `koers source list` names it.")]
State = Annotated[
    Path,
    typer.Option(
        "--state", envvar="KOERS_STATE_DIR", show_default=False,
        help="Folder of the deployment whose archive is meant; that of `koers up` where not given.",
    ),
]  # fmt: skip
Kafka = Annotated[str, typer.Option("--kafka", envvar="KOERS_KAFKA", help="host:port of the broker.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of a table.")]


def console() -> Console:
    """A console for tables; what is piped is not folded to a small width."""
    return Console(width=None if sys.stdout.isatty() else _WIDE)
