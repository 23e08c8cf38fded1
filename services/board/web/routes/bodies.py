"""The bodies: what each leads, takes part in, and has to show."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from services.board.domain.milestones import by_timing
from services.board.web.asked import MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.awaited import read_awaited
from services.board.web.queries.overview import read_overview
from services.board.web.queries.portfolio import portfolio_of
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

LEVELS = ("flemish", "local", "federal", "european", "international", "other")


@router.get("/{lang}/bodies/")
async def bodies(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Every body by level, and those that are gone with their successors."""
    today = moment.today
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    found = [portfolio_of(body, overview, site.agenda, today) for body in site.agenda.agenda.bodies]
    by_name = sorted(found, key=lambda one: one.body.name[lang].casefold())
    return site.renderers[lang].page(
        request,
        "bodies.html",
        levels=[(level, [one for one in by_name if one.acts and one.body.level == level]) for level in LEVELS],
        gone=[one for one in by_name if not one.acts],
    )


@router.get("/{lang}/bodies/{body_id}/")
async def body(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, body_id: str) -> Response:
    """One body."""
    try:
        found = site.agenda.body(body_id)
    except KeyError:
        raise HTTPException(404) from None
    today = moment.today
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    portfolio = portfolio_of(found, overview, site.agenda, today)
    return site.renderers[lang].page(
        request,
        "body.html",
        portfolio=portfolio,
        body=found,
        milestones=by_timing(portfolio.milestones),
        awaited=[one for one in awaited if one.body == found],
    )
