"""The printed order of 2018: priority matrix, building blocks, and the SERV's own actions, which are in no score."""

from collections import Counter

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from schemas.stats import MilestoneStatus
from services.board.web.asked import MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.overview import read_overview
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/{lang}/priorities/")
async def priorities(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """The priority matrix: strategies by policy issues, each cell with its totals."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    return site.renderers[lang].page(
        request,
        "priorities.html",
        matrix=site.agenda.agenda.priorities,
        cells={(c.strategy, c.policy_issue): (c, overview.of(c.recommendations).totals) for c in site.agenda.cells()},
    )


@router.get("/{lang}/priorities/{cell_id}/")
async def cell(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, cell_id: str) -> Response:
    """One cell: what it asks, with the references as printed, and its recommendations."""
    found = next((cell for cell in site.agenda.cells() if cell.id == cell_id), None)
    matrix = site.agenda.agenda.priorities
    if found is None or matrix is None:
        raise HTTPException(404)
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    return site.renderers[lang].page(
        request,
        "cell.html",
        cell=found,
        strategy=next(s for s in matrix.strategies if s.id == found.strategy),
        issue=next(i for i in matrix.policy_issues if i.id == found.policy_issue),
        group=overview.of(found.recommendations),
        actions=[site.agenda.action(action) for action in found.serv_actions],
    )


@router.get("/{lang}/building-blocks/")
async def blocks(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """All 50 slots of the vision statement, also the one the agenda never names."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    found = site.agenda.agenda.building_blocks
    return site.renderers[lang].page(
        request, "blocks.html", blocks=[(b, overview.of(site.agenda.recommendations_of(b)).totals) for b in found]
    )


@router.get("/{lang}/building-blocks/{number}/")
async def block(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, number: int) -> Response:
    """One building block with the recommendations of its challenges."""
    try:
        found = site.agenda.block(number)
    except KeyError:
        raise HTTPException(404) from None
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    return site.renderers[lang].page(
        request,
        "block.html",
        block=found,
        challenges=[
            (area, c) for area in site.agenda.agenda.areas for c in area.challenges if c.id in found.challenges
        ],
        group=overview.of(site.agenda.recommendations_of(found)),
    )


@router.get("/{lang}/actions/")
async def actions(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """What the SERV itself planned, by area; the same treatment, apart and in no total of the board."""
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
    states = {line.state.id: line.state for line in lines}
    found = site.agenda.agenda.actions
    statuses = Counter(states[action.milestone].status for action in found)
    return site.renderers[lang].page(
        request,
        "actions.html",
        areas=[(area, [a for a in found if a.area == area.id]) for area in site.agenda.agenda.areas],
        states=states,
        counts={status: n for status in MilestoneStatus if (n := statuses[status])},
        total=len(found),
        bodies={body.id: body for body in site.agenda.agenda.bodies},
    )
