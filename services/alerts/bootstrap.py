"""Wires the three alert processes: the consumer (with grouper and relay), the sender, and the pages."""

import asyncio
from datetime import timedelta

from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.calendar import Calendar
from services.alerts.compose import Composer
from services.alerts.contacts import load_contacts
from services.alerts.domain.routing import Contact, Directory
from services.alerts.first_start import FirstStart, FirstStartRules
from services.alerts.grouper import Grouper
from services.alerts.intake import TOPICS, Intake, check
from services.alerts.ledger import Ledger
from services.alerts.links import Links
from services.alerts.loops import repeat
from services.alerts.mail.render import render
from services.alerts.ownership import milestone_owners
from services.alerts.relay import Relay
from services.alerts.sender import Sender, SendRules
from services.alerts.settings import ConsumerSettings, LinkSettings, SenderSettings, WebSettings
from services.alerts.transport import RelayAddress, SmtpTransport
from services.alerts.upstream import IndicatorsWorkers
from services.alerts.web.app import alerts_app
from services.runtime.admin import admin_app, serve
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import Clock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import open_database
from services.runtime.health import Health, Loop
from services.runtime.metrics import Metrics
from services.runtime.process import run_together
from services.runtime.topics import current_epoch, load_topics

_STALLS_AFTER = 60.0


def _loop(health: Health, name: str, *, patience: float = 0.0) -> Loop:
    """A loop of ours; `patience` is how long its work may wait on purpose."""
    return health.loop(name, stalls_after=_STALLS_AFTER + patience)


async def run_consumer(settings: ConsumerSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Stages 1 and 2: from events to mails in the outbox, and from the event outbox to the broker."""
    health, metrics = Health("alerts-consumer"), Metrics()
    group_wait = timedelta(seconds=settings.group_wait)
    agenda, topics = load_agenda(settings.agenda_dir), load_topics()
    changes = {change.edition: change for change in agenda.changes}
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value()) as database,
        KafkaProducer(settings.kafka, "koers-alerts") as producer,
        KafkaReader(settings.kafka, "koers-alerts", TOPICS, partitions=topics.partition_counts()) as reader,
    ):
        epoch = await current_epoch(settings.kafka)
        ledger = Ledger(clock, metrics, group_wait=group_wait)
        intake = Intake(clock, ledger, milestone_owners(AgendaIndex(agenda)), changes)
        consumer = DatabaseConsumer(
            name="alerts", schema="alerts", epoch=epoch, reader=reader, dead_letters=producer, database=database,
            check=check, handle=intake.handle, loop=_loop(health, "consumer"), metrics=metrics,
        )  # fmt: skip
        milestones = frozenset(milestone.id for milestone in agenda.milestones)
        rules = FirstStartRules(timedelta(seconds=settings.first_quiet), settings.first_alerts, milestones)
        upstream = IndicatorsWorkers(settings.kafka, topics)
        first = FirstStart(database, clock, intake, ledger, consumer.caught_up, upstream, rules, health)
        calendar = Calendar(database, clock, intake, ledger, group_wait=group_wait)
        grouper = Grouper(database, clock, group_wait=group_wait, batch_limit=settings.mail_batch_limit)
        relay = Relay(database, producer, clock, epoch)
        await relay.start()
        health.started = True
        await run_together(
            stop,
            [
                consumer.run(stop),
                repeat(stop, _loop(health, "first start", patience=settings.first_quiet), first.turn, every=0.5),
                repeat(stop, _loop(health, "calendar"), calendar.turn, every=5.0),
                repeat(stop, _loop(health, "grouper", patience=settings.group_wait), grouper.turn),
                repeat(stop, _loop(health, "relay"), relay.turn),
            ],
        )


async def run_sender(settings: SenderSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Stage 3: from the outbox to the mail relay."""
    health, metrics = Health("alerts-sender"), Metrics()
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    address = RelayAddress.of(settings.smtp, settings.smtp_tls, settings.smtp_user, password)
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), size=2) as database,
    ):
        board = Board(settings.board_url)
        composer = Composer(
            clock, _links(settings, clock), board,
            desk_address=settings.desk_address, answer_days=settings.answer_days,
        )  # fmt: skip
        loop = _loop(health, "sender", patience=settings.mail_lease)
        sender = Sender(
            database, clock, SmtpTransport(address, timeout=settings.mail_lease / 2), composer, render,
            _directory(settings),
            SendRules(settings.mail_mode, settings.mail_from, timedelta(seconds=settings.mail_lease)),
            metrics, health, loop,
        )  # fmt: skip
        health.started = True
        await run_together(stop, [repeat(stop, loop, sender.turn)])


async def run_web(settings: WebSettings, clock: Clock, stop: asyncio.Event) -> None:
    """The pages behind the links."""
    health, metrics = Health("alerts-web"), Metrics()
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), size=2) as database,
    ):
        answering = Answering(database, clock, Ledger(clock, metrics, group_wait=timedelta()))
        board = Board(settings.board_url)
        app = alerts_app(database, clock, _links(settings, clock), board, answering, metrics)
        async with serve(app, settings.alerts_host, settings.alerts_port) as port:
            health.facts["address"] = f"{settings.alerts_host}:{port}"
            health.started = True
            await stop.wait()


def _links(settings: LinkSettings, clock: Clock) -> Links:
    valid = timedelta(days=settings.link_days)
    return Links(settings.link_secrets, settings.public_url, clock, valid=valid)


def _directory(settings: SenderSettings) -> Directory:
    canary = Contact(settings.canary_address) if settings.canary_address else None
    desk = Contact(settings.desk_address, settings.desk_language)
    return Directory(desk, load_contacts(settings.owners_file, load_agenda(settings.agenda_dir).bodies), canary)
