"""What the page of an indicator tells."""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from schemas.assessment import Assessment
from schemas.policy import Answer
from schemas.stats import Attribution, ChangeKind, ObservationChange, SeriesSnapshot
from schemas.verdicts import Verdict
from services.board.domain.brief import Brief
from services.board.web.moment import Moment
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

    revision_id: str
    series_id: str
    retrieved_at: datetime
    published_at: datetime | None
    changes: tuple[ObservationChange, ...]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An assessment with the snapshots it was made from, and what became of it.

    `digest` names this very state; `waiting` is the day a newer verdict is published, where one waits.
    """

    assessment: Assessment
    digest: str
    snapshots: tuple[SeriesSnapshot, ...]
    revisions: tuple[Revision, ...]
    answers: tuple[Answer, ...]
    steps: tuple[Step, ...]
    waiting: date | None


async def read_indicator(connection: Connection, key: str, moment: Moment) -> IndicatorView | None:
    """The indicator as it stood at a moment; None when it had not been assessed yet."""
    found = await read_digest(connection, key, moment)
    if found is None:
        return None
    assessment, digest = found
    inputs = [item.series_id for item in assessment.inputs]
    return IndicatorView(
        assessment=assessment,
        digest=digest,
        snapshots=await _snapshots(connection, inputs),
        revisions=await read_revisions(connection, inputs, moment),
        answers=await read_answers(connection, [key], moment),
        steps=await _steps(connection, key, moment),
        waiting=await _waiting(connection, key, moment),
    )


async def read_digest(connection: Connection, key: str, moment: Moment) -> tuple[Assessment, str] | None:
    """The assessment at a moment and its digest."""
    cursor = await connection.execute(
        "SELECT assessment::text, digest FROM board.assessments_at(%(at)s, %(reaction)s) WHERE key = %(key)s",
        moment.filled(key=key),
    )
    row = await cursor.fetchone()
    return (Assessment.read(row[0].encode()), row[1]) if row else None


async def read_briefs(connection: Connection, moment: Moment) -> list[Brief]:
    """Every assessment in short."""
    cursor = await connection.execute(
        "SELECT brief::text FROM board.assessments_at(%(at)s, %(reaction)s) ORDER BY key", moment.filled()
    )
    return [Brief.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def read_assessments(connection: Connection, moment: Moment, key: str | None = None) -> list[Assessment]:
    """Every assessment, or that of one key."""
    cursor = await connection.execute(
        "SELECT assessment::text FROM board.assessments_at(%(at)s, %(reaction)s) "
        "WHERE %(key)s::text IS NULL OR key = %(key)s ORDER BY key",
        moment.filled(key=key),
    )
    return [Assessment.read(row[0].encode()) for row in await cursor.fetchall()]


async def _snapshots(connection: Connection, inputs: list[str]) -> tuple[SeriesSnapshot, ...]:
    cursor = await connection.execute("SELECT snapshot::text FROM board.series WHERE series_id = ANY(%s)", (inputs,))
    found = [SeriesSnapshot.read(row[0].encode()) for row in await cursor.fetchall()]
    return tuple(sorted(found, key=lambda snapshot: inputs.index(snapshot.series_id)))


async def read_attributions(connection: Connection, assessment: Assessment) -> dict[str, Attribution]:
    """Whose figure each series of the chart is, and under which licence, by id of the series."""
    chart = assessment.chart
    points = [*chart.points, *(point for other in chart.comparators for point in other.points)]
    series = {source.series_id for point in points for source in (point.source, *point.parts)}
    cursor = await connection.execute(
        "SELECT series_id, snapshot->'attribution' FROM board.series WHERE series_id = ANY(%s)", (list(series),)
    )
    return {name: Attribution.model_validate(found) for name, found in await cursor.fetchall()}


async def read_all_revisions(connection: Connection, moment: Moment, series: str | None = None) -> list[Revision]:
    """What publishers changed of any series, or of one, at most a thousand: the newest first, mere precision last."""
    cursor = await connection.execute(
        "SELECT revision_id, series_id, retrieved_at, published_at, changes FROM board.revisions "
        "WHERE (%(series)s::text IS NULL OR series_id = %(series)s) AND kinds - %(added)s <> '{}'::jsonb "
        "AND retrieved_at <= %(at)s "
        "ORDER BY retrieved_at DESC, (kinds - %(added)s - %(precision)s = '{}'::jsonb), revision_id LIMIT 1000",
        moment.filled(series=series, added=ChangeKind.added.value, precision=ChangeKind.precision.value),
    )
    return [
        Revision(name, of, retrieved, published, _CHANGES.validate_python(changes))
        for name, of, retrieved, published, changes in await cursor.fetchall()
    ]


async def read_revisions(connection: Connection, series: list[str], moment: Moment) -> tuple[Revision, ...]:
    """What changed earlier values of these series, the newest first; new periods alone are no revision to a reader."""
    cursor = await connection.execute(
        "SELECT revision_id, series_id, retrieved_at, published_at, changes FROM board.revisions "
        "WHERE series_id = ANY(%(series)s) AND kinds - %(added)s <> '{}'::jsonb AND retrieved_at <= %(at)s "
        "ORDER BY retrieved_at DESC LIMIT 20",
        moment.filled(series=series, added=ChangeKind.added.value),
    )
    return tuple(
        Revision(name, of, retrieved, published, _CHANGES.validate_python(changes))
        for name, of, retrieved, published, changes in await cursor.fetchall()
    )


async def _steps(connection: Connection, key: str, moment: Moment) -> tuple[Step, ...]:
    cursor = await connection.execute(
        "SELECT a.verdict, a.known_from, a.known_to FROM board.assessments a "
        "JOIN board.assessments_at(%(at)s, %(reaction)s) shown ON shown.key = a.key "
        "WHERE a.key = %(key)s AND a.known_from <= shown.known_from ORDER BY a.known_from DESC LIMIT 50",
        moment.filled(key=key),
    )
    return tuple(Step(Verdict(verdict), since, until) for verdict, since, until in await cursor.fetchall())


async def _waiting(connection: Connection, key: str, moment: Moment) -> date | None:
    """The day on which a verdict that is known and waits for its owner is published; None where none waits."""
    cursor = await connection.execute(
        "SELECT min(a.known_from) FROM board.assessments a "
        "JOIN board.assessments_at(%(at)s, %(reaction)s) shown ON shown.key = a.key "
        "WHERE a.key = %(key)s AND a.known_from > shown.known_from AND a.known_from <= %(at)s",
        moment.filled(key=key),
    )
    row = await cursor.fetchone()
    return moment.published_on(row[0]) if row and row[0] else None
