"""The commands `koers backup` and `koers restore`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.operations.backup import back_up
from services.cli.operations.backup import restore as restore_backup
from services.runtime.clock import SystemClock
from services.runtime.settings import PostgresSettings, load_settings

StateDir = Annotated[
    Path, typer.Option("--state", envvar="KOERS_STATE_DIR", help="State folder of the deployment; holds the archive.")
]


def backup(
    target: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder to write the backup into.")],
    state: StateDir,
    agenda: Annotated[
        Path | None, typer.Option(envvar="KOERS_AGENDA_DIR", help="Folder of an agenda of one's own, to keep as well.")
    ] = None,
) -> None:
    """Back up archive, database (with offsets) and agenda while everything runs; reads KOERS_POSTGRES."""
    made = back_up(_dsn(), state, target, agenda, SystemClock())
    rows = sum(copy.rows for copy in made.tables.values())
    print(f"backed up {rows} rows of {len(made.tables)} tables and {len(made.archive)} files into {target}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a backup.")],
    state: StateDir,
) -> None:
    """Restore a backup into an empty database (KOERS_POSTGRES) and an empty state folder, and check it is the same."""
    made = restore_backup(_dsn(), state, source)
    print(f"restored the backup of {made.made_at:%Y-%m-%d %H:%M} UTC, agenda edition {made.agenda_edition}")


def _dsn() -> str:
    return load_settings(PostgresSettings).postgres.get_secret_value()
