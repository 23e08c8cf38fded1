"""Rebuilding the topics: what the archive gives with today's decoder, against what the topics hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.stats import ChangeKind, ObservationChange, SeriesSnapshot
from services.ingest.diff import by_period, changes
from services.ingest.ledger import Ledger
from services.ingest.publisher import Publisher
from services.ingest.recipe import Recipe
from services.ingest.rehearsal import Rehearsal
from services.ingest.snapshot import Step, revision_between

RUN = "rebuild"


@dataclass(frozen=True, slots=True)
class Difference:
    """One series that the archive gives otherwise than the topics hold it.

    `held` is None for a series the topics lack, `built` for one that the archive does not give.
    """

    series_id: str
    held: SeriesSnapshot | None
    built: SeriesSnapshot | None
    changes: tuple[ObservationChange, ...]

    @property
    def what(self) -> str:
        """In a word: missing, not_archived, figures or unit."""
        if self.held is None:
            return "missing"
        if self.built is None:
            return "not_archived"
        return "figures" if self.changes else "unit"


async def rebuilt(rehearsal: Rehearsal, recipes: Sequence[Recipe], progress: Callable[[int, int], None]) -> Ledger:
    """Take the whole archive anew, publishing nothing. `progress` gets how many recipes are done, of how many."""
    for done, recipe in enumerate(recipes):
        progress(done, len(recipes))
        await rehearsal.replay(recipe)
    progress(len(recipes), len(recipes))
    return rehearsal.desk.ledger


def compare(held: Ledger, built: Ledger) -> list[Difference]:
    """Every series with other figures or another unit, by id; versions, times and labels are no difference."""
    found = []
    for series_id in sorted(held.series.keys() | built.series.keys()):
        old, new = held.series.get(series_id), built.series.get(series_id)
        if old and new and old.content_sha256 == new.content_sha256:
            continue
        found.append(Difference(series_id, old, new, _changes(old, new)))
    return found


async def publish(differences: Sequence[Difference], publisher: Publisher) -> int:
    """Publish what the archive gives, each one version above what is held, under the header of a rebuild.

    Alerts take state from such a run and never mail. A series that the archive does not give is left alone. Returns how
    many series were published. Raises TransientError.
    """
    steps = [_step(each.held, each.built) for each in differences if each.built]
    await publisher.steps(steps, RUN)
    return len(steps)


def _changes(old: SeriesSnapshot | None, new: SeriesSnapshot | None) -> tuple[ObservationChange, ...]:
    before, after = (by_period(snapshot.observations if snapshot else ()) for snapshot in (old, new))
    if new is None:
        return ()
    common = changes(before, after, None)
    gone = [
        ObservationChange(kind=ChangeKind.withdrawn, period=period, old=before[period])
        for period in sorted(before.keys() - after.keys())
    ]
    return (*common, *gone)


def _step(held: SeriesSnapshot | None, built: SeriesSnapshot) -> Step:
    snapshot = built.model_copy(update={"version": max(built.version, held.version + 1 if held else 1)})
    return Step(snapshot, revision_between(held, snapshot, _changes(held, built)))
