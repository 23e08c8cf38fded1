"""Which moment a request asks to look at."""

import re
from datetime import date, datetime, time
from typing import Annotated, Final

from fastapi import Depends, Query, Request

from services.board.web.freshness import Age
from services.board.web.moment import Moment
from services.board.web.refusals import Refused
from services.board.web.site import SiteDep
from services.runtime.clock import BRUSSELS

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
AGENDA_PUBLISHED: Final = date(2018, 7, 4)


async def moment_of(
    request: Request,
    site: SiteDep,
    as_of: Annotated[
        str | None,
        Query(
            alias="as-of",
            description="Show what was known at the end of this day (YYYY-MM-DD), from 4 July 2018 until today.",
            json_schema_extra={"format": "date"},
            examples=["2026-11-01"],
        ),
    ] = None,
) -> Moment:
    """The moment of this request, kept for the page around it with the board's age.

    Raises Refused for a day that cannot be looked at.
    """
    now = site.clock.now()
    moment = Moment(now, day_asked(as_of, now.astimezone(BRUSSELS).date()), site.reaction)
    age = getattr(request.state, "age", None) or await site.freshness.age(now)
    request.state.moment, request.state.age = moment, age
    request.state.last_modified = _changed(moment, age, site.started)
    return moment


def _changed(moment: Moment, age: Age, started: datetime) -> datetime | None:
    """When what is shown last changed: by something stored, a new version of the board, or the turn of a day.

    Not known where verdicts wait for their publication.
    """
    if moment.reaction:
        return None
    midnight = datetime.combine(moment.now.astimezone(BRUSSELS), time(), BRUSSELS)
    return max(midnight, started, age.stored_at or started)


def day_asked(text: str | None, today: date) -> date | None:
    """The day asked for; an empty field of a form asks for none."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Refused("as-of", "not_a_day")
    if day < AGENDA_PUBLISHED:
        raise Refused("as-of", "before_agenda")
    if day > today:
        raise Refused("as-of", "future")
    return day


MomentDep = Annotated[Moment, Depends(moment_of)]
