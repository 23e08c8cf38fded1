"""Caught mails, for whoever runs Koers on this machine: with the embedded catcher only, and on loopback only."""

import base64
import ipaddress
from email.message import EmailMessage
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from services.board.web.security import MAIL_BODY_POLICY, MAIL_PAGE_POLICY
from services.board.web.site import Site, SiteDep
from services.runtime.embedded.catcher import CaughtMail, caught_mails
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_SHOWN_HEADERS = ("From", "To", "Date", "Subject", "Reply-To", "Message-ID", "List-Unsubscribe", "Auto-Submitted")


@router.get("/{lang}/mails/")
async def mails(request: Request, site: SiteDep, lang: Lang) -> Response:
    """All caught mails, the newest first."""
    found = _caught(request, site)
    return site.renderers[lang].page(request, "mails.html", mails=list(reversed(found.values())))


@router.get("/{lang}/mails/{name}/")
async def mail(request: Request, site: SiteDep, lang: Lang, name: str) -> Response:
    """One mail: headers, text, and the HTML in a frame of its own."""
    found = _one(request, site, name)
    page = site.renderers[lang].page(
        request,
        "mail.html",
        mail=found,
        headers=[(header, str(found.message[header])) for header in _SHOWN_HEADERS if found.message[header]],
        text=_content(found.message, "plain"),
        has_html=_content(found.message, "html") is not None,
        images=[_name_of(part) for part in _images(found.message)],
    )
    page.headers["content-security-policy"] = MAIL_PAGE_POLICY
    return page


@router.get("/{lang}/mails/{name}/html")
async def html(request: Request, site: SiteDep, lang: Lang, name: str) -> Response:
    """The HTML of a mail with its pictures put in, locked up: no scripts, no addresses, no forms."""
    message = _one(request, site, name).message
    content = _content(message, "html")
    if content is None:
        raise HTTPException(404)
    for part in _images(message):
        picture = base64.b64encode(_bytes(part)).decode()
        content = content.replace(f"cid:{_name_of(part)}", f"data:{part.get_content_type()};base64,{picture}")
    return HTMLResponse(content, headers={"content-security-policy": MAIL_BODY_POLICY, "cache-control": "no-store"})


def _caught(request: Request, site: Site) -> dict[str, CaughtMail]:
    """The mails by file name. Raises 404 for anybody who is not on this machine: a proxy on it may speak for others."""
    if site.mail_dir is None or not _is_local(request):
        raise HTTPException(404)
    return {_stem(mail.path): mail for mail in caught_mails(site.mail_dir)}


def _one(request: Request, site: Site, name: str) -> CaughtMail:
    try:
        return _caught(request, site)[name]
    except KeyError:
        raise HTTPException(404) from None


def _is_local(request: Request) -> bool:
    if request.client is None or any(header in request.headers for header in _PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _stem(path: Path) -> str:
    return path.name.removesuffix(".eml")


def _content(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else None


def _images(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if isinstance(part, EmailMessage) and _is_image(part)]


def _is_image(part: EmailMessage) -> bool:
    return part.get_content_type() in ("image/png", "image/jpeg", "image/gif")


def _name_of(part: EmailMessage) -> str:
    return str(part["Content-ID"] or "").strip("<>")


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
