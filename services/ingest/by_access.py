"""One source, several ways in: each recipe goes to the poller of its kind of access."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.stats import PollReport
from services.ingest.loop import Polls
from services.ingest.recipe import Recipe


@dataclass(frozen=True, slots=True)
class ByAccess:
    """Polls a recipe by the poller of its access, or by `otherwise`."""

    pollers: Mapping[str, Polls]
    otherwise: Polls

    async def poll(self, recipe: Recipe) -> PollReport:
        """Raises TransientError when the broker does not take what is published."""
        return await self.pollers.get(recipe.access.kind, self.otherwise).poll(recipe)
