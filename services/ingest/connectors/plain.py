"""Sources that need no code: how they are asked and read stands in their recipes."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, urlsplit

from schemas.series import SeriesId
from services.ingest.access import DropAccess, UrlAccess
from services.ingest.connectors.base import Request, codes_to_ask
from services.ingest.decode.answer import Answer
from services.ingest.decode.formats import Hints, decode_as
from services.ingest.recipe import Recipe, Slice
from services.runtime.errors import ConfigError


class Plain:
    """A source of recipes alone: bodies at addresses of one host, or files that are dropped in."""

    def __init__(self, source: str, recipes: Sequence[Recipe]) -> None:
        """Raises ConfigError for recipes of several hosts, or of an access that needs code."""
        asked = [recipe.access for recipe in recipes if isinstance(recipe.access, UrlAccess)]
        dropped = [recipe for recipe in recipes if isinstance(recipe.access, DropAccess)]
        if len(asked) + len(dropped) < len(recipes) or (asked and dropped):
            raise ConfigError(
                f"source {source} has no connector.py, so its recipes have access url, or all of them drop"
            )
        homes = {_home(access.url) for access in asked}
        if len(homes) > 1:
            raise ConfigError(f"recipes of source {source} lead to several hosts: {', '.join(sorted(homes))}")
        self.source = source
        self.home = next(iter(homes), None)
        self.spacing = max((access.spacing for access in asked), default=0.0)

    def probe(self, recipe: Recipe) -> Request | None:
        """None: the validators of the answer itself (ETag, Last-Modified) tell whether it moved."""
        return None

    def validators(self, body: bytes) -> dict[str, str]:
        return {}

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        """The address with key or filters; raises ConfigError for dropped files, which are never asked for."""
        access = recipe.access
        if not isinstance(access, UrlAccess):
            raise ConfigError(f"recipe {recipe.id}: files of {self.source} are dropped in, not asked for")
        codes = codes_to_ask(recipe, wanted) if access.key or access.filters != "none" else {}
        address = urlsplit(access.url.replace("{key}", _key(access.key, codes)))
        params = (*parse_qsl(address.query, keep_blank_values=True), *_filters(access, codes))
        asked = {name: codes[name] for name in access.key if name in codes} if access.key else codes
        return Request(address.path, tuple(params), access.accept, asked)

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        """Read a body by the recipe's format. Raises NotData."""
        access = recipe.access
        if not isinstance(access, UrlAccess | DropAccess):
            raise ConfigError(f"recipe {recipe.id}: access {access.kind} needs a connector.py")
        hints = Hints(dataset=recipe.dataset, table=access.layout, limit=recipe.size_limit)
        return decode_as(access.format, body, hints)


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _key(dimensions: Sequence[str], codes: Slice) -> str:
    """An SDMX key: codes joined by +, dimensions by dots, nothing where every code is wanted.

    `all` where that is so of every dimension: dots alone would be taken for a way up in the address.
    """
    if not any(codes.get(name) for name in dimensions):
        return "all"
    return ".".join("+".join(quote(code, safe="") for code in codes.get(name, ())) for name in dimensions)


def _filters(access: UrlAccess, codes: Slice) -> Sequence[tuple[str, str]]:
    if access.filters == "repeat":
        return [(name, code) for name, found in codes.items() for code in found]
    return [(name, ",".join(found)) for name, found in codes.items()] if access.filters == "comma" else ()
