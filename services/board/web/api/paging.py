"""Long lists in parts: `limit` of them behind `after`; the header `Link` (RFC 8288) leads to the next part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

from services.board.web.refusals import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part is asked for, and the way to say where the next one is."""

    after: str
    limit: int
    request: Request
    response: Response

    def part(self, items: Sequence[T], key: Callable[[T], object]) -> list[T]:
        """The part of a list whose items have different keys. Raises Refused where `after` is none of them."""
        keys = [str(key(item)) for item in items]
        if self.after and self.after not in keys:
            raise Refused("after", "unknown_cursor")
        start = keys.index(self.after) + 1 if self.after else 0
        end = start + self.limit
        if end < len(items):
            self.response.headers["link"] = f'<{self._address(keys[end - 1])}>; rel="next"'
        return list(items[start:end])

    def _address(self, after: str) -> str:
        asked = [(name, value) for name, value in self.request.query_params.multi_items() if name != "after"]
        return f"{self.request.url.path}?{urlencode([*asked, ('after', after)])}"


def paging_of(
    request: Request,
    response: Response,
    after: Annotated[str, Query(max_length=300, description="Only what comes behind this; see the header Link.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 1000,
) -> Paging:
    """The part of a list an address asks for."""
    return Paging(after, limit, request, response)


PagingDep = Annotated[Paging, Depends(paging_of)]
