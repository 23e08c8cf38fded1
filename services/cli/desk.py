"""`koers desk`: what readers reported as wrong, the desk's public answers, and readers who want to be forgotten."""

import asyncio
from typing import Annotated

import typer

from schemas.base import Text
from services.board.desk.corrections import Outcome, answer, read_waiting
from services.board.subscriptions.store import forget_address
from services.runtime.clock import SystemClock
from services.runtime.database import open_database
from services.runtime.settings import PostgresSettings, load_settings

app = typer.Typer(help="What readers reported as wrong, the answers, and who is to be forgotten.", no_args_is_help=True)


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


@app.command()
def forget() -> None:
    """End every subscription of an address, which is read from standard input so that no list of commands keeps it."""
    address = typer.prompt("address", hide_input=False).strip()

    async def job() -> None:
        async with open_database(_dsn()) as database, database.transaction() as connection:
            print(f"{await forget_address(connection, address)} subscriptions ended and deleted")

    asyncio.run(job())


def _dsn() -> str:
    return load_settings(PostgresSettings).postgres.get_secret_value()
