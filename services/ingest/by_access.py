"""One source, several ways in: each recipe goes to the poller of its kind of access."""

import importlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from schemas.stats import PollReport
from services.ingest.desk import Desk
from services.ingest.loop import Polls
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS
from services.ingest.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class ByAccess:
    """Polls a recipe by the poller of its access, or by `otherwise`."""

    pollers: Mapping[str, Polls]
    otherwise: Polls

    async def poll(self, recipe: Recipe) -> PollReport:
        """Raises TransientError when the broker does not take what is published."""
        return await self.pollers.get(recipe.access.kind, self.otherwise).poll(recipe)


async def further_ways(
    source: str, settings: IngestSettings, desk: Desk, stack: AsyncExitStack
) -> Mapping[str, Polls]:  # fmt: skip
    """The pollers of a source by kind of access, from the `ways.py` of its package; none where there is none."""
    if not (CONNECTORS / source / "ways.py").exists():
        return {}
    module = importlib.import_module(f"services.ingest.connectors.{source}.ways")
    found: Mapping[str, Polls] = await module.ways(settings, desk, stack)
    return found
