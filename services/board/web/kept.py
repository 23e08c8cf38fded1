"""Pages that are not put together again while nothing that they tell has changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from weakref import WeakValueDictionary

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from services.runtime.clock import BRUSSELS

_MOST: Final = 200

Make = Callable[[Request], Coroutine[Any, Any, Response]]


class Key(NamedTuple):
    """All that a page is made of: its address, what is stored, the day, and since when nothing can have arrived."""

    path: str
    query: str
    batches: int
    stored_at: datetime | None
    silent_since: datetime | None
    today: date


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    headers: list[tuple[bytes, bytes]]
    last_modified: datetime | None


class Kept:
    """The pages made last. One that is asked for many times at once is made once."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._turns: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, key: Key, request: Request, make: Make) -> Response:
        """The page of this key, as it was made; what is no page is made and not kept."""
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            known = self._pages.get(key)
            if known is None:
                made = await make(request)
                if made.status_code == 200:
                    last_modified = getattr(request.state, "last_modified", None)
                    self._pages[key] = _Page(bytes(made.body), list(made.raw_headers), last_modified)
                    while len(self._pages) > _MOST:
                        self._pages.popitem(last=False)
                return made
        self._pages.move_to_end(key)
        request.state.last_modified = known.last_modified
        found = Response(known.body)
        found.raw_headers = list(known.headers)
        return found


class KeptRoute(APIRoute):
    """A route whose pages tell what the projector stored, and nothing else that changes.

    What is stored is looked at for every request, so no page is ever older than the tables. Where verdicts wait for
    their publication a page changes with the time, and none is kept.
    """

    def get_route_handler(self) -> Make:
        make = super().get_route_handler()

        async def kept(request: Request) -> Response:
            site = request.app.state.site
            if site.reaction:
                return await make(request)
            now = site.clock.now()
            request.state.age = age = await site.freshness.read(now)
            address = request.url.path, request.url.query
            today = now.astimezone(BRUSSELS).date()
            key = Key(*address, age.batches, age.stored_at, age.silent_since(now), today)
            found: Response = await site.kept.answer(key, request, make)
            return found

        return kept
