"""`koers alerts simulate`: how many mails each owner would have got, with the real history on a fixed clock."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from services.alerts.contacts import load_contacts
from services.alerts.domain.hours import Hours
from services.alerts.domain.routing import Contact
from services.cli.alerts.budget import budget_facts, budget_table, shares_of
from services.cli.alerts.simulation import Simulation, Told, Window
from services.cli.backtest.material import Material, load_material
from services.runtime.agenda import load_agenda
from services.runtime.database import migrate, open_database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging

_DAY = ["%Y-%m-%d"]
_YEAR = timedelta(days=364)


def simulate(
    first: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="First day; without it a year before the last.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=_DAY, help="Last day; without it that of the newest recording.")
    ] = None,
    budget: Annotated[int, typer.Option("--budget", min=0, help="Mails an owner should get at most.")] = 12,
    owners: Annotated[
        Path | None,
        typer.Option(envvar="KOERS_OWNERS_FILE", help="Address book; without it every active body wants each mail."),
    ] = None,
    hours: Annotated[
        str, typer.Option(envvar="KOERS_MAIL_HOURS", help="Hours in which readers are written to.")
    ] = "08:00-18:00",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every mail.")] = False,
) -> None:
    """Live through a year of alerting with the recorded history: how many mails each owner gets, and what for.

    Nobody answers. It works on a database of its own and sends nothing.
    """
    configure_logging("koers-simulate", form="console", level="CRITICAL")
    contacts, kept = _contacts(owners), _hours(hours)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        reading, living = bars.add_task("recordings", total=None), bars.add_task("days", total=None)
        material = load_material(lambda done, of: bars.update(reading, completed=done, total=of))
        window = _window(material, first, last)
        told = _live(
            material, window, contacts, kept, lambda done, of: bars.update(living, completed=done, total=of)
        )  # fmt: skip
    shares = shares_of(told, sorted(contacts), budget)
    if as_json:
        print(json.dumps(budget_facts(shares, window, budget), ensure_ascii=False, indent=2))
        return
    Console().print(budget_table(shares))
    print(f"{len(told)} mails from {window[0]} to {window[1]}; a budget of {budget} for each owner")
    for share in shares:
        if share.over:
            print(f"over budget: {share.body}: {share.explanation}")


def _live(
    material: Material, window: Window, contacts: dict[str, Contact], hours: Hours, progress: Callable[[int, int], None]
) -> list[Told]:  # fmt: skip
    async def job(dsn: str) -> list[Told]:
        async with open_database(dsn, size=2) as database:
            return await Simulation(database, load_agenda(), contacts, hours).live(material, window, progress)

    with tempfile.TemporaryDirectory(prefix="koers-simulate-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", settings={"fsync": "off", "synchronous_commit": "off"})
        dsn = server.start()
        try:
            migrate(dsn)
            return asyncio.run(job(dsn))
        finally:
            server.stop()


def _window(material: Material, first: datetime | None, last: datetime | None) -> Window:
    days = material.days(list(material.subjects.values()))
    if days is None:
        raise ConfigError("the recordings hold no figure at all, so there is nothing to live through")
    end = last.date() if last else days[1]
    begin = first.date() if first else end - _YEAR
    if begin > end:
        raise ConfigError(f"--from {begin} lies after --to {end}; give the earlier day first")
    if begin > days[1] or end < days[0]:
        raise ConfigError(f"figures come from {days[0]} to {days[1]}, none from {begin} to {end}")
    return begin, end


def _contacts(owners: Path | None) -> dict[str, Contact]:
    agenda = load_agenda()
    if owners:
        return load_contacts(owners, agenda.bodies, {area.id for area in agenda.areas})
    return {body.id: Contact(f"{body.id}@koers.invalid") for body in agenda.bodies if body.active}


def _hours(text: str) -> Hours:
    try:
        return Hours.parse(text)
    except ValueError as error:
        raise ConfigError(f"--hours: {error}") from error
