"""The page of the agenda's editions: who changed what we watch and judge by, why, and which verdicts that changed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.board.web.asked import MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.editions import read_changed
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/{lang}/editions/")
async def editions(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Every edition, the newest first."""
    async with site.database.transaction() as connection:
        changed = await read_changed(connection, moment)
    changes = sorted(site.agenda.agenda.changes, key=lambda change: change.edition, reverse=True)
    return site.renderers[lang].page(request, "editions.html", changes=changes, changed=changed)
