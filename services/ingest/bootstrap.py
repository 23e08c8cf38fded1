"""Wiring: settings in, a running ingest service out."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import structlog

from schemas.series import SeriesId
from services.ingest.archive import FileArchive, owned
from services.ingest.by_access import ByAccess, further_ways
from services.ingest.connectors import connectors
from services.ingest.connectors.statbel.calendar import known_releases, with_calendar
from services.ingest.connectors.vdab.access import with_key
from services.ingest.decisions import Decisions
from services.ingest.desk import Desk, Wanted
from services.ingest.drop import DropPoller
from services.ingest.fetch import HttpFetcher
from services.ingest.ledger import MILESTONE, POLL, SERIES, KeptReports, Ledger, read_ledger
from services.ingest.loop import Polls, SourceLoop, idle_reason, report_suspended
from services.ingest.measures import show_levels, show_rhythms
from services.ingest.milestones import publish_register
from services.ingest.poll import Poller
from services.ingest.publisher import Publisher
from services.ingest.recipe import Recipe
from services.ingest.recipes import by_source, load_recipes
from services.ingest.recordings import import_recordings
from services.ingest.replay import replay
from services.ingest.rhythms import with_lent_rhythms
from services.ingest.settings import IngestSettings
from services.runtime.admin import admin_app, serve
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader, Producer
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.metrics import Metrics
from services.runtime.process import run_together
from services.runtime.topics import load_topics

log = structlog.get_logger()

_TOPICS = (SERIES, POLL, MILESTONE)


async def run(settings: IngestSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Bring the topics up to the archive, then poll until `stop` is set; one worker writes.

    Raises ConfigError for settings, agenda, recipes or an archive that cannot be used, TransientError when the broker
    does not answer or another worker has the archive.
    """
    health, metrics = Health("ingest"), Metrics()
    agenda = load_agenda(settings.agenda_dir)
    recipes = with_key(with_lent_rhythms(agenda, with_calendar(load_recipes(), known_releases())), settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(owned(settings.archive_dir))
        await stack.enter_async_context(serve(admin_app(health, metrics), settings.admin_host, settings.admin_port))
        producer = await stack.enter_async_context(KafkaProducer(settings.kafka, "koers-ingest"))
        kept = KeptReports(settings.archive_dir / "reports")
        ledger = await _read_topics(settings.kafka, producer)
        publisher = Publisher(producer, ledger, kept, clock, metrics)
        wanted = wanted_by_recipe(AgendaIndex(agenda).series_wanted(), recipes)
        archive = FileArchive(settings.archive_dir)
        metrics.archive.set_function(lambda: archive.size)
        metrics.watch_disk(settings.archive_dir)
        decisions = Decisions(settings.decisions)
        desk = Desk(archive, ledger, publisher, connectors(), wanted, clock, metrics, decisions)
        made = import_recordings(archive)
        taken = await replay(desk, recipes, kept, lambda left: health.facts.update(replay=f"{left} bodies left"))
        told = await publish_register(agenda, ledger, publisher)
        log.info("started", recordings=made, replayed=taken, milestones=told, series=len(ledger.series))
        pollers = await _pollers(settings, desk, recipes, stack)
        asked = [r for r in recipes if r.source in pollers and r.access.kind != "drop"]
        polled = [r for r in asked if idle_reason(desk, r) is None]
        show_rhythms(metrics, polled, clock.now())
        show_levels(metrics, ledger.reports.values())
        loops = [
            SourceLoop(desk, found, pollers[source], health.loop(f"poll {source}", stalls_after=600))
            for source, found in by_source(recipes).items()
            if source in pollers
        ]
        for recipe in recipes:
            if recipe.source not in pollers and ledger.report(recipe.id) is None:
                await report_suspended(desk, recipe, idle_reason(desk, recipe) or "live polling is switched off")
        health.started = True
        await run_together(stop, [loop.run(stop) for loop in loops])


async def _read_topics(bootstrap: str, producer: Producer) -> Ledger:
    """What the topics say of earlier runs."""
    counts = load_topics().partition_counts()
    async with KafkaReader(bootstrap, "koers-ingest-state", _TOPICS, partitions=counts) as reader:
        return await read_ledger(reader, producer)


def wanted_by_recipe(series: Iterable[str], recipes: Sequence[Recipe]) -> Wanted:
    """The wanted series by the recipe that brings them; a series without recipe is left out and logged."""
    by_dataset = {(recipe.source, recipe.dataset): recipe.id for recipe in recipes}
    whole = {recipe.source: recipe.id for recipe in recipes if recipe.many_datasets}
    found: dict[str, list[SeriesId]] = defaultdict(list)
    for text in sorted(series):
        series_id = SeriesId.parse(text)
        recipe = by_dataset.get((series_id.source, series_id.dataset)) or whole.get(series_id.source)
        if recipe is None:
            log.warning("no_recipe", series=text)
        else:
            found[recipe].append(series_id)
    return found


async def _pollers(
    settings: IngestSettings, desk: Desk, recipes: Sequence[Recipe], stack: contextlib.AsyncExitStack
) -> dict[str, Polls]:
    """A poller per source, its client closed with the stack; without live polling the drop folder only."""
    found: dict[str, Polls] = {}
    for source in by_source(recipes):
        connector = desk.connectors[source]
        if connector.home is None:
            found[source] = DropPoller(desk, settings.dropped)
        elif settings.live:
            base = settings.base_url(source, connector.home)
            fetcher = HttpFetcher(base, spacing=connector.spacing, agent=settings.agent)
            found[source] = Poller(desk, await stack.enter_async_context(fetcher))
        if settings.live and (further := await further_ways(source, settings, desk, stack)):
            found[source] = ByAccess(further, otherwise=found[source])
    return found
