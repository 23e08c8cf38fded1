"""The addresses of the JSON answers."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Query

from schemas.agenda import Recommendation
from schemas.base import Text
from schemas.indicator import Indicator
from schemas.verdicts import Verdict
from services.board.domain.asks import AskLine, ask_lines
from services.board.domain.grounds import Part, grounds_of
from services.board.domain.standing import standing_of
from services.board.web.api.dated import DatedRoute
from services.board.web.api.models.base import Missing
from services.board.web.api.models.bodies import AwaitedItem, MilestoneItem
from services.board.web.api.models.indicators import ChangeItem, IndicatorDetail, IndicatorItem, VerdictStep
from services.board.web.api.models.recommendations import AskItem, RecommendationDetail, RecommendationItem
from services.board.web.api.models.series import RevisionItem, SeriesDetail, SeriesItem, SeriesPage, SourceItem
from services.board.web.api.paging import PagingDep
from services.board.web.api.parameters import IndicatorId, Number, SeriesId, Serving, SourceName
from services.board.web.asked import MomentDep
from services.board.web.choice import ChoiceDep
from services.board.web.queries.awaited import read_awaited
from services.board.web.queries.changes import read_verdict_changes
from services.board.web.queries.indicator import read_all_revisions, read_briefs, read_indicator, read_revisions
from services.board.web.queries.recommendation import RecommendationView, read_recommendation
from services.board.web.queries.series import read_series, read_snapshot
from services.board.web.queries.sources import read_sources
from services.board.web.queries.standings import read_standings
from services.board.web.site import Site, SiteDep

router = APIRouter(prefix="/api/v1", route_class=DatedRoute)

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Missing, "description": "There is no such thing."}}


@router.get("/recommendations", tags=["recommendations"])
async def recommendations(
    site: SiteDep, moment: MomentDep, choice: ChoiceDep, paging: PagingDep
) -> list[RecommendationItem]:  # fmt: skip
    """The 107 recommendations as they stand, or those chosen."""
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, moment)
    chosen = [row for row in rows if choice.takes(row)]
    part = paging.part(chosen, lambda row: row.recommendation.number)
    return [RecommendationItem.of(row, _reason(site, row.grounds)) for row in part]


@router.get("/recommendations/{number}", tags=["recommendations"], responses=_MISSING)
async def recommendation(site: SiteDep, moment: MomentDep, number: Number) -> RecommendationDetail:
    """One recommendation."""
    try:
        found = site.agenda.recommendation(number)
    except KeyError:
        raise HTTPException(404) from None
    async with site.database.transaction() as connection:
        view = await read_recommendation(connection, site.agenda, number, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    return RecommendationDetail(
        number=number,
        title=found.title,
        summary=found.summary,
        standing=standing_of(view.state.status, view.state.headline) if view.state else standing_of(None, None),
        reason=_reason(site, grounds_of(view.state)),
        grounds=[part.ground for part in grounds_of(view.state)],
        state=view.state,
        asks=[AskItem.of(line) for line in _asks(found, view)],
        milestones=[MilestoneItem.of(line, site.agenda, moment.today) for line in view.milestones],
        answers=list(view.answers),
        awaited=[AwaitedItem.of(one) for one in awaited if number in one.numbers],
    )


@router.get("/indicators", tags=["indicators"])
async def indicators(
    site: SiteDep,
    moment: MomentDep,
    paging: PagingDep,
    verdict: Annotated[
        Verdict | None, Query(description="Only those with this verdict.", examples=["off_track"])
    ] = None,
    recommendation: Serving = None,
) -> list[IndicatorItem]:
    """All indicators of the agenda, or those chosen; those never assessed have no verdict."""
    async with site.database.transaction() as connection:
        briefs = await read_briefs(connection, moment)
    known = {brief.key: IndicatorItem.of(brief) for brief in briefs}
    items = [known.get(found.key) or _unknown(found) for found in site.agenda.agenda.indicators]
    chosen = [
        item
        for item in items
        if verdict in (None, item.verdict) and (recommendation is None or recommendation in item.recommendations)
    ]
    return paging.part(chosen, lambda item: item.id)


@router.get("/changes", tags=["changes"])
async def changes(
    site: SiteDep,
    moment: MomentDep,
    paging: PagingDep,
    recommendation: Serving = None,
) -> list[ChangeItem]:
    """Verdicts that became another on this board, the newest first; what it learned on its first day is no change."""
    async with site.database.transaction() as connection:
        found = await read_verdict_changes(connection, moment)
    items = [ChangeItem.of(change) for change in found]
    chosen = [item for item in items if recommendation is None or recommendation in item.recommendations]
    return paging.part(chosen, lambda item: item.id)


@router.get("/revisions", tags=["changes"])
async def revisions(
    site: SiteDep,
    moment: MomentDep,
    paging: PagingDep,
    series: Annotated[
        str | None, Query(max_length=300, description="Only of this series.", examples=["eurostat:tin00028?geo=BE"])
    ] = None,
) -> list[RevisionItem]:
    """Figures that publishers changed after they were published, the newest first."""
    async with site.database.transaction() as connection:
        found = await read_all_revisions(connection, moment, series)
    return paging.part([RevisionItem.of(revision) for revision in found], lambda item: item.id)


@router.get("/indicators/{indicator_id}", tags=["indicators"], responses=_MISSING)
async def indicator(site: SiteDep, moment: MomentDep, indicator_id: IndicatorId) -> IndicatorDetail:
    """One indicator with its assessment."""
    try:
        found = site.agenda.indicator(indicator_id)
    except KeyError:
        raise HTTPException(404) from None
    async with site.database.transaction() as connection:
        view = await read_indicator(connection, found.key, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    return IndicatorDetail(
        id=found.id,
        title=found.title,
        definition=found.definition,
        assessment=view.assessment if view else None,
        history=[VerdictStep.of(step) for step in view.steps] if view else [],
        revisions=[RevisionItem.of(revision) for revision in view.revisions] if view else [],
        answers=list(view.answers) if view else [],
        awaited=[AwaitedItem.of(one) for one in awaited if one.item == found.key],
    )


@router.get("/series", tags=["series"])
async def series(
    site: SiteDep,
    moment: MomentDep,
    source: Annotated[
        str | None, Query(max_length=100, description="Only series of this source.", examples=["eurostat"])
    ] = None,
    after: Annotated[str, Query(max_length=300, description="Only series behind this id; see `next`.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> SeriesPage:
    """The series Koers holds, in order of their ids."""
    async with site.database.transaction() as connection:
        lines = await read_series(connection, moment, source=source, after=after, limit=limit)
    last = lines[-1].series_id if len(lines) == limit else None
    asked = {"source": source} if source else {}
    following = f"/api/v1/series?{urlencode({**asked, 'after': last, 'limit': limit})}" if last else None
    return SeriesPage(series=[SeriesItem.of(line, _href(line.series_id)) for line in lines], next=following)


@router.get("/series/{series_id:path}", tags=["series"], responses=_MISSING)
async def one_series(
    site: SiteDep,
    moment: MomentDep,
    series_id: SeriesId,
) -> SeriesDetail:
    """One series with its figures as published."""
    async with site.database.transaction() as connection:
        snapshot = await read_snapshot(connection, series_id, moment)
        revisions = await read_revisions(connection, [series_id], moment)
    if snapshot is None:
        raise HTTPException(404)
    return SeriesDetail(snapshot=snapshot, revisions=[RevisionItem.of(revision) for revision in revisions])


@router.get("/sources", tags=["sources"])
async def sources(site: SiteDep, moment: MomentDep) -> list[SourceItem]:
    """Every source with the last poll of each of its datasets."""
    async with site.database.transaction() as connection:
        found = await read_sources(connection, moment)
    return [SourceItem(source=source.name, polls=list(source.reports)) for source in found]


@router.get("/sources/{name}", tags=["sources"], responses=_MISSING)
async def source(site: SiteDep, moment: MomentDep, name: SourceName) -> SourceItem:
    """One source."""
    async with site.database.transaction() as connection:
        found = await read_sources(connection, moment)
    wanted = next((source for source in found if source.name == name), None)
    if wanted is None:
        raise HTTPException(404)
    return SourceItem(source=wanted.name, polls=list(wanted.reports))


def _reason(site: Site, parts: Sequence[Part]) -> Text:
    return site.in_both(lambda renderer: renderer.because(parts))


def _asks(found: Recommendation, view: RecommendationView) -> tuple[AskLine, ...]:
    return ask_lines(found.asks, view.state, [line.state for line in view.milestones])


def _unknown(found: Indicator) -> IndicatorItem:
    return IndicatorItem(
        id=found.id,
        key=found.key,
        geo=found.geography.primary,
        title=found.title,
        verdict=None,
        recommendations=[link.number for link in found.recommendations],
        href=f"/api/v1/indicators/{found.id}",
    )


def _href(series_id: str) -> str:
    return f"/api/v1/series/{quote(series_id, safe='')}"
