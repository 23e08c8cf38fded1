"""When something last moved about a recommendation: a figure came out, a verdict, milestone or answer changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from schemas.agenda import Recommendation
from schemas.period import Period
from services.board.web.moment import Moment
from services.board.web.queries.changes import read_said, read_verdict_changes
from services.board.web.queries.milestones import read_milestones
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import BRUSSELS
from services.runtime.database import Connection

YEAR: Final = timedelta(days=365)
Seen = tuple[date, str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Movement:
    """A recommendation with the day of the last movement and what it was; neither where nothing was ever seen."""

    recommendation: Recommendation
    day: date | None = None
    what: str = "nothing"


async def read_quiet(connection: Connection, agenda: AgendaIndex, moment: Moment) -> list[Movement]:
    """The recommendations about which nothing moved for a year: never first, then the longest ago."""
    seen = await _figures(connection, moment)
    for change in await read_verdict_changes(connection, moment):
        seen.append((_day(change.known_from), "verdict", change.brief.recommendations))
    for answer in await read_said(connection, moment):
        seen.append((_day(answer.as_of), "answer", agenda.numbers_of(answer.item)))
    for line in await read_milestones(connection, agenda, moment):
        if line.state.as_of:
            seen.append((line.state.as_of, "milestone", line.state.recommendations))
    last = _last(seen)
    found = [Movement(r, *last.get(r.number, (None, "nothing"))) for r in agenda.agenda.recommendations]
    quiet = [one for one in found if one.day is None or moment.today - one.day > YEAR]
    return sorted(quiet, key=lambda one: (one.day or date.min, one.recommendation.number))


def _last(seen: Iterable[Seen]) -> dict[int, tuple[date, str]]:
    last: dict[int, tuple[date, str]] = {}
    for day, what, numbers in seen:
        for number in numbers:
            if number not in last or day > last[number][0]:
                last[number] = (day, what)
    return last


async def _figures(connection: Connection, moment: Moment) -> list[Seen]:
    """When the newest figure of every indicator came out; where its publisher does not say, when its period ended."""
    cursor = await connection.execute(
        "SELECT assessment->'latest'->>'period', (assessment->'latest'->'source'->>'published_at')::timestamptz, "
        "brief->'recommendations' FROM board.assessments_at(%(at)s, %(reaction)s) "
        "WHERE assessment->'latest'->>'value' IS NOT NULL",
        moment.filled(),
    )
    rows = await cursor.fetchall()
    return [(_day(at) if at else Period.parse(period).end, "figure", tuple(of or ())) for period, at, of in rows]


def _day(moment: datetime) -> date:
    return moment.astimezone(BRUSSELS).date()
