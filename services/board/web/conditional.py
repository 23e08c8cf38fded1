"""Answers that need not be sent again: each has an entity tag and, where it is known, the time of its last change."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT: Final = ("cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary")


class Conditional:
    """Answers 304 to a reader who already has what would be sent (RFC 9110, section 13).

    The route leaves `last_modified`, an aware datetime, in the state of the request where it knows it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked, state = Headers(scope=scope), scope.setdefault("state", {})
        start: Message | None = None
        parts: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _may_be_held(message):
                start = message
            elif start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await _answer(start, b"".join(parts), asked, state.get("last_modified"), send)

        await self._app(scope, receive, hold)


def _may_be_held(start: Message) -> bool:
    """Only what was found, and no file that has a tag already and is sent piece by piece."""
    return start["status"] == 200 and "etag" not in Headers(raw=start["headers"])


async def _answer(start: Message, body: bytes, asked: Headers, changed: datetime | None, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if changed is not None:
        headers["last-modified"] = format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if not _is_known(asked, headers["etag"], changed):
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})
        return
    kept = [(name, value) for name, value in headers.raw if name.decode() in _KEPT]
    await send({**start, "status": 304, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


def _is_known(asked: Headers, tag: str, changed: datetime | None) -> bool:
    """Whether the reader has it. A tag decides alone; weak tags compare as their strong ones."""
    if "if-none-match" in asked:
        tags = [one.strip().removeprefix("W/") for one in asked["if-none-match"].split(",")]
        return "*" in tags or tag in tags
    if changed is None or "if-modified-since" not in asked:
        return False
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
    except ValueError:
        return False
    aware = since if since.tzinfo else since.replace(tzinfo=UTC)
    return changed.replace(microsecond=0) <= aware
