"""The board's application: pages, JSON, style, and what an unknown address gets."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp

from schemas.agenda import Agenda
from services.board.desk.limits import Readers
from services.board.settings import WebSettings
from services.board.web.api import routes, sdmx_routes, set_routes
from services.board.web.api.models.base import Faults, Missing
from services.board.web.conditional import Conditional
from services.board.web.drawings import Drawings
from services.board.web.freshness import Freshness
from services.board.web.glossary import load_glossary
from services.board.web.kept import Kept
from services.board.web.refusals import Refused
from services.board.web.rendering import HERE, renderers
from services.board.web.routes import (
    areas,
    bodies,
    corrections,
    details,
    editions,
    feeds,
    history,
    linked,
    mails,
    milestones,
    open_data,
    printed,
    proof,
    start,
    subscriptions,
    tables,
)
from services.board.web.security import ReadOnly
from services.board.web.site import Site
from services.runtime.agenda import AgendaIndex
from services.runtime.archive_paths import archive_root
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.errors import TransientError
from services.runtime.hosts import only_for
from services.runtime.metrics import Metrics
from services.runtime.wording import Lang

log = structlog.get_logger()

_API = (routes, set_routes, sdmx_routes)
_PAGES = (start, areas, printed, milestones, bodies, details, editions, proof, history, mails)
_FORMS = (corrections, subscriptions)
_DOWNLOADS = (feeds, linked, open_data, tables)
ROUTERS = tuple(module.router for module in (*_API, *_PAGES, *_FORMS, *_DOWNLOADS))

_FILES = {"style.css": "text/css", "koers.svg": "image/svg+xml"}
_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


def web_app(settings: WebSettings, agenda: Agenda, database: Database, clock: Clock, metrics: Metrics) -> ASGIApp:
    """The application behind its guard. Raises ConfigError when a text of the pages is missing."""
    app = FastAPI(
        title="Koers",
        version="1",
        summary="Whether Flanders keeps its digital-transition promises: verdicts, figures and their sources.",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": settings.public_url}],
        openapi_url="/api/v1/openapi.json",
        responses={
            400: {"content": {"text/plain": {}}, "description": "The address holds a NUL, is not UTF-8, or too long."},
            422: {"model": Faults, "description": "A part of the address cannot be read or answered."},
            503: {"model": Missing, "description": "The database does not answer; come back later."},
        },
        docs_url=None,
        redoc_url=None,
    )
    app.state.site = Site(
        agenda=AgendaIndex(agenda),
        database=database,
        clock=clock,
        public_url=settings.public_url,
        archive=archive_root(settings.state_dir),
        mail_dir=settings.mail_dir,
        reaction=settings.reaction,
        open_data=settings.open_data_dir,
        started=clock.now(),
        glossary=load_glossary(),
        readers=Readers(),
        freshness=Freshness(database),
        renderers=renderers(),
        drawings=Drawings(),
        kept=Kept(),
    )
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(Refused, _not_answered)
    app.add_exception_handler(TransientError, _out_of_reach)
    return only_for(ReadOnly(Conditional(app), metrics), settings.public_url, settings.allowed_hosts)


async def _static(name: str) -> Response:
    if name not in _FILES:
        raise HTTPException(404)
    return FileResponse(HERE / "static" / name, media_type=_FILES[name], headers=_FOREVER)


async def _refused(request: Request, error: Exception) -> Response:
    """An answer in the manner of the address: JSON below /api, otherwise a page in the reader's language."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if _is_for_programs(request):
        return JSONResponse({"detail": "not found" if status == 404 else "refused"}, status_code=status)
    return _page(request, "missing.html", status)


async def _not_understood(request: Request, error: Exception) -> Response:
    """An address that cannot be read; a page that does not exist for people, the fault for programs.

    Where only the question behind the address cannot be read, people are told so.
    """
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if _is_for_programs(request):
        told = [{"where": ".".join(map(str, fault["loc"])), "fault": fault["msg"]} for fault in faults]
        return JSONResponse({"detail": told}, status_code=422)
    if any(fault["loc"][0] != "query" for fault in faults):
        return await _refused(request, HTTPException(404))
    return _page(request, "refused.html", 422, parameter=str(faults[0]["loc"][-1]), why="not_understood")


async def _not_answered(request: Request, error: Exception) -> Response:
    """A question that can be read but not answered."""
    if not isinstance(error, Refused):
        raise error
    if _is_for_programs(request):
        site: Site = request.app.state.site
        why = f"{site.renderers['en'].t(f'refused.{error.why}').rstrip(':')}."
        return JSONResponse({"detail": [{"where": f"query.{error.parameter}", "fault": why}]}, status_code=422)
    return _page(request, "refused.html", 422, parameter=error.parameter, why=error.why)


async def _out_of_reach(request: Request, error: Exception) -> Response:
    """The database does not answer: nothing is made up, and the reader may come back."""
    log.error("database_out_of_reach", error=str(error))
    again = {"retry-after": "30"}
    if _is_for_programs(request):
        return JSONResponse({"detail": "the database does not answer; try again later"}, 503, headers=again)
    page = _page(request, "unreachable.html", 503)
    page.headers.update(again)
    return page


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _page(request: Request, template: str, status: int, **context: str) -> Response:
    site: Site = request.app.state.site
    lang: Lang = "en" if request.url.path.startswith("/en/") else "nl"
    return site.renderers[lang].page(request, template, status=status, **context)
