"""The addresses of the JSON answers about sets of recommendations, milestones and bodies."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query

from schemas.agenda import BuildingBlock
from services.board.domain.milestones import Timing
from services.board.web.api.models import MilestoneItem
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
from services.board.web.queries.milestones import areas_behind, read_milestones
from services.board.web.queries.overview import Overview, read_overview
from services.board.web.queries.portfolio import portfolio_of
from services.board.web.queries.recommendation import read_answers
from services.board.web.site import Site, SiteDep
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import brussels_date

router = APIRouter(prefix="/api/v1")

T = TypeVar("T")

_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing."}}


@router.get("/agenda", tags=["agenda"])
async def agenda(site: SiteDep) -> AgendaItem:
    """The edition that is shown, and how all of it stands."""
    overview = await _overview(site)
    found = site.agenda.agenda
    return AgendaItem(edition=found.edition, sha256=found.sha256, totals=TotalsItem.of(overview.whole().totals))


@router.get("/areas", tags=["agenda"])
async def areas(site: SiteDep) -> list[AreaItem]:
    """The eight areas with their totals."""
    overview = await _overview(site)
    return [AreaItem.of(area, overview.of(area.recommendations).totals) for area in site.agenda.agenda.areas]


@router.get("/areas/{area_id}", tags=["agenda"], responses=_MISSING)
async def area(site: SiteDep, area_id: str) -> AreaDetail:
    """One area with its challenges."""
    try:
        found = site.agenda.area(area_id)
    except KeyError:
        raise HTTPException(404) from None
    overview = await _overview(site)
    challenges = [
        ChallengeItem(challenge=challenge, totals=TotalsItem.of(overview.of(challenge.recommendations).totals))
        for challenge in found.challenges
    ]
    item = AreaItem.of(found, overview.of(found.recommendations).totals)
    return AreaDetail(**dict(item), challenges=challenges, serv_actions=list(found.serv_actions))


@router.get("/cells", tags=["agenda"])
async def cells(site: SiteDep) -> list[CellItem]:
    """The twelve cells of the priority matrix."""
    overview = await _overview(site)
    return [CellItem.of(cell, overview.of(cell.recommendations).totals) for cell in site.agenda.cells()]


@router.get("/cells/{cell_id}", tags=["agenda"], responses=_MISSING)
async def cell(site: SiteDep, cell_id: str) -> CellItem:
    """One cell of the priority matrix."""
    return _only([found for found in await cells(site) if found.id == cell_id])


@router.get("/building-blocks", tags=["agenda"])
async def blocks(site: SiteDep) -> list[BlockItem]:
    """The fifty building blocks, also the one the agenda never names."""
    overview = await _overview(site)
    return [_block(block, overview, site.agenda) for block in site.agenda.agenda.building_blocks]


@router.get("/building-blocks/{number}", tags=["agenda"], responses=_MISSING)
async def block(site: SiteDep, number: int) -> BlockItem:
    """One building block."""
    return _only([found for found in await blocks(site) if found.number == number])


@router.get("/actions", tags=["agenda"])
async def actions(site: SiteDep) -> list[ActionItem]:
    """The SERV's own actions; they count in no total."""
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, brussels_date(site.clock))
    states = {line.state.id: line.state for line in lines}
    return [
        ActionItem(action=found, milestone=states[found.milestone], href=f"/api/v1/actions/{found.id}")
        for found in site.agenda.agenda.actions
    ]


@router.get("/actions/{action_id}", tags=["agenda"], responses=_MISSING)
async def action(site: SiteDep, action_id: str) -> ActionItem:
    """One action of the SERV."""
    return _only([found for found in await actions(site) if found.action.id == action_id])


@router.get("/milestones", tags=["milestones"])
async def milestones(
    site: SiteDep,
    area: Annotated[str | None, Query(description="Only those of recommendations of this area.")] = None,
    timing: Annotated[Timing | None, Query(description="Only those that stand so in time today.")] = None,
) -> list[MilestoneItem]:
    """All milestones, those of the SERV's actions included."""
    today = brussels_date(site.clock)
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, today)
    return [
        MilestoneItem.of(line, site.agenda, today)
        for line in lines
        if (area is None or area in areas_behind(line.state, site.agenda)) and timing in (None, line.timing)
    ]


@router.get("/milestones/{milestone_id}", tags=["milestones"], responses=_MISSING)
async def milestone(site: SiteDep, milestone_id: str) -> MilestoneDetail:
    """One milestone with the public answers about it."""
    today = brussels_date(site.clock)
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, today)
        answers = await read_answers(connection, [milestone_id])
    found = _only([line for line in lines if line.state.id == milestone_id])
    needed_by = [line.state.id for line in lines if milestone_id in line.state.depends_on]
    item = MilestoneItem.of(found, site.agenda, today)
    return MilestoneDetail(**dict(item), needed_by=needed_by, answers=list(answers))


@router.get("/bodies", tags=["bodies"])
async def bodies(site: SiteDep) -> list[BodyItem]:
    """Every body with what it leads, takes part in and has to show."""
    overview = await _overview(site)
    today = brussels_date(site.clock)
    return [BodyItem.of(portfolio_of(body, overview, site.agenda, today)) for body in site.agenda.agenda.bodies]


@router.get("/bodies/{body_id}", tags=["bodies"], responses=_MISSING)
async def body(site: SiteDep, body_id: str) -> BodyItem:
    """One body."""
    return _only([found for found in await bodies(site) if found.id == body_id])


async def _overview(site: Site) -> Overview:
    async with site.database.transaction() as connection:
        return await read_overview(connection, site.agenda, brussels_date(site.clock))


def _only(found: list[T]) -> T:
    """The one that was found. Raises 404 where none was."""
    if not found:
        raise HTTPException(404)
    return found[0]


def _block(block: BuildingBlock, overview: Overview, agenda: AgendaIndex) -> BlockItem:
    numbers = agenda.recommendations_of(block)
    return BlockItem.of(block, numbers, overview.of(numbers).totals)
