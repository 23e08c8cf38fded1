"""Of which body an answer is awaited, about what, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schemas.agenda import Body
from schemas.base import Text
from services.board.web.moment import Moment
from services.board.web.queries.standings import read_accepted
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import NONE, Accepted
from services.runtime.clock import BRUSSELS
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Awaited:
    """A body was asked by mail about one of the agenda's indicators or milestones, and has not answered.

    `until` is the day its newest mail names; `late` once that has passed. `accepted` only where the body has accepted
    what the item serves: a proposed owner is no more than that. `page` is its path below the language.
    """

    body: Body
    item: str
    title: Text
    page: str
    numbers: tuple[int, ...]
    asked_on: date
    until: date
    late: bool
    accepted: bool


async def read_awaited(connection: Connection, agenda: AgendaIndex, moment: Moment) -> list[Awaited]:
    """Every answer that is awaited at a moment, the first day first."""
    cursor = await connection.execute(
        "SELECT body, item, asked_at, answer_by FROM board.awaited_at(%(at)s)", moment.filled()
    )
    rows = await cursor.fetchall()
    accepted = await read_accepted(connection, agenda, moment) if rows else NONE
    found = []
    for body, item, asked_at, until in rows:
        told = _told(agenda, item)
        if told is not None and any(body == one.id for one in agenda.agenda.bodies):
            title, page = told
            numbers = agenda.numbers_of(item)
            late, agreed = until < moment.today, _agreed(body, numbers, accepted)
            on = asked_at.astimezone(BRUSSELS).date()
            found.append(Awaited(agenda.body(body), item, title, page, numbers, on, until, late, agreed))
    return found


def by_body(awaited: Iterable[Awaited]) -> list[tuple[Awaited, int]]:
    """The first that is awaited of each body, and how many are."""
    counts: dict[str, int] = {}
    first: dict[str, Awaited] = {}
    for one in awaited:
        counts[one.body.id] = counts.get(one.body.id, 0) + 1
        first.setdefault(one.body.id, one)
    return [(one, counts[body]) for body, one in first.items()]


def _told(agenda: AgendaIndex, item: str) -> tuple[Text, str] | None:
    """The title and page of what was asked about; None where this edition does not have it."""
    for milestone in agenda.agenda.milestones:
        if milestone.id == item:
            return milestone.title, f"/milestones/{item}/"
    try:
        indicator = agenda.indicator_by_key(item)
    except KeyError:
        return None
    return indicator.title, f"/indicators/{indicator.id}/"


def _agreed(body: str, numbers: tuple[int, ...], accepted: Accepted) -> bool:
    return bool(numbers) and all((body, number) in accepted for number in numbers)
