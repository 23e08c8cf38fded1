"""How the Digital Decade dashboard is asked and read."""

from collections.abc import Sequence

from schemas.series import SeriesId
from services.ingest.access import FactsAccess
from services.ingest.connectors.base import Request
from services.ingest.decode.answer import Answer
from services.ingest.decode.facts import decode_facts
from services.ingest.decode.source_errors import classify
from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError


class DigitalDecade:
    """The facts API; it has no change probe, so the body itself is compared."""

    source = "digital_decade"
    home = "https://digital-decade-desi.digital-strategy.ec.europa.eu"
    spacing = 1.0

    def probe(self, recipe: Recipe) -> Request | None:
        return None

    def validators(self, body: bytes) -> dict[str, str]:
        return {}

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        """All countries and editions of one indicator: a few hundred facts."""
        access = _access(recipe)
        params = (("indicator", recipe.dataset), ("breakdown", access.breakdown), ("unit", access.unit))
        return Request("/api/v1/facts/", params)

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        if error := classify(body):
            raise error
        return decode_facts(body, recipe.dataset)


def _access(recipe: Recipe) -> FactsAccess:
    if not isinstance(recipe.access, FactsAccess):
        raise ConfigError(f"recipe {recipe.id}: access {recipe.access.kind} is none of the dashboard's")
    return recipe.access
