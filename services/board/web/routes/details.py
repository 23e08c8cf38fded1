"""The pages of one recommendation and of one indicator, and the indicator's chart."""

from fastapi import APIRouter, HTTPException, Request
from markupsafe import escape
from starlette.responses import Response

from schemas.assessment import Assessment
from schemas.indicator import Indicator
from services.board.domain.asks import ask_lines
from services.board.domain.grounds import grounds_of
from services.board.domain.standing import standing_of
from services.board.domain.vintages import Vintages, is_computed
from services.board.web.asked import MomentDep
from services.board.web.calculation import calculation
from services.board.web.drawings import Image, Key, Size
from services.board.web.kept import KeptRoute
from services.board.web.queries.awaited import read_awaited
from services.board.web.queries.indicator import read_digest, read_indicator
from services.board.web.queries.recommendation import read_recommendation
from services.board.web.queries.standings import owners_of, read_accepted
from services.board.web.queries.vintages import read_vintages
from services.board.web.security import CHART_POLICY, EMBED_POLICY
from services.board.web.site import Site, SiteDep
from services.runtime.charts import describe
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

IMAGES: dict[Image, str] = {"svg": "image/svg+xml", "png": "image/png"}


@router.get("/{lang}/recommendations/{number}/")
async def recommendation(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, number: int) -> Response:
    """A recommendation with its indicators, milestones and answers."""
    try:
        found = site.agenda.recommendation(number)
    except KeyError:
        raise HTTPException(404) from None
    today = moment.today
    async with site.database.transaction() as connection:
        view = await read_recommendation(connection, site.agenda, number, moment)
        accepted = await read_accepted(connection, site.agenda, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    area = site.agenda.area(found.area)
    state = view.state
    return site.renderers[lang].page(
        request,
        "recommendation.html",
        recommendation=found,
        area=area,
        challenge=next((c for c in area.challenges if c.id == found.challenge), None),
        standing=standing_of(state.status, state.headline) if state else standing_of(None, None),
        grounds=grounds_of(state),
        cells=[cell for cell in site.agenda.cells() if cell.id in found.priority_cells],
        blocks=[site.agenda.block(number) for number in found.building_blocks],
        actions=[site.agenda.action(action) for action in found.serv_actions],
        owners=owners_of(site.agenda, found, accepted, today),
        partners=[body for name in found.partners for body in site.agenda.active_bodies(name, today)],
        asks=ask_lines(found.asks, state, [line.state for line in view.milestones]),
        steps={step.id: step.title for step in site.agenda.agenda.milestones},
        related=[site.agenda.recommendation(other) for other in found.overlaps],
        bodies={body.id: body for body in site.agenda.agenda.bodies},
        view=view,
        awaited=[one for one in awaited if number in one.numbers],
    )


@router.get("/{lang}/indicators/{indicator_id}/")
async def indicator(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang, indicator_id: str, vintages: bool = False
) -> Response:
    """An indicator: verdict, chart, calculation, proof, history; with `vintages` what was published before, too."""
    found = _indicator(site, indicator_id)
    async with site.database.transaction() as connection:
        view = await read_indicator(connection, found.key, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
        if view is None:
            return site.renderers[lang].page(request, "indicator_unknown.html", indicator=found)
        earlier = await read_vintages(connection, view.assessment)
    drawn = vintages and bool(earlier.lines)
    by_id = {snapshot.series_id: snapshot for snapshot in view.snapshots}
    return site.renderers[lang].page(
        request,
        "indicator.html",
        indicator=found,
        view=view,
        a=view.assessment,
        change=site.agenda.change_of(view.assessment.episode.edition or 0),
        snapshots=by_id,
        steps=calculation(view.assessment, lang),
        awaited=[one for one in awaited if one.item == found.key],
        alternative=describe(view.assessment, lang, earlier=drawn),
        vintages=vintages,
        earlier=earlier,
        computed=is_computed(view.assessment),
        drawn=f"{view.digest[:12]}{earlier.digest}&vintages=1" if drawn else view.digest[:12],
        frame=_frame(site, view.assessment, lang),
    )


@router.get("/{lang}/embed/indicators/{indicator_id}/")
async def embedded(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, indicator_id: str) -> Response:
    """The chart with its sentence and table for a frame on another site: no script, no cookie, nothing to type in."""
    found = _indicator(site, indicator_id)
    async with site.database.transaction() as connection:
        view = await read_indicator(connection, found.key, moment)
    if view is None:
        raise HTTPException(404)
    page = site.renderers[lang].page(
        request, "embed.html", a=view.assessment, digest=view.digest, alternative=describe(view.assessment, lang)
    )
    page.headers.update({"content-security-policy": EMBED_POLICY, "cross-origin-resource-policy": "cross-origin"})
    return page


@router.get("/{lang}/indicators/{indicator_id}/chart.{image}")
async def chart(
    site: SiteDep, moment: MomentDep, lang: Lang, indicator_id: str, image: Image, size: Size = "wide",
    vintages: bool = False,
) -> Response:  # fmt: skip
    """The indicator's chart; its address changes with what it shows, so it can be kept for a day."""
    found = _indicator(site, indicator_id)
    async with site.database.transaction() as connection:
        state = await read_digest(connection, found.key, moment)
        if state is None:
            raise HTTPException(404)
        assessment, digest = state
        earlier = await read_vintages(connection, assessment) if vintages else Vintages()
    drawn = await site.drawings.draw(Key(digest, lang, size, image, earlier.digest), assessment, earlier.lines)
    headers = {"content-security-policy": CHART_POLICY, "cache-control": "public, max-age=86400"}
    return Response(drawn, media_type=IMAGES[image], headers=headers)


def _frame(site: Site, assessment: Assessment, lang: Lang) -> str:
    """The line that shows the chart on another site."""
    address = f"{site.public_url}/{lang}/embed/indicators/{assessment.indicator}/"
    title = escape(assessment.title[lang])
    return f'<iframe src="{address}" title="{title}" width="100%" height="520" loading="lazy"></iframe>'


def _indicator(site: Site, indicator_id: str) -> Indicator:
    try:
        return site.agenda.indicator(indicator_id)
    except KeyError:
        raise HTTPException(404) from None
