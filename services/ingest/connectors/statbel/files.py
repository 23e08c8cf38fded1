"""Statbel's download folder: names with a blank, a bracket or a year that flips."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from services.ingest.connectors.base import Request
from services.ingest.fetch import Fetcher, Headers, Response
from services.runtime.clock import BRUSSELS, Clock

HOME = "https://statbel.fgov.be/sites/default/files/files/opendata"
YEAR = "({year})"
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class StatbelFiles:
    """A Fetcher that takes the first name of a file that is there: of this year, of last year, of no year."""

    fetcher: Fetcher
    clock: Clock

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        """Raises TransientError as the fetcher below does."""
        names = self.names(request.path)
        for path in names[:-1]:
            answer = await self.fetcher.get(replace(request, path=path), limit=limit, headers=headers)
            if answer.status not in _GONE:
                return answer
        return await self.fetcher.get(replace(request, path=names[-1]), limit=limit, headers=headers)

    def names(self, path: str) -> list[str]:
        """The addresses a path may have now, encoded."""
        year = self.clock.now().astimezone(BRUSSELS).year
        found = [path.replace(YEAR, f"({year - back})") for back in (0, 1)] + [path.replace(YEAR, "")]
        return [quote(name, safe="/()") for name in dict.fromkeys(found)]
