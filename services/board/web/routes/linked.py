"""Linked data: catalogue, glossary, what each page is about, and the way from a thing to its page."""

from collections.abc import Callable
from typing import Any, Literal

import orjson
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from services.board.web.asked import MomentDep
from services.board.web.known import known
from services.board.web.linked.catalogue import catalogue
from services.board.web.linked.terms import concept_scheme
from services.board.web.linked.things import (
    MEDIA_TYPE,
    Addresses,
    agenda_node,
    area_node,
    body_node,
    document,
    indicator_node,
    milestone_node,
    recommendation_node,
)
from services.board.web.queries.indicator import read_assessments
from services.board.web.queries.standings import read_standings
from services.board.web.site import Site, SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)


@router.get("/catalogue.jsonld")
async def entry(request: Request, site: SiteDep, moment: MomentDep) -> Response:
    """The catalogue after DCAT-AP."""
    return _linked(catalogue(site, request.state.age.stored_at or site.started))


@router.get("/glossary.jsonld")
async def glossary(site: SiteDep) -> Response:
    """The glossary after SKOS."""
    return _linked(concept_scheme(site.glossary, site.agenda.agenda.edition, Addresses(site.public_url)))


@router.get("/id/agenda/digital-society.jsonld")
async def agenda(site: SiteDep) -> Response:
    """The whole agenda."""
    return _linked(document(agenda_node(site.agenda.agenda, Addresses(site.public_url))))


@router.get("/id/recommendations/{number}.jsonld")
async def recommendation(site: SiteDep, moment: MomentDep, number: int) -> Response:
    """A recommendation as it stands."""
    found = known(site.agenda.recommendation, number)
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, moment)
    standing = next(row.standing for row in rows if row.recommendation is found)
    serving = [indicator.id for indicator, _ in site.agenda.serving(number)]
    return _linked(document(recommendation_node(found, standing, serving, Addresses(site.public_url))))


@router.get("/id/indicators/{name}.jsonld")
async def indicator(site: SiteDep, moment: MomentDep, name: str) -> Response:
    """An indicator as it is judged."""
    found = known(site.agenda.indicator, name)
    async with site.database.transaction() as connection:
        judged = await read_assessments(connection, moment, found.key)
    return _linked(document(indicator_node(found, judged[0] if judged else None, Addresses(site.public_url))))


@router.get("/id/{kind}/{name}.jsonld")
async def other(site: SiteDep, kind: Literal["areas", "bodies", "milestones"], name: str) -> Response:
    """An area, a body or a milestone."""
    a = Addresses(site.public_url)
    if kind == "areas":
        return _linked(document(area_node(known(site.agenda.area, name), a)))
    if kind == "bodies":
        return _linked(document(body_node(known(site.agenda.body, name), a)))
    found = next((m for m in site.agenda.agenda.milestones if m.id == name), None)
    if found is None:
        raise HTTPException(404)
    return _linked(document(milestone_node(found, a)))


@router.get("/id/{kind}/{name}")
async def thing(request: Request, site: SiteDep, kind: str, name: str) -> Response:
    """From a thing to what is known about it: its page in the reader's language, or JSON-LD for who asks for that."""
    if not _exists(site, kind, name):
        raise HTTPException(404)
    wanted = request.headers.get("accept", "")
    lang: Lang = "en" if request.headers.get("accept-language", "nl").strip().lower().startswith("en") else "nl"
    if kind == "terms":
        target = "/glossary.jsonld" if MEDIA_TYPE in wanted else f"/{lang}/glossary/#{name}"
    else:
        target = f"/id/{kind}/{name}.jsonld" if MEDIA_TYPE in wanted else f"/{lang}/{kind}/{name}/"
    return RedirectResponse(target, status_code=303, headers={"vary": "accept, accept-language"})


def _exists(site: Site, kind: str, name: str) -> bool:
    kinds: dict[str, Callable[[], Any]] = {
        "recommendations": lambda: site.agenda.recommendation(int(name)),
        "indicators": lambda: site.agenda.indicator(name),
        "areas": lambda: site.agenda.area(name),
        "bodies": lambda: site.agenda.body(name),
        "milestones": lambda: {m.id: m for m in site.agenda.agenda.milestones}[name],
        "terms": lambda: site.glossary[name],
    }
    try:
        kinds[kind]()
    except (KeyError, ValueError):
        return False
    return True


def _linked(found: dict[str, Any]) -> Response:
    return Response(orjson.dumps(found), media_type=MEDIA_TYPE)
