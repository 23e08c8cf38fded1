"""How Eurostat is asked and read."""

from collections.abc import Sequence

from schemas.series import SeriesId
from services.ingest.access import EurostatAccess
from services.ingest.connectors.base import Request, codes_to_ask
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import kind_of
from services.ingest.decode.jsonstat import decode_dataflow, decode_dataset
from services.ingest.decode.source_errors import classify
from services.ingest.decode.tsv import decode_tsv
from services.ingest.recipe import Recipe, Slice
from services.runtime.errors import ConfigError


class Eurostat:
    """The dissemination API. One request a second, as no limit is published and none should be found out."""

    source = "eurostat"
    home = "https://ec.europa.eu/eurostat/api/dissemination"
    spacing = 1.0

    def probe(self, recipe: Recipe) -> Request | None:
        """The dataflow, 2 kB; its two update stamps are compared."""
        path = f"/sdmx/3.0/structure/dataflow/ESTAT/{recipe.dataset}/1.0/"
        return Request(path, (("lang", "EN"), ("format", "JSON")))

    def validators(self, body: bytes) -> dict[str, str]:
        if error := classify(body):
            raise error
        found = decode_dataflow(body).validators
        if not found:
            raise NotData("not_dataflow", "the dataflow has no update stamps")
        return found

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        access = _access(recipe)
        asked = codes_to_ask(recipe, wanted)
        if access.kind == "sdmx21":
            whole = (("compressed", "true"), ("format", "JSON"), ("lang", "en"))
            return Request(f"/sdmx/2.1/data/{recipe.dataset}", whole)
        if access.kind == "statistics10":
            return _statistics(recipe, access, asked)
        filters = tuple((f"c[{name}]", ",".join(codes)) for name, codes in asked.items())
        params = (("lang", "EN"), ("format", "JSON"), *filters, *_years(access))
        return Request(f"/sdmx/3.0/data/dataflow/ESTAT/{recipe.dataset}/1.0/", params, asked=asked)

    def structure(self, recipe: Recipe) -> Request:
        """The last period of the whole dataset: every dimension with every code that has data."""
        params = (("format", "JSON"), ("lang", "EN"), ("lastTimePeriod", "1"))
        return Request(f"/statistics/1.0/data/{recipe.dataset}", params)

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        """JSON-stat, or the TSV of a bulk recording."""
        if error := classify(body):
            raise error
        return decode_dataset(body) if kind_of(body) == "json" else decode_tsv(body)


def _years(access: EurostatAccess) -> tuple[tuple[str, str], ...]:
    """The years asked for, as SDMX 3.0 writes a range: `ge:2021+le:2025`."""
    bounds = [f"{sign}:{year}" for sign, year in (("ge", access.since), ("le", access.until)) if year]
    return (("c[TIME_PERIOD]", "+".join(bounds)),) if bounds else ()


def _statistics(recipe: Recipe, access: EurostatAccess, asked: Slice) -> Request:
    filters = tuple((name, code) for name, codes in asked.items() for code in codes)
    bounds = (("sinceTimePeriod", access.since), ("untilTimePeriod", access.until))
    years = tuple((name, str(year)) for name, year in bounds if year)
    params = (("format", "JSON"), ("lang", "EN"), *filters, *years)
    return Request(f"/statistics/1.0/data/{recipe.dataset}", params, asked=asked)


def _access(recipe: Recipe) -> EurostatAccess:
    if not isinstance(recipe.access, EurostatAccess):
        raise ConfigError(f"recipe {recipe.id}: access {recipe.access.kind} is none of Eurostat's")
    return recipe.access
