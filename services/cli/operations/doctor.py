"""`koers doctor`: looks at a deployment from inside, part by part; each finding comes with a fix."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from services.alerts.settings import SenderSettings
from services.cli.documentation import SERVICES
from services.cli.operations import checks, checks_outside
from services.cli.operations.findings import Finding, fault, ok, show
from services.ingest.settings import IngestSettings
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError, KoersError
from services.runtime.settings import PostgresSettings, S, Settings, load_settings

Check = tuple[str, Callable[[], Awaitable[Sequence[Finding]]]]


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as a JSON array.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no source on the network.")] = False,
) -> None:
    """Check settings, broker, topics, database, mail relay, clock, disk and sources; exit 1 when anything is at fault.

    It reads the same KOERS_* variables as the services.
    """
    findings = asyncio.run(examine(offline=offline))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        show(findings)
    raise typer.Exit(1 if any(finding.level == "fault" for finding in findings) else 0)


async def examine(*, offline: bool) -> list[Finding]:
    """All findings, in the order in which parts depend on each other; a check that breaks is a fault, no error."""
    findings = _settings()
    clock = SystemClock()
    common, database = _load(Settings), _load(PostgresSettings)
    parts: list[Check] = []
    if common:
        parts += [("disk", lambda: checks.disk(common.state_dir)), ("broker", lambda: checks.broker(common.kafka))]
        parts.append(("topics", lambda: checks.topics(common.kafka)))
    if database:
        dsn = database.postgres.get_secret_value()
        parts += [("database", lambda: checks.database(dsn)), ("clock", lambda: checks.clock_of_database(dsn, clock))]
    if sender := _load(SenderSettings):
        parts.append(("mail relay", lambda: checks_outside.relay(sender, clock)))
    if (ingest := _load(IngestSettings)) and ingest.live and not offline:
        parts.append(("sources", lambda: checks_outside.sources(ingest, clock)))
    for name, look in parts:
        findings += await _carefully(name, look)
    return findings


async def _carefully(name: str, look: Callable[[], Awaitable[Sequence[Finding]]]) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(60):
            return await look()
    except KoersError as error:
        return [fault(name, error.message, "mend what it names")]
    except TimeoutError:
        return [fault(name, "no answer within 60 s", "look at its logs; is the address right?")]
    except Exception as error:
        return [fault(name, f"{type(error).__name__}: {error}", "look at its logs")]


def _settings() -> list[Finding]:
    """Every service's settings as it would read them itself."""
    findings = []
    for service, kind in SERVICES.items():
        try:
            load_settings(kind)
            findings.append(ok(f"settings of {service}", "complete and valid"))
        except ConfigError as error:
            told = error.message.partition("\n")[2] or error.message
            fix = "set them for this process; docs/settings.md lists all"
            findings.append(fault(f"settings of {service}", told.strip(), fix))
    return findings


def _load(kind: type[S]) -> S | None:
    try:
        return load_settings(kind)
    except ConfigError:
        return None
