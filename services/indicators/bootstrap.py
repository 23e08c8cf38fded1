"""Wires the indicators worker: agenda, guards, Faust app, health page; runs it until it is stopped or crashes."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import faust
import structlog

from services.indicators.agenda import AgendaView, agenda_view
from services.indicators.app import build_app
from services.indicators.canary import Canary
from services.indicators.domain.assess import assess
from services.indicators.domain.rollup import roll_up
from services.indicators.guards.coordinator import CoordinatorWatch
from services.indicators.guards.epoch import EpochWatch
from services.indicators.guards.lag import LagMeter
from services.indicators.guards.progress import StallClock
from services.indicators.guards.topics import check_declared, check_topics
from services.indicators.guards.watchdog import Watchdog
from services.indicators.monitor import Monitor
from services.indicators.settings import IndicatorsSettings
from services.indicators.stage import Work
from services.indicators.ticker import Ticker
from services.indicators.works import FAN_OUT, Judgement, MemberFanOut, RollingUp, SeriesFanOut
from services.runtime.admin import admin_app, serve
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaReader
from services.runtime.clock import Clock
from services.runtime.errors import KoersError, PermanentError
from services.runtime.health import Health
from services.runtime.memory import settle
from services.runtime.metrics import Metrics
from services.runtime.process import run_together
from services.runtime.topics import META, Topics, current_epoch, load_topics

log = structlog.get_logger()


async def run(settings: IndicatorsSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Run the worker until `stop` is set. Raises the error of whatever ended it before."""
    view = agenda_view(AgendaIndex(load_agenda(settings.agenda_dir)))
    log.info("agenda", edition=view.edition.edition, sha256=view.edition.sha256)
    topics = load_topics()
    health, metrics = Health("indicators"), Metrics()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serve(admin_app(health, metrics), settings.admin_host, settings.admin_port))
        await check_topics(settings.kafka, topics.partition_counts())
        epoch = await current_epoch(settings.kafka)
        health.facts.update(epoch=epoch, edition=str(view.edition.edition), agenda=view.edition.sha256)
        works = make_works(view, epoch, topics, metrics)
        worker = build_app(settings, topics, works, metrics)
        sources = [topic for work in works for topic in work.topics]
        check_declared(topics, FAN_OUT, worker.app.tables.changelog_topics)
        meter = await stack.enter_async_context(LagMeter(worker.app, settings.kafka, sources))
        meta = KafkaReader(settings.kafka, "koers-indicators-epoch", [META], partitions={META: 1})
        monitor = Monitor(
            worker.app,
            meter,
            StallClock(settings.stall_after, time.monotonic),
            health,
            metrics.lag.labels("indicators"),
        )
        worker.app.absence.begin()
        looks = [
            worker.app.absence.look,
            CoordinatorWatch(worker.app).look,
            monitor.look,
            EpochWatch(await stack.enter_async_context(meta), epoch).look,
        ]
        worker.app.sensors.add(Watchdog(worker.app, looks))
        ticker = Ticker(worker.outbox, clock, view.subjects, view.served, health.loop("ticker"))
        canary = Canary(worker.outbox, clock, view.edition, health.loop("canary"), metrics.canaries)
        settle()
        await run_together(
            stop,
            [
                run_app(worker.app, stop),
                ticker.run(stop, lambda: health.started, monitor.look),
                canary.run(stop, lambda: health.started),
            ],
        )


def make_works(view: AgendaView, epoch: str, topics: Topics, metrics: Metrics) -> Sequence[Work]:
    """The four stages' work for one edition and one epoch."""
    counts = topics.partition_counts()
    return (
        SeriesFanOut(view),
        Judgement(view, epoch, assess, counts, metrics),
        MemberFanOut(view),
        RollingUp(view, epoch, roll_up, counts),
    )


async def run_app(app: faust.App, stop: asyncio.Event) -> None:
    """Start the app, wait for `stop` or a crash, stop it in order. Raises what it crashed of."""
    starting = asyncio.ensure_future(app.start())
    ends = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(app.wait_until_stopped())]
    try:
        await asyncio.wait([starting, *ends], return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and starting.exception() is None:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await app.stop()
        for task in ends:
            task.cancel()
        await asyncio.gather(starting, *ends, return_exceptions=True)
    reason = app.crash_reason or starting.exception()
    if isinstance(reason, KoersError):
        raise reason
    if reason is not None:
        raise PermanentError(f"the worker crashed: {reason!r}") from reason
