"""News as Atom and dates as a calendar, for the whole board and for a part of it."""

from fastapi import APIRouter
from starlette.responses import Response

from services.board.web.asked import MomentDep
from services.board.web.feeds import atom, dates
from services.board.web.feeds.news import MOST, about, read_news
from services.board.web.known import known
from services.board.web.moment import Moment
from services.board.web.parts import WHOLE, part_of
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.start import every_due, read_releases
from services.board.web.site import Site, SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)


@router.get("/{lang}/feed.atom")
async def everything(site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """All news."""
    return await _feed(site, moment, lang, WHOLE)


@router.get("/{lang}/areas/{area_id}/feed.atom")
async def of_area(site: SiteDep, moment: MomentDep, lang: Lang, area_id: str) -> Response:
    """News about the recommendations of an area."""
    return await _feed(site, moment, lang, f"/areas/{area_id}/")


@router.get("/{lang}/bodies/{body_id}/feed.atom")
async def of_body(site: SiteDep, moment: MomentDep, lang: Lang, body_id: str) -> Response:
    """News about the recommendations a body leads."""
    return await _feed(site, moment, lang, f"/bodies/{body_id}/")


@router.get("/{lang}/recommendations/{number}/feed.atom")
async def of_recommendation(site: SiteDep, moment: MomentDep, lang: Lang, number: int) -> Response:
    """News about one recommendation."""
    return await _feed(site, moment, lang, f"/recommendations/{number}/")


@router.get("/{lang}/calendar.ics")
async def calendar(site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Figures expected and milestones due."""
    async with site.database.transaction() as connection:
        releases = await read_releases(connection, moment)
        lines = await read_milestones(connection, site.agenda, moment)
    stamp = site.started if moment.as_of is None else moment.at
    file = dates.calendar(site.renderers[lang], releases, every_due(lines), site.public_url, stamp)
    return Response(file, media_type=dates.MEDIA_TYPE)


async def _feed(site: Site, moment: Moment, lang: Lang, path: str) -> Response:
    part = known(lambda name: part_of(site.agenda, name, moment.today), path)
    renderer = site.renderers[lang]
    async with site.database.transaction() as connection:
        news = await read_news(connection, site.agenda, moment, renderer, site.public_url)
    feed = atom.atom(
        title=renderer.t("news.about", part=part.name[lang]) if part.name else renderer.t("news.all"),
        address=f"{site.public_url}/{lang}{part.path}feed.atom",
        page=f"{site.public_url}/{lang}{part.path}",
        entries=[one.entry for one in about(news, part.numbers)[:MOST]],
        lang=lang,
        now=site.started,
    )
    return Response(feed, media_type=atom.MEDIA_TYPE)
