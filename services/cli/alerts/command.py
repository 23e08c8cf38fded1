"""`koers alerts`: look at alerts, take note of them, put them off, silence them, tell them again."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.alerts import AlertKind, AlertState
from services.alerts.domain.silences import Scope
from services.alerts.ledger import Ledger
from services.alerts.operating import Operator
from services.alerts.store import shown, silences
from services.cli.alerts.telling import alert_facts, alert_text, alerts_table, line_facts, silence_facts, silences_table
from services.cli.attached import State, attach, database_of
from services.runtime.clock import BRUSSELS, SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.metrics import Metrics
from services.runtime.settings import PostgresSettings

alerts_app = typer.Typer(help="The alerts: look, take note, put off, silence, tell again.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="ID", help="Id of an alert, or its fingerprint or the beginning of that.")]
Role = Annotated[str, typer.Option("--role", help="In which role you act; goes on record. Never a person's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; goes on record.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_DAY, _MOMENT = ["%Y-%m-%d"], ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


@alerts_app.command(name="list")
def show_all(
    states: Annotated[list[AlertState] | None, typer.Option("--is", help="Only in this state; repeatable.")] = None,
    kind: Annotated[AlertKind | None, typer.Option("--kind", help="Only of this kind.")] = None,
    body: Annotated[str | None, typer.Option("--body", help="Only those told to this body, or `desk`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List the alerts, the newest change first, and how far each body has been told."""
    wanted = states or (None if every else [one for one in AlertState if one is not AlertState.resolved])

    async def job() -> None:
        async with _operator(state) as operator:
            async with operator.database.transaction() as connection:
                found = await shown.lines(connection, states=wanted, kind=kind, body=body)
            if as_json:
                _print([line_facts(line) for line in found])
            elif found:
                Console().print(alerts_table(found))
            else:
                print("no alert" + ("" if every else " stands; --all lists those that have ended"))

    asyncio.run(job())


@alerts_app.command()
def show(name: Name, state: State = None, as_json: AsJson = False) -> None:
    """Show one alert: its state, whom it concerns, what was told, and every step of its life."""

    async def job() -> None:
        async with _operator(state) as operator:
            whole = await operator.show(name)
            if as_json:
                _print(alert_facts(whole))
            else:
                print(alert_text(whole))

    asyncio.run(job())


@alerts_app.command()
def ack(name: Name, reason: Reason, role: Role = "desk", state: State = None) -> None:
    """Take note of an alert: it is being dealt with, and nobody is pressed for an answer any more."""

    async def job() -> None:
        async with _operator(state) as operator:
            alert = await operator.acknowledge(name, role=_role(role), reason=reason)
            print(f"{alert.alert_id}: {alert.state} → acknowledged, by {role}")

    asyncio.run(job())


@alerts_app.command()
def snooze(
    name: Name,
    until: Annotated[datetime, typer.Option("--until", formats=_DAY, help="The day to come back to it.")],
    reason: Reason,
    role: Role = "desk",
    state: State = None,
) -> None:
    """Put an alert off: nobody is told before that day, everybody concerned is on it."""

    async def job() -> None:
        async with _operator(state) as operator:
            today = operator.clock.now().astimezone(BRUSSELS).date()
            if until.date() <= today:
                raise ConfigError(f"--until {until.date()} is not ahead; give a day after {today}")
            alert = await operator.snooze(name, until=until.date(), role=_role(role), reason=reason)
            print(f"{alert.alert_id}: {alert.state} → snoozed until {until.date()}, by {role}")

    asyncio.run(job())


@alerts_app.command()
def resend(
    name: Name,
    reason: Reason,
    body: Annotated[str | None, typer.Option("--body", help="Only to this body; else to all concerned.")] = None,
    role: Role = "desk",
    state: State = None,
) -> None:
    """Tell an alert again, past silences and digests; the mail brake and office hours still hold."""

    async def job() -> None:
        async with _operator(state) as operator:
            told = await operator.resend(name, body=body, role=_role(role), reason=reason)
            print(f"{name}: goes out again to {', '.join(told) or 'nobody, since it concerns nobody'}")

    asyncio.run(job())


@alerts_app.command()
def silence(
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_MOMENT, help="When it ends, Brussels time.")
    ] = None,
    begin: Annotated[
        datetime | None, typer.Option("--from", formats=_MOMENT, help="When it begins; without it now.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; goes on record.")] = None,
    kind: Annotated[AlertKind | None, typer.Option("--kind", help="Only alerts of this kind.")] = None,
    body: Annotated[str | None, typer.Option("--body", help="Only what this body is told.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Only this indicator, milestone or recipe.")] = None,
    recommendation: Annotated[
        int | None, typer.Option("--recommendation", min=1, max=107, help="Only what concerns this recommendation.")
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only what concerns this area.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Only what rests on this source.")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="All alerts, for maintenance.")] = False,
    show_list: Annotated[bool, typer.Option("--list", help="List the silences that hold or will.")] = False,
    end: Annotated[int | None, typer.Option("--end", help="End the silence of this number now.")] = None,
    role: Role = "desk",
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Keep alerts back until a moment; what still holds then is told. Also a maintenance window, with --from."""
    scope = Scope(kind, body, subject, recommendation, area, source)

    async def job() -> None:
        async with _operator(state) as operator:
            if show_list:
                async with operator.database.transaction() as connection:
                    found = await silences.not_over(connection, operator.clock.now())
                if as_json:
                    _print([silence_facts(one) for one in found])
                elif found:
                    Console().print(silences_table(found))
                else:
                    print("nothing is silenced")
            elif end is not None:
                await operator.end_silence(end)
                print(f"silence {end} has ended; what it kept back is looked at again now")
            else:
                ends_at, why = _asked(until, reason, scope, everything=everything)
                number = await operator.silence(
                    scope, starts_at=_moment(begin), ends_at=ends_at, role=_role(role), reason=why
                )  # fmt: skip
                print(f"silence {number}: {scope} is kept back until {_brussels(ends_at)}, by {role}: {why}")

    asyncio.run(job())


def _asked(until: datetime | None, reason: str | None, scope: Scope, *, everything: bool) -> tuple[datetime, str]:
    ends_at = _moment(until)
    if ends_at is None or not reason:
        raise ConfigError("a silence needs --until and --reason; --list shows those there are, --end NUMBER ends one")
    if (scope == Scope()) != everything:
        raise ConfigError(
            "say what to silence (--kind, --body, --subject, --recommendation, --area, --source), or --everything alone"
        )
    return ends_at, reason


@asynccontextmanager
async def _operator(state: Path | None) -> AsyncIterator[Operator]:
    configure_logging("koers-alerts", form="console", level="ERROR")
    async with database_of(attach(state, PostgresSettings)) as database:
        clock = SystemClock()
        yield Operator(database, clock, Ledger(clock, Metrics(), group_wait=timedelta()))


def _role(role: str) -> str:
    """A role goes on record for everybody to read."""
    if not role.replace("-", "").replace(" ", "").isalnum() or len(role) > 40:
        raise ConfigError(f"--role {role!r}: expected a role in up to 40 letters, such as desk or operations")
    return role


def _moment(local: datetime | None) -> datetime | None:
    return local.replace(tzinfo=BRUSSELS) if local else None


def _brussels(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%Y-%m-%d %H:%M} (Brussels)"


def _print(facts: object) -> None:
    print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
