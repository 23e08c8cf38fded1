"""The start page."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.board.web.asked import MomentDep
from services.board.web.choice import ChoiceDep, folded
from services.board.web.kept import KeptRoute
from services.board.web.queries.awaited import by_body, read_awaited
from services.board.web.queries.changes import read_begun, read_turned_before, read_verdict_changes
from services.board.web.queries.overview import read_overview
from services.board.web.queries.standings import Standings
from services.board.web.queries.start import COMING, RECENT, every_due, read_as_of, read_releases
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/")
async def root(request: Request) -> RedirectResponse:
    """To the reader's language; Dutch unless English is what the browser asks for first."""
    wanted = request.headers.get("accept-language", "nl").split(",")[0].strip().lower()
    lang: Lang = "en" if wanted.startswith("en") else "nl"
    return RedirectResponse(f"/{lang}/", status_code=302, headers={"vary": "accept-language"})


@router.get("/{lang}/recommendations/")
async def every(request: Request, lang: Lang) -> RedirectResponse:
    """To the list on the start page, for who shortens the address of a recommendation."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{lang}/{asked}#all", status_code=308)


@router.get("/{lang}/")
async def start(
    request: Request,
    site: SiteDep,
    moment: MomentDep,
    lang: Lang,
    choice: ChoiceDep,
) -> Response:
    """How all recommendations stand, what changed, what is coming, and all 107 to filter."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
        changes = await read_verdict_changes(connection, moment, since=moment.at - RECENT)
        begun, before = await read_begun(connection), await read_turned_before(connection, moment)
        as_of = await read_as_of(connection, moment)
        releases = await read_releases(connection, moment)
        awaited = await read_awaited(connection, site.agenda, moment)
    rows, agenda = overview.rows, site.agenda.agenda
    return site.renderers[lang].page(
        request,
        "start.html",
        rows=[row for row in rows if choice.takes(row)],
        choice=choice,
        asked=f"?{urlencode(choice.asked)}" if choice.asked else "",
        whole=overview.whole().totals,
        areas=[(area, overview.of(area.recommendations).totals) for area in agenda.areas],
        bodies=_leads(rows, lang),
        cells=site.agenda.cells(),
        blocks=agenda.building_blocks,
        changes=changes,
        begun_lately=begun if begun and moment.at - begun < RECENT else None,
        turned_before=len(before),
        awaited=by_body(awaited),
        releases=releases[:COMING],
        due=every_due(overview.milestones)[:COMING],
        as_of=moment.as_of or (as_of or moment.now).date(),
    )


def _leads(rows: Sequence[Standings], lang: Lang) -> list[tuple[str, str]]:
    """The bodies that lead something, by name."""
    found = {owner.body.id: owner.body.name[lang] for row in rows for owner in row.owners}
    return sorted(found.items(), key=lambda pair: folded(pair[1]))
