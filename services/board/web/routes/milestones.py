"""The milestones of the recommendations, and each on a page of its own."""

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from schemas.stats import MilestoneState
from services.board.domain.milestones import Timing, by_timing
from services.board.web.asked import MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.awaited import read_awaited
from services.board.web.queries.milestones import areas_behind, bodies_behind, read_milestones
from services.board.web.queries.recommendation import read_answers
from services.board.web.queries.standings import Owner, owners_named, read_accepted
from services.board.web.site import SiteDep
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import Accepted
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/{lang}/milestones/")
async def milestones(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang, area: str = "", timing: str = ""
) -> Response:
    """All milestones of recommendations by where they stand in time; those of the SERV's actions stand with these."""
    async with site.database.transaction() as connection:
        known = await read_milestones(connection, site.agenda, moment)
    every = [line for line in known if line.state.recommendations]
    asked = {name: value for name, value in {"area": area, "timing": timing}.items() if value}
    found = by_timing(line for line in every if not area or area in areas_behind(line.state, site.agenda))
    return site.renderers[lang].page(
        request,
        "milestones.html",
        total=len(every),
        timings=tuple(Timing),
        counts={name: len(states) for name, states in found.items()},
        found={name: states for name, states in found.items() if timing in ("", name)},
        areas=site.agenda.agenda.areas,
        area=area,
        asked=f"?{urlencode(asked)}" if asked else "",
        timing=timing,
    )


@router.get("/{lang}/milestones/{milestone_id}/")
async def milestone(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, milestone_id: str) -> Response:
    """One milestone: what shows it done, its date and what that rests on, what comes before and after it."""
    today = moment.today
    async with site.database.transaction() as connection:
        known = await read_milestones(connection, site.agenda, moment)
        answers = await read_answers(connection, [milestone_id], moment)
        awaited = await read_awaited(connection, site.agenda, moment)
        accepted = await read_accepted(connection, site.agenda, moment)
    lines = {line.state.id: line for line in known}
    if milestone_id not in lines:
        raise HTTPException(404)
    found = lines[milestone_id].state
    titles = {r.number: r.title for r in site.agenda.agenda.recommendations}
    return site.renderers[lang].page(
        request,
        "milestone.html",
        item=found,
        timing=lines[milestone_id].timing,
        owners=_owners(found, site.agenda, accepted, today),
        serves=[(number, titles.get(number)) for number in found.recommendations],
        action=next((a for a in site.agenda.agenda.actions if a.id == found.action), None),
        before=[lines[name] for name in found.depends_on if name in lines],
        after=[other for other in known if milestone_id in other.state.depends_on],
        steps={step.id: step.title for step in site.agenda.agenda.milestones},
        answers=answers,
        awaited=[one for one in awaited if one.item == milestone_id],
        bodies={body.id: body for body in site.agenda.agenda.bodies},
    )


def _owners(milestone: MilestoneState, agenda: AgendaIndex, accepted: Accepted, today: date) -> tuple[Owner, ...]:
    """Who owns it on a day; none where the agenda does not know the owner."""
    if milestone.owner is None or not bodies_behind(milestone, agenda, today):
        return ()
    return owners_named(agenda, milestone.owner, milestone.recommendations, accepted, today)
