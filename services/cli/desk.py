"""`koers desk`: what readers reported as wrong, and the desk's public answers."""

import asyncio
from typing import Annotated

import typer

from schemas.base import Text
from services.board.desk.corrections import Outcome, answer, read_waiting
from services.runtime.clock import SystemClock
from services.runtime.database import open_database
from services.runtime.settings import PostgresSettings, load_settings

app = typer.Typer(help="What readers reported as wrong, and the answers.", no_args_is_help=True)


@app.command(name="list")
def list_waiting() -> None:
    """Print the reports that wait for an answer."""

    async def job() -> None:
        async with open_database(_dsn()) as database, database.transaction() as connection:
            for found in await read_waiting(connection):
                print(f"{found.number}  {found.reported_at:%Y-%m-%d %H:%M}  {found.page}")
                print(f"    {found.report!r}" + ("  (left an address)" if found.address else ""))

    asyncio.run(job())


@app.command(name="answer")
def answer_report(
    number: Annotated[int, typer.Argument(help="Number of the report.")],
    outcome: Annotated[Outcome, typer.Option(help="What came of it.")],
    nl: Annotated[str, typer.Option(help="The answer in Dutch, as it appears in public.")],
    en: Annotated[str, typer.Option(help="The answer in English.")],
) -> None:
    """Answer a report in public; the reader's address is shown this once, and deleted."""

    async def job() -> None:
        async with open_database(_dsn()) as database, database.transaction() as connection:
            address = await answer(connection, number, outcome, Text(nl=nl, en=en), SystemClock().now())
        print(f"answered; tell {address}" if address else "answered")

    asyncio.run(job())


def _dsn() -> str:
    return load_settings(PostgresSettings).postgres.get_secret_value()
