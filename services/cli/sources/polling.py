"""`koers source poll --dry-run`: one poll on a desk that publishes nothing."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from schemas.base import JsonObject
from schemas.stats import PollOutcome, PollReport
from services.cli.sources.impact import Effect, effects, effects_table, subjects_of
from services.cli.sources.preview import Row, changes_table, counts_of, rows_of, write_csv, write_xlsx
from services.cli.sources.workplace import FileFetcher, Workplace, way_to
from services.ingest.access import DropAccess
from services.ingest.archive import Fetch
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from services.ingest.rehearsal import Rehearsal
from services.runtime.clock import BRUSSELS

SPOILT = (PollOutcome.quarantined, PollOutcome.failed)


@dataclass(frozen=True)
class Preview:
    """The report a poll would publish, the figures it would change, and what that does to verdicts and mails."""

    report: PollReport
    rows: list[Row]
    effects: list[Effect] | None

    def facts(self) -> JsonObject:
        """All of it, for JSON."""
        return {
            "recipe": self.report.recipe,
            "outcome": self.report.outcome.value,
            "reason": self.report.reason,
            "changes": counts_of(self.rows),
            "suspects": self.report.suspects,
            "missing": list(self.report.missing),
            "rows": [row.model_dump(mode="json") for row in self.rows],
            **({} if self.effects is None else {"impact": [e.model_dump(mode="json") for e in self.effects]}),
        }


async def preview(place: Workplace, recipe: Recipe, body: Path | None, *, impact: bool) -> Preview:
    """Poll once, over HTTP or from a file, and compare with what is archived.

    Raises ConfigError for a source that is never asked when there is no file.
    """
    rehearsal = place.rehearse()
    await rehearsal.replay(recipe)
    report = await poll_once(rehearsal, recipe, body, place.clock.now())
    found = None
    if impact:
        found = await _impact(place, rehearsal, recipe)
    return Preview(report, rows_of(rehearsal.revisions), found)


async def poll_once(rehearsal: Rehearsal, recipe: Recipe, body: Path | None, now: datetime) -> PollReport:
    """One poll as the worker does it; a dropped file is taken as it would be found."""
    async with way_to(recipe.source, body, recipe.size_limit) as fetcher:
        if isinstance(recipe.access, DropAccess) and isinstance(fetcher, FileFetcher):
            cut = len(fetcher.body) > recipe.size_limit
            fetch = Fetch(recipe=recipe.id, url=fetcher.url, media_type="", cut=cut, retrieved_at=now)
            return await rehearsal.desk.take(recipe, rehearsal.desk.archive.add(fetcher.body, fetch))
        return await Poller(rehearsal.desk, fetcher).poll(recipe)


async def _impact(place: Workplace, rehearsal: Rehearsal, recipe: Recipe) -> list[Effect]:
    """Judge the indicators concerned on all that is archived of them, without and with the new figures."""
    new = rehearsal.snapshots
    subjects = subjects_of(place.agenda, new)
    needed = {series for subject in subjects for series in subject.wanted}
    known = place.rehearse()
    for other in place.recipes:
        if any(str(series) in needed for series in known.desk.wanted.get(other.id, ())):
            await known.replay(other)
    today = place.clock.now().astimezone(BRUSSELS).date()
    return effects(subjects, known.desk.ledger.series, new, today)


def show(found: Preview, console: Console, *, limit: int, as_json: bool) -> None:
    """Print it."""
    if as_json:
        print(json.dumps(found.facts(), ensure_ascii=False, indent=2))
        return
    report = found.report
    print(f"{report.recipe}: {report.outcome.value}" + (f", {report.reason}" if report.reason else ""))
    if found.rows:
        console.print(changes_table(found.rows, limit))
    print(", ".join(f"{count} {kind}" for kind, count in counts_of(found.rows).items()))
    for series in report.missing:
        print(f"missing: {series}")
    if found.effects is not None:
        changing = [effect for effect in found.effects if effect.changes]
        if changing:
            console.print(effects_table(changing))
        mails = sum(len(effect.mails) for effect in changing)
        print(f"{len(found.effects)} indicators judged anew, {len(changing)} told otherwise, {mails} mails")


def write_files(found: Preview, csv_file: Path | None, xlsx_file: Path | None) -> None:
    """Write the rows to the files asked for. Raises ConfigError."""
    if csv_file:
        write_csv(csv_file, found.rows)
    if xlsx_file:
        write_xlsx(xlsx_file, found.rows)
