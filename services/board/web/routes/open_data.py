"""The page about the data, and the bulk downloads."""

import re
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from services.board.export.bundle import bundles
from services.board.web.asked import MomentDep
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

_NAME: Final = re.compile(r"koers-open-data-[0-9]{4}-[0-9]{2}-[0-9]{2}\.zip(\.sha256)?")


@router.get("/{lang}/data/")
async def data(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """What can be taken away, in which forms, under which licence."""
    return site.renderers[lang].page(request, "data.html", bundles=bundles(site.open_data), public_url=site.public_url)


@router.get("/open-data/latest.zip")
async def latest(site: SiteDep) -> Response:
    """To the newest bulk download."""
    found = bundles(site.open_data)
    if not found:
        raise HTTPException(404)
    return RedirectResponse(f"/open-data/{found[0].path.name}", status_code=302)


@router.get("/open-data/{name}")
async def download(site: SiteDep, name: str) -> Response:
    """A bulk download, or the file with its checksum."""
    path = site.open_data / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, filename=name, media_type="text/plain" if name.endswith("256") else "application/zip")
