"""What every answer says to the browser: no scripts, no strangers, no frames; and only reading is allowed."""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.board.web.drawings import STYLE
from services.runtime.metrics import Metrics

_LONGEST_ADDRESS: Final = 4000
_LONGEST_FORM: Final = 40_000
_FORM: Final = re.compile("/(nl|en)/(report|subscribe|subscriptions/[A-Za-z0-9_-]{10,60})/")

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EMBED_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)
MAIL_PAGE_POLICY: Final = PAGE_POLICY + "; frame-src 'self'"
MAIL_BODY_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CHART_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"

# A page whose address is a key: kept by no cache, told to no other site, found by no search.
PRIVATE: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}

_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class ReadOnly:
    """Refuses all but GET, HEAD and the forms there are; adds the headers, counts the answers.

    HEAD is answered as GET without the body.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        only_head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                self._metrics.requests.labels("board", str(message["status"])).inc()
            elif only_head:
                message = {**message, "body": b""}
            await send(message)

        if _is_hostile(scope):
            await PlainTextResponse("this address cannot be read", status_code=400)(scope, receive, guarded)
            return
        if scope["method"] == "POST" and _FORM.fullmatch(scope["path"]) and not _is_from_elsewhere(scope):
            await self._app(scope, receive, guarded)
            return
        if scope["method"] not in ("GET", "HEAD"):
            refusal = PlainTextResponse("this site can only be read", status_code=405, headers={"allow": "GET, HEAD"})
            await refusal(scope, receive, guarded)
            return
        await self._app({**scope, "method": "GET"}, receive, guarded)


def _is_hostile(scope: Scope) -> bool:
    """An address no page of ours has: with a NUL, which no database takes as text, not in UTF-8, or endless."""
    query = unquote_to_bytes(scope["query_string"])
    try:
        readable = query.decode()
    except UnicodeDecodeError:
        return True
    return "\0" in scope["path"] or "\0" in readable or len(scope["path"]) + len(query) > _LONGEST_ADDRESS


def _is_from_elsewhere(scope: Scope) -> bool:
    """Whether a browser says that a form of another site is sent here, or more is sent than our form holds."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    small = length.isascii() and length.isdigit() and int(length) <= _LONGEST_FORM
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") or not small
