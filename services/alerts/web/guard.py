"""What every request to the alert pages passes: size, haste, and where a form was sent from."""

from collections import OrderedDict

from aiolimiter import AsyncLimiter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
_BODY_LIMIT = 64_000
_PERIOD = 60.0
_LOOKS, _SENDS = 120, 20
_MOST_KEYS = 4096


class Guard:
    """Refuses what no reader does. Who asked how often is kept in memory only, and for a minute."""

    def __init__(self, *, looks: int = _LOOKS, sends: int = _SENDS) -> None:
        """`looks` a minute for one client, `sends` a minute for one link."""
        self._looks, self._sends = Rate(looks), Rate(sends)

    async def refusal(self, request: Request) -> Response | None:
        """The answer to a request that goes no further; None for one that may."""
        client = request.client.host if request.client else ""
        if not await self._looks.allows(client):
            return _too_many()
        if request.method != "POST":
            return None
        if _is_too_large(request):
            return PlainTextResponse("too large", 413)
        if is_from_elsewhere(request):
            return PlainTextResponse("this form was sent from another site", 403)
        return None if await self._sends.allows(request.url.path) else _too_many()


class Rate:
    """At most so many a minute of each key; the keys seen longest ago are forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._limits: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def allows(self, key: str) -> bool:
        """Count one more; False when that is too many."""
        limit = self._limits.setdefault(key, AsyncLimiter(self._most, _PERIOD))
        self._limits.move_to_end(key)
        if len(self._limits) > _MOST_KEYS:
            self._limits.popitem(last=False)
        if not limit.has_capacity():
            return False
        await limit.acquire()
        return True


def is_from_elsewhere(request: Request) -> bool:
    """Whether a page of another site sent this form.

    A browser says so in Sec-Fetch-Site. Origin cannot tell: our own pages send no referrer, and then it is "null".
    A mail program that stops mail by itself (RFC 8058) sends neither.
    """
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _too_many() -> Response:
    return PlainTextResponse("too many requests", 429, headers={"Retry-After": str(int(_PERIOD))})


def _is_too_large(request: Request) -> bool:
    """A body must say how long it is, and be small."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) > _BODY_LIMIT
