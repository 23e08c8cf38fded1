"""`koers source check`: a recipe against the structure its source has, recorded or live."""

from dataclasses import dataclass
from pathlib import Path

from services.cli.sources.workplace import Workplace, way_to
from services.ingest.connectors import connectors
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import unpacked
from services.ingest.decode.source_errors import error_of
from services.ingest.recipe import Recipe
from services.ingest.structure import Fault, faults, structure_request
from services.runtime.errors import BadRecord, ConfigError


@dataclass(frozen=True)
class Checked:
    """The faults of a recipe, and against what it was held."""

    against: str
    faults: list[Fault]


async def check(place: Workplace, recipe: Recipe, body: Path | None, *, live: bool) -> Checked:
    """Hold a recipe against a file, the live source, or the last body that was recorded.

    Raises ConfigError where there is none of them, BadRecord for a body that is no data, TransientError for a source
    that does not answer.
    """
    against, data = await _live(recipe) if live else _recorded(place, recipe, body)
    try:
        answer = _decoded(recipe, data)
    except NotData as error:
        raise BadRecord(f"{recipe.id}: {against} is no data: {error.reason}: {error.message}") from error
    wanted = place.rehearse().desk.wanted.get(recipe.id, ())
    return Checked(against, faults(recipe, wanted, answer))


def _decoded(recipe: Recipe, data: bytes) -> Answer:
    return connectors()[recipe.source].decode(recipe, unpacked(data, recipe.size_limit))


async def _live(recipe: Recipe) -> tuple[str, bytes]:
    async with way_to(recipe.source, None, recipe.size_limit) as fetcher:
        request = structure_request(connectors()[recipe.source], recipe)
        answer = await fetcher.get(request, limit=recipe.size_limit)
    if answer.status != 200:
        error = error_of(unpacked(answer.body, recipe.size_limit))
        raise BadRecord(f"{recipe.id}: {answer.url} answers {answer.status}: {error.message}")
    return answer.url, answer.body


def _recorded(place: Workplace, recipe: Recipe, body: Path | None) -> tuple[str, bytes]:
    if body is not None:
        try:
            return body.name, body.read_bytes()
        except OSError as error:
            raise ConfigError(f"{body} cannot be read: {error.strerror}") from error
    archive = place.rehearse().below
    entries = [entry for entry in archive.entries(recipe.id) if entry.status == 200 and not entry.cut]
    if not entries:
        raise ConfigError(f"nothing is recorded of {recipe.id}; give --live, or a file with --body")
    return f"the body of {entries[-1].retrieved_at:%Y-%m-%d}", archive.body(entries[-1])
