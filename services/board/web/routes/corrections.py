"""`This figure is wrong`: a form without an account, and the public list of what came of it."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from services.board.desk.corrections import read_corrections, reported_lately, store
from services.board.desk.limits import PER_DAY
from services.board.web.asked import MomentDep
from services.board.web.site import Site, SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

LONGEST_PAGE: Final = 300
LONGEST_REPORT: Final = 2000
LONGEST_ADDRESS: Final = 254
_ADDRESS: Final = re.compile(r"[^\s@<>\x00-\x1f]+@[^\s@<>\x00-\x1f]+\.[^\s@<>\x00-\x1f]+")


@router.get("/{lang}/corrections/")
async def corrections(request: Request, site: SiteDep, moment: MomentDep, lang: Lang, thanks: str = "") -> Response:
    """Every report with its answer."""
    async with site.database.transaction() as connection:
        found = await read_corrections(connection, moment.at)
    thanked = int(thanks) if thanks.isascii() and thanks.isdigit() and len(thanks) < 10 else 0
    return site.renderers[lang].page(request, "corrections.html", corrections=found, thanked=thanked)


@router.get("/{lang}/report/")
async def form(
    request: Request,
    site: SiteDep,
    moment: MomentDep,
    lang: Lang,
    about: Annotated[str, Query(max_length=LONGEST_PAGE)] = "",
) -> Response:
    """The form, about a page of the board."""
    return _form(request, site, lang, about=about)


@router.post("/{lang}/report/")
async def report(
    request: Request,
    site: SiteDep,
    moment: MomentDep,
    lang: Lang,
    about: Annotated[str, Form(max_length=LONGEST_PAGE)] = "",
    wrong: Annotated[str, Form(max_length=10 * LONGEST_REPORT)] = "",
    address: Annotated[str, Form(max_length=10 * LONGEST_ADDRESS)] = "",
    website: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep a report. The field `website` is out of sight: who fills it in is a program, and is thanked like anybody."""
    if website:
        return _thanks(lang, 0)
    wrong, address = _clean(wrong), address.strip()
    fault = _fault(about, wrong, address)
    if fault:
        return _form(request, site, lang, about=about, wrong=wrong, address=address, fault=fault, status=422)
    reader = request.client.host if request.client else ""
    async with site.database.transaction() as connection:
        full = await reported_lately(connection, moment.now) >= PER_DAY
        if full or not site.readers.may_write(reader, moment.now):
            page = _form(request, site, lang, about=about, wrong=wrong, address=address, fault="too_many", status=429)
            page.headers["retry-after"] = "3600"
            return page
        number = await store(connection, about or "/", wrong, address or None, moment.now)
    return _thanks(lang, number)


def _form(
    request: Request, site: Site, lang: Lang, *, about: str, wrong: str = "", address: str = "", fault: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    filled = {
        "about": about if _is_own(about) else "",
        "wrong": wrong[:LONGEST_REPORT],
        "address": address[:LONGEST_ADDRESS],
    }
    return site.renderers[lang].page(request, "report.html", status=status, fault=fault, **filled)


def _thanks(lang: Lang, number: int) -> Response:
    return RedirectResponse(f"/{lang}/corrections/?thanks={number}", status_code=303)


def _fault(about: str, wrong: str, address: str) -> str:
    """The name of the text that says what to mend; empty where nothing."""
    if about and not _is_own(about):
        return "not_ours"
    if len(wrong) < 10:
        return "too_short"
    if len(wrong) > LONGEST_REPORT:
        return "too_long"
    if address and (len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address)):
        return "no_address"
    return ""


def _is_own(page: str) -> bool:
    """A path of the board, and nothing a browser might take for another site."""
    return page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()
