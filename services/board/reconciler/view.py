"""Reads what the reconciler compares: the agenda's expectations and the state of the tables."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from schemas.agenda import Agenda
from schemas.assessment import Assessment
from schemas.policy import Answer, RecommendationState
from schemas.stats import SeriesSnapshot
from services.board.domain.reconcile import Expected, Made, RolledUp, View
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection


def expected_of(agenda: Agenda) -> Expected:
    """What must be there once everything has been seen. A recommendation with milestones only is expected too."""
    series: dict[str, set[str]] = {indicator.key: set() for indicator in agenda.indicators}
    index = AgendaIndex(agenda)
    for name, uses in index.series_wanted().items():
        for key, _, _ in uses:
            series[key].add(name)
    members: dict[int, set[str]] = defaultdict(set)
    for indicator in agenda.indicators:
        for link in indicator.recommendations:
            members[link.number].add(indicator.key)
    for milestone in agenda.milestones:
        for number in milestone.recommendations:
            members[number] |= set()
    items: dict[str, set[str]] = defaultdict(set)
    for item in (*series, *(milestone.id for milestone in agenda.milestones)):
        for key in index.concerned_by(item):
            items[key].add(item)
    return Expected(
        edition=agenda.edition,
        series={key: frozenset(found) for key, found in series.items()},
        members={number: frozenset(found) for number, found in members.items()},
        items={key: frozenset(found) for key, found in items.items()},
    )


async def read_view(connection: Connection) -> View:
    """The state of the tables."""
    series = await connection.execute("SELECT series_id, version, content_sha256 FROM board.series")
    assessments = await connection.execute("SELECT key, assessment::text FROM board.assessments WHERE known_to IS NULL")
    rollups = await connection.execute("SELECT number, state::text FROM board.recommendations WHERE known_to IS NULL")
    handled = await connection.execute("SELECT subject, episode FROM board.handled_episodes")
    answers: dict[str, list[datetime]] = defaultdict(list)
    newest = await connection.execute("SELECT item, as_of FROM board.answers_at('infinity')")
    for item, as_of in await newest.fetchall():
        answers[item].append(as_of)
    return View(
        series={name: (version, content) for name, version, content in await series.fetchall()},
        assessments={key: _made(body) for key, body in await assessments.fetchall()},
        rollups={number: _rolled_up(body) for number, body in await rollups.fetchall()},
        handled=frozenset((subject, episode) for subject, episode in await handled.fetchall()),
        answers=answers,
    )


async def read_snapshots(connection: Connection, series: Sequence[str]) -> tuple[SeriesSnapshot, ...]:
    """The newest snapshots of these series, as far as there are any."""
    cursor = await connection.execute(
        "SELECT snapshot::text FROM board.series WHERE series_id = ANY(%s) ORDER BY series_id", (list(series),)
    )
    return tuple(SeriesSnapshot.read(row[0].encode()) for row in await cursor.fetchall())


async def read_answers(connection: Connection, items: Sequence[str]) -> tuple[Answer, ...]:
    """The newest answer of every body about these items."""
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers_at('infinity') WHERE item = ANY(%s) ORDER BY body, item", (list(items),)
    )
    return tuple(Answer.read(row[0].encode()) for row in await cursor.fetchall())


def _made(body: str) -> Made:
    assessment = Assessment.read(body.encode())
    return Made(
        edition=assessment.agenda.edition,
        inputs={i.series_id: (i.version, i.content_sha256) for i in assessment.inputs},
        inputs_sha256=assessment.inputs_sha256(),
        episode=assessment.episode.id,
        heard=assessment.heard,
    )


def _rolled_up(body: str) -> RolledUp:
    state = RecommendationState.read(body.encode())
    return RolledUp(state.agenda.edition, {m.key: (m.inputs.sha256, m.episode) for m in state.members})
