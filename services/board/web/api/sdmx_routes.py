"""Our indicators for programs that read official statistics."""

from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from schemas.assessment import Assessment
from services.board.web.api.models.base import Missing
from services.board.web.api.parameters import IndicatorId
from services.board.web.asked import MomentDep
from services.board.web.queries.indicator import read_assessments
from services.board.web.site import SiteDep
from services.board.web.tables.sdmx import MEDIA_TYPE, sdmx_table
from services.board.web.tables.table import render

router = APIRouter(prefix="/api/v1/sdmx", tags=["sdmx"])

_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}, "description": "SDMX-CSV 2.0"}}

_ONE: dict[int | str, dict[str, Any]] = {**_CSV, 404: {"model": Missing, "description": "There is no such thing."}}


@router.get("/indicators", response_class=Response, responses=_CSV)
async def indicators(site: SiteDep, moment: MomentDep) -> Response:
    """Every figure of every indicator as SDMX-CSV 2.0, those of other places included."""
    async with site.database.transaction() as connection:
        found = await read_assessments(connection, moment)
    return _file(found)


@router.get(
    "/indicators/{indicator_id}",
    response_class=Response,
    responses=_ONE,
)
async def indicator(site: SiteDep, moment: MomentDep, indicator_id: IndicatorId) -> Response:
    """The figures of one indicator as SDMX-CSV 2.0; no rows where it was never assessed."""
    try:
        key = site.agenda.indicator(indicator_id).key
    except KeyError:
        raise HTTPException(404) from None
    async with site.database.transaction() as connection:
        found = await read_assessments(connection, moment, key)
    return _file(found)


def _file(assessments: list[Assessment]) -> Response:
    return Response(render(sdmx_table(assessments), "csv"), headers={"content-type": MEDIA_TYPE})
