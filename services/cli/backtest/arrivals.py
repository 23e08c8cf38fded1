"""From the shipped recordings to the snapshots as they would have arrived, through the real decoders and checks."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.base import Model
from schemas.series import SeriesId
from schemas.stats import SeriesSnapshot
from services.cli.backtest.vintages import Release, Vintage, releases
from services.ingest.archive import Archive, Entry
from services.ingest.connectors import connectors
from services.ingest.connectors.base import Connector
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import unpacked
from services.ingest.desk import body_of
from services.ingest.digest import digest
from services.ingest.identify import identify
from services.ingest.recipe import Contract, Recipe


@dataclass(frozen=True, slots=True)
class Arrival:
    """A snapshot on the day it would have arrived; `recorded` False where that day is one of publication order."""

    day: date
    snapshot: SeriesSnapshot
    recorded: bool


class Refused(Model):
    """A body the checks of ingest set apart, so that none of it arrived."""

    day: date
    recipe: str
    recorded: bool
    reason: str


@dataclass(slots=True)
class Arrivals:
    """Everything that arrived, by series and in order; `vintages` are the days of the recordings of each series."""

    by_series: dict[str, list[Arrival]] = field(default_factory=lambda: defaultdict(list))
    vintages: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    refused: list[Refused] = field(default_factory=list)

    def known(self) -> dict[str, SeriesSnapshot]:
        """The last snapshot of each series."""
        return {series: found[-1].snapshot for series, found in self.by_series.items()}


def arrivals(
    recipes: Sequence[Recipe],
    archive: Archive,
    wanted: Mapping[str, Sequence[SeriesId]],
    progress: Callable[[int, int], None],
) -> Arrivals:
    """Decode every archived body and take it apart into what was out by each day; only wanted series are kept.

    `progress` gets how many recipes are done, of how many.
    """
    found, sources = Arrivals(), connectors()
    for done, recipe in enumerate(recipes):
        progress(done, len(recipes))
        vintages = _vintages(recipe, archive.entries(recipe.id), archive, sources[recipe.source], found)
        # Series are kept for the agenda's sake only
        slim = recipe.model_copy(update={"extra_slices": ()})
        for release in sorted(releases(slim, vintages), key=lambda release: release.day):
            _take(release, wanted.get(recipe.id, ()), found)
    return found


def _vintages(
    recipe: Recipe, entries: Sequence[Entry], archive: Archive, connector: Connector, found: Arrivals
) -> list[Vintage]:
    vintages = []
    for entry in entries:
        try:
            answer = connector.decode(recipe, unpacked(archive.body(entry), recipe.size_limit))
        except NotData as error:
            found.refused.append(_refused(entry.retrieved_at.date(), recipe, error, recorded=True))
        else:
            vintages.append(Vintage(answer, body_of(entry, answer), entry.asked))
    return vintages


def _take(release: Release, wanted: Sequence[SeriesId], found: Arrivals) -> None:
    """Compare with what arrived before, as ingest does. A part of a body is held to no contract, as it was no body."""
    recipe, vintage = release.recipe, release.vintage
    if not release.recorded:
        recipe = recipe.model_copy(update={"contract": Contract(unknown_codes="report", observations=0)})
    known = {series: arrived[-1].snapshot for series, arrived in found.by_series.items()}
    before = {series: snapshot for series, snapshot in known.items() if snapshot.recipe == recipe.id}
    try:
        news = digest(vintage.answer, recipe, wanted, before, vintage.asked, vintage.body)
    except NotData as error:
        found.refused.append(_refused(release.day, recipe, error, recorded=release.recorded))
        return
    for snapshot in (step.snapshot for step in news.steps):
        if snapshot.observations or snapshot.series_id in before:
            found.by_series[snapshot.series_id].append(Arrival(release.day, snapshot, release.recorded))
    if release.recorded:
        for reading in identify(vintage.answer, recipe, wanted).readings:
            found.vintages[reading.key].add(release.day)


def _refused(day: date, recipe: Recipe, error: NotData, *, recorded: bool) -> Refused:
    return Refused(day=day, recipe=recipe.id, recorded=recorded, reason=f"{error.reason}: {error.message}")
