"""Wires the board's two processes: the projector with its reconciler, and the public pages."""

import asyncio
from datetime import timedelta

import structlog

from services.board.domain.tries import Patience
from services.board.export.bundle import make_bundle
from services.board.export.nightly import export_nightly
from services.board.projector.events import TOPICS
from services.board.projector.levels import Levels
from services.board.projector.projector import Projector
from services.board.projector.pulse import keep_pulse
from services.board.reconciler.loop import Reconciler
from services.board.reconciler.view import expected_of
from services.board.settings import BoardSettings, ProjectorSettings, WebSettings
from services.board.subscriptions.mailer import LetterRules, Mailer
from services.board.web.app import web_app
from services.board.web.moment import Moment
from services.board.web.rendering import renderers
from services.runtime.admin import admin_app, serve
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import Clock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import open_database
from services.runtime.health import Health
from services.runtime.mail.settings import relay_of
from services.runtime.metrics import Metrics
from services.runtime.process import run_together
from services.runtime.topics import current_epoch, load_topics

log = structlog.get_logger()

NAME = "board"
_BATCH = 1000


async def run_projector(settings: ProjectorSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Project, reconcile and write to subscribers until `stop` is set. Raises ConfigError on a faulty agenda."""
    health, metrics, projector = Health("board-projector"), Metrics(), Projector(clock)
    agenda = load_agenda(settings.agenda_dir)
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), metrics=metrics) as database,
        KafkaProducer(settings.kafka, "koers-board") as producer,
        KafkaReader(settings.kafka, "koers-board", TOPICS, partitions=load_topics().partition_counts()) as reader,
    ):
        consuming, reconciling = health.loop("projector"), health.loop("reconciler", stalls_after=900.0)
        consumer = DatabaseConsumer(
            name=NAME,
            schema="board",
            epoch=await current_epoch(settings.kafka),
            reader=reader,
            dead_letters=producer,
            database=database,
            check=projector.check,
            handle=projector.handle,
            loop=consuming,
            metrics=metrics,
        )

        def at_rest() -> bool:
            return consumer.caught_up.is_set() and consuming.pending == 0

        reconciler = Reconciler(
            expected=expected_of(agenda),
            database=database,
            producer=producer,
            clock=clock,
            patience=Patience(timedelta(seconds=settings.recheck_grace)),
            settled=at_rest,
            stored=lambda: projector.batches,
            health=health,
            loop=reconciling,
            metrics=metrics,
        )
        mailer = Mailer(
            database, AgendaIndex(agenda), clock, settings.reaction, renderers(), relay_of(settings),
            LetterRules(
                settings.mail_mode, settings.mail_from, settings.desk_address, settings.public_url,
                timedelta(seconds=settings.mail_lease),
            ),
            at_rest, health.loop("letters", stalls_after=900.0), metrics,
        )  # fmt: skip
        health.started = True
        await run_together(
            stop,
            [
                mailer.run(stop),
                consumer.run(stop, batch=_BATCH),
                reconciler.run(stop, every=settings.reconcile_every),
                keep_pulse(database, clock, consuming, stop),
                export_nightly(
                    settings.open_data_dir, database, AgendaIndex(agenda), clock, settings.reaction, at_rest, stop
                ),
                Levels(database, metrics, lambda: projector.batches).run(stop, every=settings.reconcile_every),
            ],
        )


async def run_export(settings: BoardSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Make the bulk download of today and end. Raises ConfigError on a faulty agenda."""
    agenda = AgendaIndex(load_agenda(settings.agenda_dir))
    async with open_database(settings.postgres.get_secret_value()) as database:
        moment = Moment(clock.now(), reaction=settings.reaction)
        made = await make_bundle(settings.open_data_dir, database, agenda, moment)
    log.info("open_data_made", file=str(made.path), bytes=made.size)


async def run_web(settings: WebSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Serve the public pages until `stop` is set. Raises ConfigError on a faulty agenda."""
    health, metrics = Health("board-web"), Metrics()
    agenda = load_agenda(settings.agenda_dir)
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), metrics=metrics) as database,
        serve(web_app(settings, agenda, database, clock, metrics), settings.board_host, settings.board_port) as port,
    ):
        metrics.board.labels(settings.public_url).set(1)
        health.started = True
        log.info("serving", port=port)
        await stop.wait()
