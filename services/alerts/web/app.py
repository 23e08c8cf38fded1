"""The alert pages. Opening a link changes nothing; a POST does, once. A token never reaches a log or another site."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.bounces.taking import Bounces
from services.alerts.links import Links
from services.alerts.mail.content import Language
from services.alerts.web.answers import AnswerPages
from services.alerts.web.bodies import BodyPages
from services.alerts.web.decisions import DecisionPages
from services.alerts.web.guard import HEADERS, Guard
from services.alerts.web.mutes import MutePages
from services.alerts.web.pages import Pages, style
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.metrics import Metrics

LOOKING = ["GET", "HEAD"]


def alerts_app(
    database: Database, clock: Clock, links: Links, board: Board, answering: Answering, metrics: Metrics,
    bounces: Bounces | None = None, guards: Guard | None = None,
) -> FastAPI:  # fmt: skip
    """The whole site: the answer page, the page that stops mail, and what browsers ask for besides."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    guards, pages = guards or Guard(), Pages(board)
    answer_pages = AnswerPages(answering, clock, links, board, pages)
    body_pages = BodyPages(database, answering, clock, links, board, pages)
    decision_pages = DecisionPages(answering, links, board, pages)
    mute_pages = MutePages(database, clock, links, pages)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await guards.refusal(request) or await call_next(request)
        response.headers.update(HEADERS)
        metrics.requests.labels("alerts", str(response.status_code)).inc()
        return response

    for letter, page in (("a", answer_pages), ("b", body_pages), ("c", decision_pages), ("u", mute_pages)):
        _serve(app, f"/{letter}/{{token}}", page)

    @app.api_route("/b/{token}/diary.ics", methods=LOOKING)
    async def diary(request: Request, token: str) -> Response:
        return await body_pages.diary(token, _wanted(request))

    @app.api_route("/b/{token}/sheet.pdf", methods=LOOKING)
    async def sheet(request: Request, token: str) -> Response:
        return await body_pages.sheet(token, _wanted(request))

    @app.post("/bounces")
    async def bounce(request: Request) -> Response:
        """What came back to a return path, as the relay has it; who signed the path is who may tell."""
        if bounces is None:
            return PlainTextResponse("no return path is set", 404)
        return PlainTextResponse(await bounces.take(await request.body()), 202)

    @app.get("/style.css")
    def style_sheet() -> Response:
        return PlainTextResponse(style(), media_type="text/css")

    @app.get("/robots.txt")
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    return app


class SignedPage(Protocol):
    """What stands behind one sort of signed link: looked at it changes nothing, a form it takes once."""

    async def show(self, token: str, wanted: Language | None) -> Response:
        """The page of a link."""
        ...

    async def take(self, token: str, form: Mapping[str, str], wanted: Language | None) -> Response:
        """What the filled-in form leads to."""
        ...


def _serve(app: FastAPI, path: str, page: SignedPage) -> None:
    @app.api_route(path, methods=LOOKING)
    async def show(request: Request, token: str) -> Response:
        return await page.show(token, _wanted(request))

    @app.post(path)
    async def take(request: Request, token: str) -> Response:
        return await page.take(token, await _form(request), _wanted(request))


async def _form(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=200)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _wanted(request: Request) -> Language | None:
    """The language the reader asked for on the page; None leaves it to the link."""
    asked = request.query_params.get("lang")
    return "en" if asked == "en" else "nl" if asked == "nl" else None
