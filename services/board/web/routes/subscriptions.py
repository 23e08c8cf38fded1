"""Following a part of the agenda by mail: a form without an account, and the page behind the link in the mail."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from services.board.subscriptions import store
from services.board.subscriptions.rhythm import Rhythm
from services.board.subscriptions.store import PER_DAY, Subscription
from services.board.web.asked import MomentDep
from services.board.web.moment import Moment
from services.board.web.parts import WHOLE, Part, part_of
from services.board.web.security import PRIVATE
from services.board.web.site import Site, SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

LONGEST_ADDRESS: Final = 254
_SIGNS: Final = r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+"
_ADDRESS: Final = re.compile(rf"{_SIGNS}@{_SIGNS}\.{_SIGNS}")


@router.get("/{lang}/subscribe/")
async def form(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang,
    part: Annotated[str, Query(max_length=200)] = WHOLE, sent: str = "",
) -> Response:  # fmt: skip
    """The form for a part of the agenda; where it was sent, what happens next."""
    return _form(request, site, lang, _known(site, moment, part), sent=sent == "1")


@router.post("/{lang}/subscribe/")
async def subscribe(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang,
    part: Annotated[str, Form(max_length=200)] = WHOLE,
    address: Annotated[str, Form(max_length=10 * LONGEST_ADDRESS)] = "",
    rhythm: Annotated[str, Form(max_length=20)] = "",
    website: Annotated[str, Form(max_length=1000)] = "",
) -> Response:  # fmt: skip
    """Have the letter with the link sent. The answer is the same whether this address follows already or not.

    The field `website` is out of sight: who fills it in is a program, and is answered like anybody.
    """
    wanted, address = _known(site, moment, part), address.strip()
    sent = RedirectResponse(f"/{lang}/subscribe/?part={wanted.path}&sent=1", status_code=303)
    if website:
        return sent
    fault, chosen = _fault(address), _chosen(rhythm)
    if fault or chosen is None:
        fault = fault or "no_rhythm"
        return _form(request, site, lang, wanted, address=address, rhythm=rhythm, fault=fault, status=422)
    reader = request.client.host if request.client else ""
    async with site.database.transaction() as connection:
        full = await store.asked_lately(connection, moment.now) >= PER_DAY
        if full or not site.readers.may_write(reader, moment.now):
            page = _form(request, site, lang, wanted, address=address, rhythm=rhythm, fault="too_many", status=429)
            page.headers["retry-after"] = "3600"
            return page
        await store.ask(connection, address, wanted.path, chosen, lang, moment.now)
    return sent


@router.get("/{lang}/subscriptions/{token}/")
async def look(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang, token: str, done: str = ""
) -> Response:  # fmt: skip
    """The page of one subscription; looking changes nothing, since mail scanners open every link."""
    found = await _found(site, token)
    return _page(request, site, moment, lang, found, done=done == "1")


@router.post("/{lang}/subscriptions/{token}/")
async def change(
    request: Request, site: SiteDep, moment: MomentDep, lang: Lang, token: str,
    keep: Annotated[str, Form(max_length=20)] = "",
    rhythm: Annotated[str, Form(max_length=20)] = "",
) -> Response:  # fmt: skip
    """Confirm or change where the form says so; anything else ends it, as mail programs do by themselves (RFC 8058)."""
    found, chosen = await _found(site, token), _chosen(rhythm)
    if found is None:
        return _page(request, site, moment, lang, None)
    async with site.database.transaction() as connection:
        if keep and chosen:
            await store.settle(connection, token, chosen, moment.now)
            return _private(RedirectResponse(f"/{lang}/subscriptions/{token}/?done=1", status_code=303))
        await store.forget(connection, token)
    return _private(site.renderers[lang].page(request, "subscription_ended.html"))


async def _found(site: Site, token: str) -> Subscription | None:
    async with site.database.transaction() as connection:
        return await store.find(connection, token)


def _known(site: Site, moment: Moment, path: str) -> Part:
    try:
        return part_of(site.agenda, path, moment.today)
    except KeyError:
        raise HTTPException(404) from None


def _form(
    request: Request, site: Site, lang: Lang, part: Part, *, address: str = "", rhythm: str = Rhythm.on_change,
    fault: str = "", sent: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    renderer = site.renderers[lang]
    return renderer.page(
        request, "subscribe.html", status=status, part=part, name=part.title(lang, renderer.t("subscribe.whole")),
        address=address[:LONGEST_ADDRESS], rhythm=rhythm, rhythms=tuple(Rhythm), fault=fault, sent=sent,
    )  # fmt: skip


def _page(
    request: Request, site: Site, moment: Moment, lang: Lang, found: Subscription | None, *, done: bool = False
) -> Response:  # fmt: skip
    """The page of a subscription, or that there is none behind this link any more."""
    renderer = site.renderers[lang]
    if found is None:
        return _private(renderer.page(request, "subscription_ended.html"))
    part = _known(site, moment, found.part)
    page = renderer.page(
        request, "subscription.html", name=part.title(lang, renderer.t("subscribe.whole")), found=found, part=part,
        rhythms=tuple(Rhythm), done=done,
    )  # fmt: skip
    return _private(page)


def _private(page: Response) -> Response:
    page.headers.update(PRIVATE)
    return page


def _fault(address: str) -> str:
    """The name of the text that says what to mend; empty where nothing."""
    return "" if len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address) else "no_address"


def _chosen(rhythm: str) -> Rhythm | None:
    return Rhythm(rhythm) if rhythm in {one.value for one in Rhythm} else None
