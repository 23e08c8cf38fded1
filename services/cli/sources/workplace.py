"""Where the commands for sources work: agenda, recipes, the archive of a deployment, and the way to a source."""

import contextlib
import difflib
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.agenda import Agenda
from services.ingest.connectors import connectors
from services.ingest.connectors.base import Request
from services.ingest.fetch import Fetcher, Headers, HttpFetcher, Response
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.rehearsal import Rehearsal, rehearsal
from services.ingest.rhythms import with_lent_rhythms
from services.ingest.settings import DEFAULT_AGENT, source_url
from services.runtime.agenda import load_agenda
from services.runtime.clock import Clock
from services.runtime.errors import ConfigError


@dataclass(frozen=True)
class Workplace:
    """Everything a command about sources needs; `state` is the folder of a deployment, which may not exist."""

    agenda: Agenda
    recipes: Sequence[Recipe]
    state: Path
    clock: Clock

    def recipe(self, name: str) -> Recipe:
        """The recipe of an id or of a dataset's code. Raises ConfigError for an unknown or ambiguous one."""
        found = [recipe for recipe in self.recipes if name in (recipe.id, recipe.dataset)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ConfigError(f"{name} is a dataset of several sources: {', '.join(recipe.id for recipe in found)}")
        near = difflib.get_close_matches(name, [recipe.id for recipe in self.recipes], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`koers source list` names them"
        raise ConfigError(f"there is no recipe {name!r}; {hint}")

    def rehearse(self) -> Rehearsal:
        """A desk that publishes nothing, on the deployment's archive or else on the shipped recordings."""
        return rehearsal(self.agenda, self.recipes, self.state / "archive", self.clock)


def workplace(state: Path, clock: Clock) -> Workplace:
    """Read agenda and recipes. Raises ConfigError."""
    agenda = load_agenda(Path(os.environ["KOERS_AGENDA_DIR"]) if "KOERS_AGENDA_DIR" in os.environ else None)
    return Workplace(agenda, with_lent_rhythms(agenda, load_recipes()), state.expanduser(), clock)


@contextlib.asynccontextmanager
async def way_to(source: str, body: Path | None, limit: int) -> AsyncIterator[Fetcher]:
    """How a source is asked: over HTTP, or a file in its place. Raises ConfigError where it is never asked."""
    if body is not None:
        yield FileFetcher(body, limit)
        return
    connector = connectors()[source]
    if connector.home is None:
        raise ConfigError(f"files of {source} are dropped in, not asked for; name one with --body")
    agent = os.environ.get("KOERS_AGENT", DEFAULT_AGENT)
    async with HttpFetcher(source_url(source, connector.home), spacing=connector.spacing, agent=agent) as fetcher:
        yield fetcher


class FileFetcher:
    """A file in place of a source: every request for data is answered with it, and no probe is."""

    def __init__(self, path: Path, limit: int) -> None:
        """Read it up to one byte beyond the limit. Raises ConfigError."""
        try:
            with path.open("rb") as file:
                self.body = file.read(limit + 1)
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
        self.url = f"file:{path.name}"

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        return Response(self.url, None, 200, (), self.body[:limit], len(self.body) > limit)
