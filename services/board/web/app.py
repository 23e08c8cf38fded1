"""The board's application: pages, JSON, style, and what an unknown address gets."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp

from schemas.agenda import Agenda
from services.board.settings import WebSettings
from services.board.web.api import routes, set_routes
from services.board.web.drawings import Drawings
from services.board.web.rendering import HERE, renderers
from services.board.web.routes import areas, bodies, details, editions, mails, milestones, printed, proof, start
from services.board.web.security import ReadOnly
from services.board.web.site import Site
from services.runtime.agenda import AgendaIndex
from services.runtime.archive_paths import archive_root
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.metrics import Metrics
from services.runtime.wording import Lang

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
        renderers=renderers(),
        drawings=Drawings(),
    )
    pages = (start, areas, printed, milestones, bodies, details, editions, proof, mails)
    for module in (routes, set_routes, *pages):
        app.include_router(module.router)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    return ReadOnly(app, metrics)


async def _static(name: str) -> Response:
    if name not in _FILES:
        raise HTTPException(404)
    return FileResponse(HERE / "static" / name, media_type=_FILES[name], headers=_FOREVER)


async def _refused(request: Request, error: Exception) -> Response:
    """An answer in the manner of the address: JSON below /api, otherwise a page in the reader's language."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": "not found" if status == 404 else "refused"}, status_code=status)
    site: Site = request.app.state.site
    lang: Lang = "en" if request.url.path.startswith("/en/") else "nl"
    return site.renderers[lang].page(request, "missing.html", status=status)


async def _not_understood(request: Request, error: Exception) -> Response:
    """An address that cannot be read; a page that does not exist for people, the fault for programs."""
    if request.url.path.startswith("/api/") and isinstance(error, RequestValidationError):
        faults = [{"where": ".".join(map(str, fault["loc"])), "fault": fault["msg"]} for fault in error.errors()]
        return JSONResponse({"detail": faults}, status_code=422)
    return await _refused(request, HTTPException(404))
