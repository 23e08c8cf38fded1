"""`koers series`: what happens to a series when its publisher changes it."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.period import Period
from schemas.series import SeriesId
from services.cli.sources.succession import Succession, succeed
from services.runtime.agenda import SHIPPED
from services.runtime.errors import ConfigError

series_app = typer.Typer(help="Series, when their publisher changes them.", no_args_is_help=True)


@series_app.callback()
def _group() -> None:
    """One command so far; the group keeps its name."""


@series_app.command("succeed")
def succeed_series(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Series the agenda names, without a place.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Series that replaces it, without a place.")],
    broken: Annotated[bool, typer.Option("--break", help="The new series means something else: a break.")] = False,
    first: Annotated[str | None, typer.Option("--from", help="First period of the new series, such as 2026.")] = None,
    folder: Annotated[
        Path, typer.Option("--dir", help="Folder of the agenda.", exists=True, file_okay=False, show_default=False)
    ] = SHIPPED,
) -> None:
    """Let a new series take over from an old one, so that no history is lost: agenda, caveat, break and recipe."""
    if first and not broken:
        raise ConfigError("--from dates a break; give --break with it")
    for line in succeed(Succession(_series(old), _series(new), broken, _period(first)), folder):
        print(line)


def _series(text: str) -> SeriesId:
    try:
        series = SeriesId.parse(text)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    if series.geo is not None:
        raise ConfigError(f"{text} names a place; give the series without geo, as the agenda does")
    return series


def _period(text: str | None) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        raise ConfigError(str(error)) from error
