"""The eight areas, and each with its challenges, recommendations and totals."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from services.board.web.asked import MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.awaited import read_awaited
from services.board.web.queries.overview import read_overview
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/{lang}/areas/")
async def areas(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Every area and every challenge with its totals."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    found = site.agenda.agenda.areas
    return site.renderers[lang].page(
        request,
        "areas.html",
        whole=overview.whole().totals,
        areas=[(area, overview.of(area.recommendations).totals) for area in found],
        challenges={c.id: overview.of(c.recommendations).totals for area in found for c in area.challenges},
    )


@router.get("/{lang}/areas/{area_id}/")
async def area(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, area_id: str) -> Response:
    """One area: its totals, then each challenge with its own and its recommendations."""
    try:
        found = site.agenda.area(area_id)
    except KeyError:
        raise HTTPException(404) from None
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    return site.renderers[lang].page(
        request,
        "area.html",
        area=found,
        totals=overview.of(found.recommendations).totals,
        challenges=[(challenge, overview.of(challenge.recommendations)) for challenge in found.challenges],
        blocks={block.number: block for block in site.agenda.agenda.building_blocks},
        actions=[site.agenda.action(action) for action in found.serv_actions],
        awaited=[one for one in awaited if not set(one.numbers).isdisjoint(found.recommendations)],
    )
