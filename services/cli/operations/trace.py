"""`koers trace`: the whole way of an alert, a series or an indicator, from poll to SMTP, in one view by trace id."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, LiteralString

import typer
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from services.runtime.broker import KafkaReader
from services.runtime.database import Connection, open_database
from services.runtime.errors import ConfigError
from services.runtime.records import Record
from services.runtime.settings import PostgresSettings, load_settings
from services.runtime.topics import load_topics

TOPICS = (
    "stats.poll.v1",
    "stats.revision.v1",
    "stats.series.v1",
    "policy.input.v1",
    "policy.recheck.v1",
    "policy.assessment.v1",
    "policy.answer.v1",
    "alert.lifecycle.v1",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: when, where, to what, and in which trace (empty where none is kept)."""

    at: datetime
    where: str
    what: str
    trace: str = ""


@dataclass
class Subject:
    """What a trace is about, and the keys under which it goes by on the way."""

    series: set[str] = field(default_factory=set)
    recipes: set[str] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)

    def has(self, key: str | None) -> bool:
        """Whether a record's key is one of them; answers are keyed body/item."""
        known = self.series | self.recipes | self.indicators | self.alerts
        return key is not None and (
            key in known or key.partition("/")[2] in known or key.removeprefix("handled:") in known
        )


def trace(
    subject: Annotated[
        str,
        typer.Argument(metavar="SUBJECT", help="An alert's id, a series id, or an indicator (with or without /GEO)."),
    ],
    kafka: Annotated[
        str | None,
        typer.Option(envvar="KOERS_KAFKA", help="host:port of the broker; without it the database tells alone."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the steps as a JSON array.")] = False,
) -> None:
    """Tell the whole way of an alert, a series or an indicator: poll, snapshot, verdict, alert, mail, by trace id.

    It reads KOERS_POSTGRES and, where given, the broker.
    """
    steps = asyncio.run(follow(load_settings(PostgresSettings).postgres.get_secret_value(), kafka, subject))
    if as_json:
        print(json.dumps([asdict(step) for step in steps], indent=2, default=str, ensure_ascii=False))
        return
    table = Table("when (UTC)", "where", "what", "trace")
    for step in steps:
        table.add_row(f"{step.at:%Y-%m-%d %H:%M:%S}", step.where, step.what, step.trace[:8])
    # A pipe gets whole lines; a terminal breaks them itself
    Console(width=None if os.isatty(1) else 200).print(table)


async def follow(dsn: str, kafka: str | None, name: str) -> list[Step]:
    """All steps in time. Raises ConfigError when nothing goes by that name, TransientError when a server is silent."""
    async with open_database(dsn, size=1) as database, database.transaction() as connection:
        subject = await _subject(connection, name)
        steps = await _stored(connection, subject)
    if kafka:
        steps += await _travelled(kafka, subject)
    return sorted(steps, key=lambda step: step.at)


async def _subject(connection: Connection, name: str) -> Subject:
    found = Subject()
    rows = await _rows(
        connection,
        "SELECT alert_id, subject FROM alerts.alerts WHERE alert_id = %(name)s OR subject = %(name)s "
        "OR split_part(subject, '/', 1) = %(name)s",
        name=name,
    )
    found.alerts = {row["alert_id"] for row in rows}
    names = [name, *(row["subject"] for row in rows)]
    assessed = await _rows(
        connection,
        "SELECT DISTINCT a.key, i->>'series_id' AS series FROM board.assessments a "
        "LEFT JOIN LATERAL jsonb_array_elements(a.assessment->'inputs') i ON true WHERE a.known_to IS NULL "
        "AND (a.key = ANY(%(names)s) OR a.indicator = %(name)s OR i->>'series_id' = %(name)s)",
        names=names,
        name=name,
    )
    found.indicators = {row["key"] for row in assessed}
    asked_for_series = await _rows(
        connection, "SELECT 1 AS one FROM board.series WHERE series_id = %(name)s", name=name
    )
    found.series = {name} if asked_for_series else {row["series"] for row in assessed if row["series"]}
    recipes = await _rows(
        connection,
        "SELECT DISTINCT recipe FROM board.series WHERE series_id = ANY(%(series)s)",
        series=list(found.series),
    )
    polled = await _rows(connection, "SELECT recipe FROM board.polls WHERE recipe = ANY(%(names)s)", names=names)
    found.recipes = {row["recipe"] for row in (*recipes, *polled)}
    alerts = await _rows(
        connection,
        "SELECT alert_id FROM alerts.alerts WHERE subject = ANY(%(keys)s)",
        keys=[*found.indicators, *(found.recipes if polled else ())],
    )
    found.alerts |= {row["alert_id"] for row in alerts}
    if name.startswith("koers-canary"):
        found.indicators.add("koers-canary/BE2")
    if not (found.alerts or found.indicators or found.series or found.recipes):
        raise ConfigError(f"nothing goes by the name {name}: give an alert's id, a series id, or an indicator[/GEO]")
    return found


_STORED: tuple[tuple[str, LiteralString], ...] = (
    (
        "poll",
        "SELECT polled_at AS at, recipe || ': ' || outcome || coalesce(' (' || reason || ')', '') AS what, '' AS trace "
        "FROM board.poll_history WHERE recipe = ANY(%(recipes)s)",
    ),
    (
        "revision",
        "SELECT retrieved_at AS at, series_id || ' version ' || version || ': ' || kinds::text AS what, '' AS trace "
        "FROM board.revisions WHERE series_id = ANY(%(series)s)",
    ),
    (
        "series",
        "SELECT retrieved_at AS at, series_id || ' version ' || version || ', raw ' || left(raw_sha256, 12) AS what, "
        "'' AS trace FROM board.series WHERE series_id = ANY(%(series)s)",
    ),
    (
        "verdict",
        "SELECT known_from AS at, key || ': ' || verdict || coalesce(' at ' || (assessment->'latest'->>'shown'), '') "
        "AS what, '' AS trace FROM board.assessments WHERE key = ANY(%(indicators)s)",
    ),
    (
        "alert",
        "SELECT f.at, a.kind || ' of ' || a.subject || ': ' || coalesce(f.from_state || ' to ', '') || f.to_state "
        "|| ' by ' || f.actor || ', ' || f.reason AS what, coalesce((SELECT o.traceparent FROM alerts.outbox o "
        "WHERE o.key = f.alert_id AND o.at = f.at LIMIT 1), '') AS trace "
        "FROM alerts.flips f JOIN alerts.alerts a USING (alert_id) WHERE a.alert_id = ANY(%(alerts)s)",
    ),
    (
        "mail promised",
        "SELECT created_at AS at, 'to ' || body || ', due ' "
        "|| to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') "
        "|| coalesce(', held: ' || hold_reason, '') AS what, '' AS trace "
        "FROM alerts.intents WHERE alert_id = ANY(%(alerts)s)",
    ),
    (
        "mail written",
        "SELECT DISTINCT m.created_at AS at, m.mail_id || ' to ' || m.body AS what, '' AS trace FROM alerts.mails m "
        "JOIN alerts.intents i USING (mail_id) WHERE i.alert_id = ANY(%(alerts)s)",
    ),
    (
        "mail",
        "SELECT DISTINCT coalesce(m.sent_at, m.not_before) AS at, m.mail_id || ': ' || m.state || ', ' || m.attempts "
        "|| ' attempts' || coalesce(', held: ' || m.hold_reason, '') || coalesce(', ' || m.last_error, '') AS what, "
        "'' AS trace FROM alerts.mails m LEFT JOIN alerts.intents i USING (mail_id) "
        "WHERE i.alert_id = ANY(%(alerts)s) OR (m.kind = 'canary' AND 'koers-canary/BE2' = ANY(%(indicators)s))",
    ),
)


async def _stored(connection: Connection, subject: Subject) -> list[Step]:
    """What the tables tell."""
    keys = {name: sorted(found) for name, found in vars(subject).items()}
    return [
        Step(row["at"], where, row["what"], _trace_id(row["trace"]))
        for where, query in _STORED
        for row in await _rows(connection, query, **keys)
    ]


async def _travelled(kafka: str, subject: Subject) -> list[Step]:
    """What lies on the topics under these keys."""
    counts = {name: count for name, count in load_topics().partition_counts().items() if name in TOPICS}
    async with KafkaReader(kafka, "koers-trace", TOPICS, partitions=counts) as reader:
        behind = {position for position, end in (await reader.ends()).items() if end}
        ends = await reader.ends()
        steps: list[Step] = []
        while behind and (records := await reader.fetch(timeout=2.0, limit=2000)):
            for record in records:
                if record.offset + 1 >= ends[record.topic, record.partition]:
                    behind.discard((record.topic, record.partition))
                if subject.has(record.key):
                    steps.append(_step(record))
    return steps


def _step(record: Record) -> Step:
    at = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    sender = record.headers.get("ce_source", b"").decode(errors="replace").removeprefix("koers/")
    run = f", run {record.run}" if record.run else ""
    what = (
        f"{record.key} [{record.partition}] offset {record.offset}, {len(record.value or b'')} bytes by {sender}{run}"
    )
    return Step(at, record.topic, what, _trace_id(record.traceparent))


def _trace_id(traceparent: str | None) -> str:
    return traceparent.split("-")[1] if traceparent else ""


async def _rows(connection: Connection, query: LiteralString, **values: object) -> Sequence[dict[str, Any]]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()
