"""The sources with their last polls, how Koers judges, and the publishers' bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response, StreamingResponse

from services.board.web.asked import MomentDep
from services.board.web.queries.series import read_media_type
from services.board.web.queries.sources import read_sources
from services.board.web.site import SiteDep
from services.runtime.archive_paths import kept_body, open_body
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_PIECE = 1 << 16
_ENDINGS = {"application/json": "json", "text/csv": "csv", "text/tab-separated-values": "tsv", "application/xml": "xml"}


@router.get("/{lang}/sources/")
async def sources(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Every source with its datasets, and how the last poll of each went."""
    async with site.database.transaction() as connection:
        found = await read_sources(connection, moment)
    return site.renderers[lang].page(request, "sources.html", sources=found)


@router.get("/{lang}/how/")
async def how(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """How verdicts come about, in words."""
    return site.renderers[lang].page(request, f"how.{lang}.html", edition=site.agenda.agenda.edition)


@router.get("/raw/{sha256}")
async def raw(site: SiteDep, sha256: str) -> Response:
    """A publisher's answer as it was received, if a figure on the board rests on it; always as a download."""
    if not _SHA256.match(sha256):
        raise HTTPException(404)
    async with site.database.transaction() as connection:
        media_type = await read_media_type(connection, sha256)
    path = kept_body(site.archive, sha256)
    if media_type is None or path is None:
        raise HTTPException(404)
    name = f"{sha256[:12]}.{_ENDINGS.get(media_type.partition(';')[0].strip(), 'bin')}"
    return StreamingResponse(
        _pieces(path),
        media_type="application/octet-stream",
        headers={
            "cache-control": "public, max-age=31536000, immutable",
            "content-disposition": f'attachment; filename="{name}"',
        },
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with open_body(path) as file:
        while piece := file.read(_PIECE):
            yield piece
