"""How Statbel is asked and read: views of be.STAT and files of open data."""

from collections.abc import Sequence

from schemas.series import SeriesId
from services.ingest.access import OpenDataAccess, ViewAccess
from services.ingest.connectors.base import Request
from services.ingest.connectors.statbel.language import check_language
from services.ingest.connectors.statbel.opendata import decode_file
from services.ingest.decode.answer import Answer
from services.ingest.decode.bestat import columns_of, decode_bestat
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import parse_json
from services.ingest.decode.source_errors import classify
from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError


class Statbel:
    """The be.STAT API: a view has no parameters, its data source tells when it was last updated.

    A file of open data has no probe; its server tells by validators (ETag, Last-Modified) whether it moved.
    """

    source = "statbel"
    home = "https://bestat.statbel.fgov.be/bestat/api"
    spacing = 2.0

    def probe(self, recipe: Recipe) -> Request | None:
        if isinstance(recipe.access, OpenDataAccess):
            return None
        datasource = _access(recipe).datasource
        return Request(f"/datasources/{datasource}") if datasource else None

    def validators(self, body: bytes) -> dict[str, str]:
        """The update date of the data source; an unknown id answers 200 with an empty body."""
        if error := classify(body):
            raise error
        document = parse_json(body)
        if not isinstance(document, dict) or not document.get("lastDataUpdateDate"):
            raise NotData("not_datasource", "the answer to the probe is no data source")
        return {"lastDataUpdateDate": str(document["lastDataUpdateDate"])}

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        """The whole view or file. Raises ConfigError for a recipe that waits for its view id."""
        if isinstance(recipe.access, OpenDataAccess):
            return Request(recipe.access.file, accept="*/*")
        view = _access(recipe).view
        if view is None:
            raise ConfigError(f"recipe {recipe.id} has no view id; suspend it or fill the id in")
        return Request(f"/views/{view}/result/JSON")

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        if isinstance(recipe.access, OpenDataAccess):
            return decode_file(body, recipe.access, recipe.size_limit)
        access = _access(recipe)
        if error := classify(body):
            raise error
        check_language(columns_of(body), access.locale)
        return decode_bestat(body, access.layout)


def _access(recipe: Recipe) -> ViewAccess:
    if not isinstance(recipe.access, ViewAccess):
        raise ConfigError(f"recipe {recipe.id}: access {recipe.access.kind} is none of be.STAT's")
    return recipe.access
