"""The drop folder: files put in by hand, archived as they are found and taken like any other body."""

import asyncio
import mimetypes
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import structlog

from schemas.stats import PollOutcome, PollReport
from services.ingest.access import DropAccess
from services.ingest.archive import Fetch, sha256_of
from services.ingest.desk import Desk
from services.ingest.outlook import next_turn
from services.ingest.recipe import Recipe

log = structlog.get_logger()


@dataclass
class DropPoller:
    """Looks for new files at SOURCE/DATASET/ below the folder. A file that was read once is not read again."""

    desk: Desk
    folder: Path

    async def poll(self, recipe: Recipe) -> PollReport:
        """Take every new file, oldest first, and report; a file over the size limit is kept up to it and refused.

        Raises TransientError when the broker does not take what is published.
        """
        known = {entry.sha256 for entry in self.desk.archive.entries(recipe.id)}
        report: PollReport | None = None
        for path, body, modified in await asyncio.to_thread(
            _files, self.folder / recipe.source / recipe.dataset, recipe
        ):
            if sha256_of(body) in known:
                continue
            entry = self.desk.archive.add(body, self._fetch(recipe, path, body, modified))
            report = await self.desk.take(recipe, entry)
        return report or await self._nothing(recipe)

    def _fetch(self, recipe: Recipe, path: Path, body: bytes, modified: datetime) -> Fetch:
        return Fetch(
            recipe=recipe.id,
            url=f"file:{path.name}",
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            headers={"last-modified": modified.isoformat()},
            cut=len(body) > recipe.size_limit,
            retrieved_at=self.desk.clock.now(),
        )

    async def _nothing(self, recipe: Recipe) -> PollReport:
        """Nothing new lies there. Looking is no reading: dates stay, and nothing is published but a first report."""
        now = self.desk.clock.now()
        before = self.desk.ledger.report(recipe.id)
        update = {"next_due": next_turn(recipe.schedule, now)}
        if before is not None:
            return before.model_copy(update=update)
        reason = f"waiting for a file in {recipe.source}/{recipe.dataset}/ of the drop folder"
        update_first = {**update, "outcome": PollOutcome.suspended, "reason": reason}
        report = self.desk.blank(recipe).model_copy(update=update_first)
        await self.desk.publisher.report(report)
        return report


def _files(folder: Path, recipe: Recipe) -> list[tuple[Path, bytes, datetime]]:
    """The files of a folder, oldest first; hidden ones and links are left alone, long ones are read up to the limit."""
    if not folder.is_dir():
        return []
    pattern = recipe.access.pattern if isinstance(recipe.access, DropAccess) else "*"
    found = [
        path
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink() and path.name[0] != "." and fnmatch(path.name, pattern)
    ]
    dated = sorted((path.stat().st_mtime, path.name, path) for path in found)
    read: list[tuple[Path, bytes, datetime]] = []
    for modified, _, path in dated:
        with path.open("rb") as file:
            read.append((path, file.read(recipe.size_limit + 1), datetime.fromtimestamp(modified, UTC)))
    return read
