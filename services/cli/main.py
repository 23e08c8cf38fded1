"""The `koers` command line."""

import asyncio
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from services.cli.deployment import Deployment, Endpoints, default_state_dir
from services.cli.late import LateCommands
from services.cli.up import run_until_drained, run_until_stopped
from services.runtime.clock import SystemClock
from services.runtime.database import let_reader_in, migrate
from services.runtime.embedded.kafka import detached
from services.runtime.errors import ConfigError, KoersError
from services.runtime.healthcheck import ask
from services.runtime.logs import configure_logging
from services.runtime.settings import PostgresSettings, ReaderSettings, load_settings
from services.runtime.topics import create_topics, establish_epoch, load_topics

app = typer.Typer(
    cls=LateCommands,
    help="Koers watches whether Flanders keeps its digital-transition promises.",
    no_args_is_help=True,
)
kafka_app = typer.Typer(help="A real Apache Kafka on this machine, without containers.", no_args_is_help=True)
app.add_typer(kafka_app, name="kafka")

State = Annotated[Path, typer.Option("--state", help="Folder in which everything is kept.", show_default=False)]
Kafka = Annotated[
    str | None,
    typer.Option("--kafka", envvar="KOERS_KAFKA", help="host:port of a Kafka broker instead of the embedded one."),
]
Postgres = Annotated[
    str | None,
    typer.Option(
        "--postgres", envvar="KOERS_POSTGRES", show_envvar=True,
        help="Connection string of a PostgreSQL; give it by the variable when it holds a password.",
    ),
]  # fmt: skip
Smtp = Annotated[
    str | None, typer.Option("--smtp", envvar="KOERS_SMTP", help="host:port of a mail relay instead of the catcher.")
]


@app.command()
def up(
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
    kafka: Kafka = None,
    postgres: Postgres = None,
    smtp: Smtp = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what an earlier run left in the folder first.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Process everything available, then stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print one JSON object.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use the recorded archive only, poll no source.")] = False,
    timeout: Annotated[
        float, typer.Option(help="With --once: seconds after which undrained work is an error.")
    ] = 600.0,
) -> None:
    """Run the whole of Koers on this machine."""
    configure_logging("koers-up", form="console", level="WARNING")
    deployment = Deployment(state, Endpoints(kafka, postgres, smtp), live=not offline)
    with deployment.opened(fresh=fresh):
        if once:
            raise typer.Exit(
                asyncio.run(run_until_drained(deployment, SystemClock(), timeout=timeout, as_json=as_json))
            )
        asyncio.run(run_until_stopped(deployment, SystemClock()))


@app.command()
def topics(kafka: Annotated[str, typer.Option(envvar="KOERS_KAFKA", help="host:port of the broker.")]) -> None:
    """Create the missing topics and the epoch; safe to run again."""

    async def job() -> None:
        created = await create_topics(kafka, load_topics())
        epoch = await establish_epoch(kafka, SystemClock())
        print(f"created {len(created)} topics, epoch {epoch}")

    asyncio.run(job())


@app.command(name="migrate")
def migrate_database() -> None:
    """Bring the database of KOERS_POSTGRES (or KOERS_POSTGRES_FILE) to this version; safe to run again.

    With KOERS_READER_PASSWORD (or _FILE) the role koers_reader, which may only read, can log in with it.
    """
    dsn = load_settings(PostgresSettings).postgres.get_secret_value()
    applied = migrate(dsn)
    if password := load_settings(ReaderSettings).reader_password:
        let_reader_in(dsn, password.get_secret_value())
    print("applied: " + (", ".join(applied) or "nothing, the database is up to date"))


@app.command()
def healthcheck(
    port: Annotated[int, typer.Option(envvar="KOERS_ADMIN_PORT", help="Admin port of the process to ask.")],
    timeout: Annotated[float, typer.Option(help="Seconds after which no answer is an answer.")] = 4.0,
) -> None:
    """Ask the process beside this one how it is; exit 1 when it is not well. For container health checks."""
    well, told = ask(port, timeout)
    print(told)
    raise typer.Exit(0 if well else 1)


@app.command()
def generate(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a committed file differs.")] = False,
) -> None:
    """Write everything that is generated and committed: JSON Schemas and the tables of the documentation."""
    from services.cli.documentation import differing, write_generated  # what only who generates has to wait for

    names = differing(app) if check else write_generated(app)
    for name in names:
        print(f"{'differs, run `make generate`' if check else 'changed'}: {name}")
    if check and names:
        raise typer.Exit(1)


@kafka_app.command(name="up")
def kafka_up(state: State = default_state_dir()) -> None:  # noqa: B008 - typer reads the default once
    """Start it in the background and print its address; KOERS_KAFKA_HOME is where its jars are kept."""
    print(detached.up(state))


@kafka_app.command(name="down")
def kafka_down(state: State = default_state_dir()) -> None:  # noqa: B008 - typer reads the default once
    """Stop the one started on this folder."""
    print("stopped" if detached.down(state) else "none was running")


def main() -> None:
    """Entry point; an error of ours is one clear line, not a stack trace, and no letter is too much for a terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except KoersError as error:
        print(f"koers: {error.message}", file=sys.stderr)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
