"""What connectors of dropped files share: they are never asked, so they have no address and no request."""

from collections.abc import Sequence

from schemas.series import SeriesId
from services.ingest.access import DropAccess
from services.ingest.connectors.base import Request
from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError


class Dropped:
    """A source whose files are put into the drop folder by hand."""

    source: str
    home: str | None = None
    spacing = 0.0

    def probe(self, recipe: Recipe) -> Request | None:
        return None

    def validators(self, body: bytes) -> dict[str, str]:
        return {}

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        raise ConfigError(f"recipe {recipe.id}: files of {self.source} are dropped in, not asked for")


def access_of(recipe: Recipe) -> DropAccess:
    """The access of a recipe for dropped files. Raises ConfigError for any other."""
    if not isinstance(recipe.access, DropAccess):
        raise ConfigError(f"recipe {recipe.id}: access {recipe.access.kind} is not for dropped files")
    return recipe.access
