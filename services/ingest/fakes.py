"""Fakes of the seams of ingest, as first-class as the real things: the shared suites of the tests run on both."""

from collections.abc import Mapping

from services.ingest.connectors.base import Request
from services.ingest.fetch import Headers, Response
from services.runtime.errors import TransientError

Answers = Mapping[str, "Response | TransientError"]


def answer(body: bytes, *, status: int = 200, media_type: str = "application/json", headers: Headers = ()) -> Response:
    """An answer to any request, its address filled in by the FakeFetcher."""
    return Response("", None, status, (("content-type", media_type), *headers), body)


class FakeFetcher:
    """A Fetcher of prepared answers by path; what has none is a source that cannot be reached."""

    def __init__(self, answers: Answers | None = None, base: str = "https://source.invalid") -> None:
        self.answers: dict[str, Response | TransientError] = dict(answers or {})
        self.asked: list[tuple[Request, Headers]] = []
        self._base = base

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        self.asked.append((request, headers))
        found = self.answers.get(request.path)
        if found is None:
            raise TransientError("the source cannot be reached", unreachable=True)
        if isinstance(found, TransientError):
            raise found
        query = "&".join(f"{name}={text}" for name, text in request.params) or None
        body, cut = found.body[:limit], len(found.body) > limit
        return Response(self._base + request.path, query, found.status, found.headers, body, cut)
