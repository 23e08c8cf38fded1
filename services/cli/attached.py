"""Which deployment a command means: the one KOERS_POSTGRES names, else the one `koers up` runs in a folder."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import psycopg
import typer

from services.cli.deployment import Deployment, Endpoints, default_state_dir
from services.runtime.database import Database, open_database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import ConfigError, TransientError
from services.runtime.settings import PostgresSettings, load_settings

S = TypeVar("S", bound=PostgresSettings)

State = Annotated[
    Path | None,
    typer.Option(
        "--state", help="Folder of the `koers up` that is meant; not needed where KOERS_POSTGRES is set.",
        show_default=False,
    ),
]  # fmt: skip


def attach(state: Path | None, kind: type[S]) -> S:
    """The settings of the deployment that is meant, as its own processes have them.

    Raises ConfigError where settings are missing, and where no deployment runs in the folder.
    """
    if state is None and any(name in os.environ for name in ("KOERS_POSTGRES", "KOERS_POSTGRES_FILE")):
        return load_settings(kind)
    with _environment(_embedded(state or default_state_dir())):
        return load_settings(kind)


@asynccontextmanager
async def database_of(settings: PostgresSettings) -> AsyncIterator[Database]:
    """Its database. Raises TransientError where it does not answer, ConfigError where it holds no Koers."""
    dsn = settings.postgres.get_secret_value()
    _check(dsn)
    async with open_database(dsn, size=2) as database:
        yield database


def _check(dsn: str) -> None:
    """One quick try, so that nobody waits for a server that is not there."""
    try:
        with psycopg.connect(dsn, connect_timeout=5) as connection:
            row = connection.execute("SELECT to_regclass('alerts.silences')").fetchone()
    except psycopg.OperationalError as error:
        raise TransientError(
            "PostgreSQL does not answer: start `koers up`, give its --state, or set KOERS_POSTGRES"
        ) from error
    if row is None or row[0] is None:
        raise ConfigError("this database holds no alerts of this version; run `koers migrate` on it first")


def _embedded(state: Path) -> dict[str, str]:
    deployment = Deployment(state, Endpoints(smtp=os.environ.get("KOERS_SMTP")), live=False)
    if not (deployment.state / "deployment.json").exists():
        raise ConfigError(
            f"{deployment.state} holds no deployment: give the --state of a running `koers up`, or set KOERS_POSTGRES"
        )
    dsn = EmbeddedPostgres(deployment.state / "postgres").dsn
    return dict(next(part.env for part in deployment.parts(dsn) if part.name == "alerts-sender"))


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
