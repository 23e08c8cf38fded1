"""What the page of an indicator tells."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from schemas.assessment import Assessment
from schemas.policy import Answer
from schemas.stats import ChangeKind, ObservationChange, SeriesSnapshot
from schemas.verdicts import Verdict
from services.board.web.queries.recommendation import read_answers
from services.runtime.database import Connection

_CHANGES = TypeAdapter(tuple[ObservationChange, ...])


@dataclass(frozen=True, slots=True)
class Step:
    """The verdict the board showed, from when until when."""

    verdict: Verdict
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What one snapshot changed in a series."""

    series_id: str
    retrieved_at: datetime
    published_at: datetime | None
    changes: tuple[ObservationChange, ...]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An assessment with the snapshots it was made from, and what became of it. `digest` names this very state."""

    assessment: Assessment
    digest: str
    snapshots: tuple[SeriesSnapshot, ...]
    revisions: tuple[Revision, ...]
    answers: tuple[Answer, ...]
    steps: tuple[Step, ...]


async def read_indicator(connection: Connection, key: str) -> IndicatorView | None:
    """The indicator as it stands; None when it was never assessed."""
    found = await read_digest(connection, key)
    if found is None:
        return None
    assessment, digest = found
    inputs = [item.series_id for item in assessment.inputs]
    return IndicatorView(
        assessment=assessment,
        digest=digest,
        snapshots=await _snapshots(connection, inputs),
        revisions=await read_revisions(connection, inputs),
        answers=await read_answers(connection, [key]),
        steps=await _steps(connection, key),
    )


async def read_digest(connection: Connection, key: str) -> tuple[Assessment, str] | None:
    """The present assessment and its digest."""
    cursor = await connection.execute(
        "SELECT assessment::text, digest FROM board.assessments WHERE key = %s AND known_to IS NULL", (key,)
    )
    row = await cursor.fetchone()
    return (Assessment.read(row[0].encode()), row[1]) if row else None


async def _snapshots(connection: Connection, inputs: list[str]) -> tuple[SeriesSnapshot, ...]:
    cursor = await connection.execute("SELECT snapshot::text FROM board.series WHERE series_id = ANY(%s)", (inputs,))
    found = [SeriesSnapshot.read(row[0].encode()) for row in await cursor.fetchall()]
    return tuple(sorted(found, key=lambda snapshot: inputs.index(snapshot.series_id)))


async def read_revisions(connection: Connection, series: list[str]) -> tuple[Revision, ...]:
    """What changed earlier values of these series, the newest first; new periods alone are no revision to a reader."""
    cursor = await connection.execute(
        "SELECT series_id, retrieved_at, published_at, changes FROM board.revisions "
        "WHERE series_id = ANY(%s) AND kinds - %s <> '{}'::jsonb ORDER BY retrieved_at DESC LIMIT 20",
        (series, ChangeKind.added.value),
    )
    return tuple(
        Revision(name, retrieved, published, _CHANGES.validate_python(changes))
        for name, retrieved, published, changes in await cursor.fetchall()
    )


async def _steps(connection: Connection, key: str) -> tuple[Step, ...]:
    cursor = await connection.execute(
        "SELECT verdict, known_from, known_to FROM board.assessments WHERE key = %s ORDER BY known_from DESC LIMIT 50",
        (key,),
    )
    return tuple(Step(Verdict(verdict), since, until) for verdict, since, until in await cursor.fetchall())
