"""The newest document of everything that can be alerted about, and how far alerting has dealt with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import MilestoneState, PollReport
from schemas.verdicts import Verdict
from services.alerts.domain.age import Document
from services.alerts.domain.decision import Handled
from services.alerts.domain.routing import DESK
from services.runtime.database import Connection

Sort = Literal["assessment", "milestone", "source"]
_MODELS: dict[Sort, type[Assessment] | type[MilestoneState] | type[PollReport]] = {
    "assessment": Assessment,
    "milestone": MilestoneState,
    "source": PollReport,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One row; `handled` None until alerting has dealt with it once."""

    sort: Sort
    name: str
    document: Document
    handled: Handled | None


def parse(sort: Sort, text: str) -> Document:
    """A stored document; fields of a newer version are ignored."""
    return _MODELS[sort].read(text.encode())


_ONE = """
SELECT subject, document::text, handled, settled, episode, alerted, broken, edition, judged
FROM alerts.subjects WHERE sort = %s AND subject = %s FOR UPDATE
"""
_ALL = """
SELECT subject, document::text, handled, settled, episode, alerted, broken, edition, judged
FROM alerts.subjects WHERE sort = %s ORDER BY subject FOR UPDATE
"""
_OWNED = """
SELECT document::text FROM alerts.subjects
WHERE sort = 'assessment' AND document->'owners' @> %s::jsonb ORDER BY subject
"""
_UNOWNED = """
SELECT document::text FROM alerts.subjects
WHERE sort = 'assessment' AND NOT document->'owners' @> '[{}]' ORDER BY subject
"""


async def load(connection: Connection, sort: Sort, name: str) -> Subject | None:
    """One subject, locked until the transaction ends."""
    cursor = await connection.execute(_ONE, (sort, name))
    row = await cursor.fetchone()
    return _subject(sort, row) if row else None


async def milestones(connection: Connection, names: Sequence[str]) -> dict[str, MilestoneState]:
    """The register's states of these milestones, as far as they are known; nothing is locked."""
    cursor = await connection.execute(
        "SELECT document::text FROM alerts.subjects WHERE sort = 'milestone' AND subject = ANY(%s)", (list(names),)
    )
    found = [MilestoneState.read(row[0].encode()) for row in await cursor.fetchall()]
    return {state.id: state for state in found}


async def all_of(connection: Connection, sort: Sort) -> list[Subject]:
    """Every subject of one sort, by name, locked until the transaction ends."""
    cursor = await connection.execute(_ALL, (sort,))
    return [_subject(sort, row) for row in await cursor.fetchall()]


async def names_of(connection: Connection, sort: Sort) -> frozenset[str]:
    """The name of every subject of one sort."""
    cursor = await connection.execute("SELECT subject FROM alerts.subjects WHERE sort = %s", (sort,))
    return frozenset(str(name) for (name,) in await cursor.fetchall())


def _subject(sort: Sort, row: Sequence[Any]) -> Subject:
    name, document, handled, settled, episode, alerted, broken, edition, judged = row
    done = Handled(
        Verdict(settled) if settled else None,
        episode,
        Period.parse(alerted) if alerted else None,
        Period.parse(broken) if broken else None,
        edition,
        Period.parse(judged) if judged else None,
    )
    return Subject(sort, name, parse(sort, document), done if handled else None)


async def save(connection: Connection, sort: Sort, name: str, document: Document, at: datetime) -> None:
    """Keep a document; what was handled stays as it is."""
    await connection.execute(
        "INSERT INTO alerts.subjects (sort, subject, document, received_at) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (sort, subject) DO UPDATE SET document = EXCLUDED.document, received_at = EXCLUDED.received_at",
        (sort, name, document.model_dump_json(exclude_none=True), at),
    )


async def save_handled(connection: Connection, sort: Sort, name: str, handled: Handled) -> None:
    """Remember what the next document is compared with."""
    await connection.execute(
        "UPDATE alerts.subjects SET handled = true, settled = %s, episode = %s, alerted = %s, broken = %s, "
        "edition = %s, judged = %s WHERE sort = %s AND subject = %s",
        (
            handled.settled,
            handled.episode,
            str(handled.alerted) if handled.alerted else None,
            str(handled.broken) if handled.broken else None,
            handled.edition,
            str(handled.judged) if handled.judged else None,
            sort,
            name,
        ),
    )


async def assessments_of(connection: Connection, body: str) -> list[Assessment]:
    """The newest assessments a body owns a recommendation of, by key; for the desk those that nobody owns."""
    query, parameters = (_UNOWNED, ()) if body == DESK else (_OWNED, (json.dumps([{"body": body}]),))
    cursor = await connection.execute(query, parameters)
    return [Assessment.read(str(text).encode()) for (text,) in await cursor.fetchall()]


async def newest_edition(connection: Connection) -> tuple[int | None, datetime | None]:
    """The newest edition an assessment was made by, and when the last assessment was received."""
    cursor = await connection.execute(
        "SELECT max((document->'agenda'->>'edition')::int), max(received_at) FROM alerts.subjects "
        "WHERE sort = 'assessment'"
    )
    row = await cursor.fetchone()
    return row or (None, None)


async def newest_assessment_at(connection: Connection) -> datetime | None:
    """When the last assessment was received; None without any."""
    cursor = await connection.execute("SELECT max(received_at) FROM alerts.subjects WHERE sort = 'assessment'")
    row = await cursor.fetchone()
    return row[0] if row else None


async def down_since(connection: Connection) -> dict[tuple[str, str], datetime]:
    """The (source, dataset) that cannot be reached now, and since when."""
    cursor = await connection.execute(
        "SELECT document->>'source', document->>'dataset', (document->>'unreachable_since')::timestamptz "
        "FROM alerts.subjects WHERE sort = 'source' AND document ? 'unreachable_since'"
    )
    return {(str(source), str(dataset)): since for source, dataset, since in await cursor.fetchall()}
