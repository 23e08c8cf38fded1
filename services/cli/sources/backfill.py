"""`koers source backfill`: older answers of a source into the archive, from where the ingest worker publishes them."""

from collections.abc import Sequence
from pathlib import Path

from services.cli.sources.fetching import fetched
from services.cli.sources.polling import SPOILT
from services.cli.sources.preview import Row, rows_of
from services.cli.sources.workplace import Workplace
from services.ingest.access import EurostatAccess
from services.ingest.archive import Entry, Fetch, FileArchive, owned
from services.ingest.recipe import Recipe
from services.runtime.errors import BadRecord, ConfigError


async def backfill(
    place: Workplace, recipe: Recipe, since: int | None, files: Sequence[Path], *, dry_run: bool
) -> list[Row]:
    """Fetch the whole history (from year `since`), or take these files in order; returns what it changes.

    Each body is rehearsed first; one that would be set apart ends it and nothing is archived. The ingest worker
    publishes what is archived when it is started.

    Raises ConfigError, BadRecord, and TransientError while the worker has the archive.
    """
    if isinstance(recipe.access, EurostatAccess):
        recipe = recipe.model_copy(update={"access": recipe.access.model_copy(update={"since": since})})
    elif since is not None:
        raise ConfigError(f"{recipe.id} is not asked by year; name files with --body, or leave --since out")
    rehearsal = place.rehearse()
    await rehearsal.replay(recipe)
    taken: list[tuple[bytes, Entry]] = []
    bodies: Sequence[Path | None] = files or [None]
    for body in bodies:
        entry, data = await fetched(place, recipe, body)
        report = await rehearsal.desk.take(recipe, rehearsal.desk.archive.add(data, _fetch_of(entry)))
        if report.outcome in SPOILT:
            raise BadRecord(f"{recipe.id}: {entry.url} would be set apart, nothing is archived: {report.reason}")
        taken.append((data, entry))
    if not dry_run:
        with owned(place.state / "archive"):
            archive = FileArchive(place.state / "archive")
            for data, entry in taken:
                archive.add(data, _fetch_of(entry))
    return rows_of(rehearsal.revisions)


def _fetch_of(entry: Entry) -> Fetch:
    return Fetch.model_validate(entry.model_dump(exclude={"sequence", "sha256", "bytes"}))
