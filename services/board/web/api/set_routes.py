"""The addresses of the JSON answers about sets of recommendations, milestones and bodies."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query

from schemas.agenda import BuildingBlock
from services.board.domain.milestones import Timing
from services.board.web.api.dated import DatedRoute
from services.board.web.api.models.base import Missing
from services.board.web.api.models.bodies import MilestoneItem
from services.board.web.api.paging import PagingDep
from services.board.web.api.parameters import ActionId, AreaId, BlockNumber, BodyId, CellId, MilestoneId
from services.board.web.api.sets import (
    ActionItem,
    AgendaItem,
    AreaDetail,
    AreaItem,
    BlockItem,
    BodyItem,
    CellItem,
    ChallengeItem,
    MilestoneDetail,
    TotalsItem,
)
from services.board.web.asked import MomentDep
from services.board.web.moment import Moment
from services.board.web.queries.milestones import areas_behind, read_milestones
from services.board.web.queries.overview import Overview, read_overview
from services.board.web.queries.portfolio import portfolio_of
from services.board.web.queries.recommendation import read_answers
from services.board.web.site import Site, SiteDep
from services.runtime.agenda import AgendaIndex

router = APIRouter(prefix="/api/v1", route_class=DatedRoute)

T = TypeVar("T")

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Missing, "description": "There is no such thing."}}


@router.get("/agenda", tags=["agenda"])
async def agenda(site: SiteDep, moment: MomentDep) -> AgendaItem:
    """The edition that is shown, and how all of it stands."""
    overview = await _overview(site, moment)
    found = site.agenda.agenda
    return AgendaItem(edition=found.edition, sha256=found.sha256, totals=TotalsItem.of(overview.whole().totals))


@router.get("/areas", tags=["agenda"])
async def areas(site: SiteDep, moment: MomentDep) -> list[AreaItem]:
    """The eight areas with their totals."""
    overview = await _overview(site, moment)
    return [AreaItem.of(area, overview.of(area.recommendations).totals) for area in site.agenda.agenda.areas]


@router.get("/areas/{area_id}", tags=["agenda"], responses=_MISSING)
async def area(site: SiteDep, moment: MomentDep, area_id: AreaId) -> AreaDetail:
    """One area with its challenges."""
    try:
        found = site.agenda.area(area_id)
    except KeyError:
        raise HTTPException(404) from None
    overview = await _overview(site, moment)
    challenges = [
        ChallengeItem(challenge=challenge, totals=TotalsItem.of(overview.of(challenge.recommendations).totals))
        for challenge in found.challenges
    ]
    item = AreaItem.of(found, overview.of(found.recommendations).totals)
    return AreaDetail(**dict(item), challenges=challenges, serv_actions=list(found.serv_actions))


@router.get("/cells", tags=["agenda"])
async def cells(site: SiteDep, moment: MomentDep) -> list[CellItem]:
    """The twelve cells of the priority matrix."""
    overview = await _overview(site, moment)
    return [CellItem.of(cell, overview.of(cell.recommendations).totals) for cell in site.agenda.cells()]


@router.get("/cells/{cell_id}", tags=["agenda"], responses=_MISSING)
async def cell(site: SiteDep, moment: MomentDep, cell_id: CellId) -> CellItem:
    """One cell of the priority matrix."""
    return _only([found for found in await cells(site, moment) if found.id == cell_id])


@router.get("/building-blocks", tags=["agenda"])
async def blocks(site: SiteDep, moment: MomentDep) -> list[BlockItem]:
    """The fifty building blocks, also the one the agenda never names."""
    overview = await _overview(site, moment)
    return [_block(block, overview, site.agenda) for block in site.agenda.agenda.building_blocks]


@router.get("/building-blocks/{number}", tags=["agenda"], responses=_MISSING)
async def block(site: SiteDep, moment: MomentDep, number: BlockNumber) -> BlockItem:
    """One building block."""
    return _only([found for found in await blocks(site, moment) if found.number == number])


@router.get("/actions", tags=["agenda"])
async def actions(site: SiteDep, moment: MomentDep) -> list[ActionItem]:
    """The SERV's own actions; they count in no total."""
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
    states = {line.state.id: line.state for line in lines}
    return [
        ActionItem(action=found, milestone=states[found.milestone], href=f"/api/v1/actions/{found.id}")
        for found in site.agenda.agenda.actions
    ]


@router.get("/actions/{action_id}", tags=["agenda"], responses=_MISSING)
async def action(site: SiteDep, moment: MomentDep, action_id: ActionId) -> ActionItem:
    """One action of the SERV."""
    return _only([found for found in await actions(site, moment) if found.action.id == action_id])


@router.get("/milestones", tags=["milestones"])
async def milestones(
    site: SiteDep,
    moment: MomentDep,
    paging: PagingDep,
    area: Annotated[
        str | None, Query(max_length=100, description="Only those of this area.", examples=["social-dialogue"])
    ] = None,
    timing: Annotated[
        Timing | None, Query(description="Only those that stand so in time today.", examples=["ahead"])
    ] = None,
) -> list[MilestoneItem]:
    """All milestones, those of the SERV's actions included."""
    today = moment.today
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
    chosen = [
        line
        for line in lines
        if (area is None or area in areas_behind(line.state, site.agenda)) and timing in (None, line.timing)
    ]
    return [MilestoneItem.of(line, site.agenda, today) for line in paging.part(chosen, lambda line: line.state.id)]


@router.get("/milestones/{milestone_id}", tags=["milestones"], responses=_MISSING)
async def milestone(site: SiteDep, moment: MomentDep, milestone_id: MilestoneId) -> MilestoneDetail:
    """One milestone with the public answers about it."""
    today = moment.today
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
        answers = await read_answers(connection, [milestone_id], moment)
    found = _only([line for line in lines if line.state.id == milestone_id])
    needed_by = [line.state.id for line in lines if milestone_id in line.state.depends_on]
    item = MilestoneItem.of(found, site.agenda, today)
    return MilestoneDetail(**dict(item), needed_by=needed_by, answers=list(answers))


@router.get("/bodies", tags=["bodies"])
async def bodies(site: SiteDep, moment: MomentDep) -> list[BodyItem]:
    """Every body with what it leads, takes part in and has to show."""
    overview = await _overview(site, moment)
    today = moment.today
    return [BodyItem.of(portfolio_of(body, overview, site.agenda, today)) for body in site.agenda.agenda.bodies]


@router.get("/bodies/{body_id}", tags=["bodies"], responses=_MISSING)
async def body(site: SiteDep, moment: MomentDep, body_id: BodyId) -> BodyItem:
    """One body."""
    return _only([found for found in await bodies(site, moment) if found.id == body_id])


async def _overview(site: Site, moment: Moment) -> Overview:
    async with site.database.transaction() as connection:
        return await read_overview(connection, site.agenda, moment)


def _only(found: list[T]) -> T:
    """The one that was found. Raises 404 where none was."""
    if not found:
        raise HTTPException(404)
    return found[0]


def _block(block: BuildingBlock, overview: Overview, agenda: AgendaIndex) -> BlockItem:
    numbers = agenda.recommendations_of(block)
    return BlockItem.of(block, numbers, overview.of(numbers).totals)
