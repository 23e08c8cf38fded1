"""One answer of a source, as it would enter the archive: headers by the allow-list, a personal body redacted."""

from collections.abc import Sequence
from pathlib import Path

from schemas.series import SeriesId
from services.cli.sources.workplace import FileFetcher, Workplace, way_to
from services.ingest.access import DropAccess
from services.ingest.archive import Entry, Fetch
from services.ingest.connectors import connectors
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe


async def fetched(place: Workplace, recipe: Recipe, body: Path | None) -> tuple[Entry, bytes]:
    """The entry and the bytes; what it asks for is what a poll asks for.

    Raises ConfigError for a source that is never asked, TransientError for one that does not answer.
    """
    desk = place.rehearse().desk
    wanted: Sequence[SeriesId] = desk.wanted.get(recipe.id, ())
    async with way_to(recipe.source, body, recipe.size_limit) as fetcher:
        if isinstance(recipe.access, DropAccess) and isinstance(fetcher, FileFetcher):
            fetch = Fetch(
                recipe=recipe.id,
                url=fetcher.url,
                media_type="application/octet-stream",
                cut=len(fetcher.body) > recipe.size_limit,
                retrieved_at=place.clock.now(),
            )
            return desk.archive.add(fetcher.body, fetch), fetcher.body
        request = connectors()[recipe.source].request(recipe, wanted)
        answer = await fetcher.get(request, limit=recipe.size_limit)
        entry = Poller(desk, fetcher).archived(recipe, request, answer)
    return entry, desk.archive.body(entry)
