"""What a connector is: a name, a base address, and four pure functions from recipe and bytes to requests and series."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from schemas.series import SeriesId
from services.ingest.decode.answer import Answer
from services.ingest.recipe import Recipe, Slice


@dataclass(frozen=True, slots=True)
class Request:
    """A GET: path below the source's base address, parameters in order, and the codes it asks for per dimension."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    accept: str = "application/json"
    asked: Slice = field(default_factory=dict)


class Connector(Protocol):
    """One source. Its functions do no I/O; a dropped-file source has no `home` and is never asked.

    `spacing` is the least number of seconds between two requests.
    """

    @property
    def source(self) -> str:
        """The name of the source, as in series ids."""
        ...

    @property
    def home(self) -> str | None:
        """Base address of its service; None for files that are dropped in."""
        ...

    @property
    def spacing(self) -> float:
        """Least seconds between two requests."""
        ...

    def probe(self, recipe: Recipe) -> Request | None:
        """The cheapest request that tells whether a dataset moved; None where the source has none."""
        ...

    def validators(self, body: bytes) -> dict[str, str]:
        """What to compare with the last probe. Raises NotData."""
        ...

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        """One request for all wanted series and the recipe's extra slices."""
        ...

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        """Read an unpacked body. Raises NotData."""
        ...


def codes_to_ask(recipe: Recipe, wanted: Iterable[SeriesId]) -> Slice:
    """The union of codes over all wanted series and extra slices, in the publisher's names and codes.

    A dimension that any of them leaves open is not filtered. Constants and cut dimensions are not the publisher's.
    """
    parts: list[Mapping[str, Sequence[str]]] = [{name: (code,) for name, code in w.dimensions} for w in wanted]
    parts.extend(recipe.extra_slices)
    if not parts:
        return {}
    form = recipe.dimensions
    shared = set.intersection(*(set(part) for part in parts)) - form.constants.keys()
    names = {renamed: name for name, renamed in form.rename.items()}
    asked: Slice = {}
    for name in sorted(shared):
        back = {ours: theirs for theirs, ours in form.codes.get(name, {}).items()}
        codes = {back.get(code, code) for part in parts for code in part[name]}
        asked[names.get(name, name)] = tuple(sorted(codes))
    return asked
