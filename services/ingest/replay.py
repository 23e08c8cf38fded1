"""The start: what the archive holds and the topics do not is published, per recipe in the order it was learned."""

from collections.abc import Callable, Sequence

import structlog

from services.ingest.archive import Entry
from services.ingest.desk import PLAN, Desk
from services.ingest.ledger import KeptReports
from services.ingest.recipe import Recipe

log = structlog.get_logger()

RUN = "replay"


async def replay(desk: Desk, recipes: Sequence[Recipe], kept: KeptReports, progress: Callable[[int], None]) -> int:
    """Take every archived body behind the reports of the topics; returns how many there were.

    A body whose publication was already reported once (the kept report says so) is published under the header of a
    replay: the broker has lost it, nobody must be told again. The result depends on the archive, the recipes and the
    agenda alone, so two replays give equal snapshots and versions. `progress` gets the number of bodies left. Raises
    TransientError when the broker does not take it.
    """
    before = {recipe.id: kept.get(recipe.id) for recipe in recipes}
    work = _behind(desk, recipes)
    for done, (recipe, entry) in enumerate(work):
        progress(len(work) - done)
        known = before[recipe.id]
        await desk.take(recipe, entry, run=RUN if known and known.sequence >= entry.sequence else None)
    for recipe in recipes:
        report, known = desk.ledger.report(recipe.id), before[recipe.id]
        if known and report and known.sequence == report.sequence and known.polled_at > report.polled_at:
            await desk.publisher.report(known, RUN)
        await _reread(desk, recipe)
    progress(0)
    return len(work)


def _behind(desk: Desk, recipes: Sequence[Recipe]) -> list[tuple[Recipe, Entry]]:
    """Every (recipe, entry) still to take: per recipe in the order of the archive, small recipes first.

    Recipes share no series, so their order changes nothing but how soon most of the figures are there.
    """
    work = {recipe.id: desk.archive.entries(recipe.id, after=desk.ledger.sequence(recipe.id)) for recipe in recipes}
    by_size = sorted(recipes, key=lambda recipe: (sum(entry.bytes for entry in work[recipe.id]), recipe.id))
    return [(recipe, entry) for recipe in by_size for entry in work[recipe.id]]


async def _reread(desk: Desk, recipe: Recipe) -> None:
    """Read the last body again when the recipe, or what the agenda wants of it, has changed since."""
    report = desk.ledger.report(recipe.id)
    if report is None or report.validators.get(PLAN) == desk.plan(recipe):
        return
    entries = [entry for entry in desk.archive.entries(recipe.id) if entry.sequence <= report.sequence]
    if entries:
        log.info("reread", recipe=recipe.id)
        kept = {name: text for name, text in report.validators.items() if name != PLAN}
        await desk.take(recipe, entries[-1], validators=kept)
