"""Wires the three alert processes: the consumer (with grouper and relay), the sender, and the pages."""

import asyncio
from datetime import timedelta
from pathlib import Path

from schemas.agenda import Agenda
from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.bounces.folder import BounceFolder
from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.bounces.taking import Bounces
from services.alerts.calendar import Calendar
from services.alerts.compose import Composer
from services.alerts.contacts import load_contacts
from services.alerts.domain.hours import Hours
from services.alerts.domain.routing import Contact, Directory, addresses_of
from services.alerts.first_start import FirstStart, FirstStartRules
from services.alerts.grouper import Grouper
from services.alerts.intake import TOPICS, Intake, check
from services.alerts.ledger import Ledger
from services.alerts.levels import Levels
from services.alerts.links import Links
from services.alerts.loops import repeat
from services.alerts.mail.render import render
from services.alerts.ownership import milestone_owners
from services.alerts.relay import Relay
from services.alerts.reminding import Reminding
from services.alerts.routes import Routes
from services.alerts.sender import Sender, SendRules
from services.alerts.settings import ConsumerSettings, LinkSettings, MailSettings, SenderSettings, WebSettings
from services.alerts.summaries import EditionSummaries
from services.alerts.upstream import IndicatorsWorkers
from services.alerts.web.app import alerts_app
from services.runtime.admin import admin_app, serve
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import Clock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import open_database
from services.runtime.errors import ConfigError
from services.runtime.health import Health, Loop
from services.runtime.hosts import only_for
from services.runtime.mail.base import ByRecipient, MailTransport, is_web_address
from services.runtime.mail.settings import relay_of
from services.runtime.mail.webhook.transport import WebhookTransport
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
        open_database(settings.postgres.get_secret_value(), metrics=metrics) as database,
        KafkaProducer(settings.kafka, "koers-alerts") as producer,
        KafkaReader(settings.kafka, "koers-alerts", TOPICS, partitions=topics.partition_counts()) as reader,
    ):
        epoch = await current_epoch(settings.kafka)
        ledger = Ledger(clock, metrics, group_wait=group_wait)
        routes = routes_of(settings.owners_file, agenda)
        reminding = Reminding(clock, ledger, routes, group_wait=group_wait)
        intake = Intake(clock, ledger, reminding, milestone_owners(AgendaIndex(agenda)), changes)
        consumer = DatabaseConsumer(
            name="alerts", schema="alerts", epoch=epoch, reader=reader, dead_letters=producer, database=database,
            check=check, handle=intake.handle, loop=_loop(health, "consumer"), metrics=metrics,
        )  # fmt: skip
        milestones = frozenset(milestone.id for milestone in agenda.milestones)
        rules = FirstStartRules(timedelta(seconds=settings.first_quiet), settings.first_alerts, milestones)
        upstream = IndicatorsWorkers(settings.kafka, topics)
        first = FirstStart(database, clock, intake, ledger, consumer.caught_up, upstream, rules, health)
        calendar = Calendar(database, clock, intake, ledger, reminding, group_wait=group_wait)
        grouper = Grouper(
            database, clock, ledger, routes, Hours.parse(settings.mail_hours),
            group_wait=group_wait, batch_limit=settings.mail_batch_limit,
        )  # fmt: skip
        relay = Relay(database, producer, clock, epoch)
        await relay.start()
        turns = [
            consumer.run(stop),
            repeat(stop, _loop(health, "first start", patience=settings.first_quiet), first.turn, every=0.5),
            repeat(stop, _loop(health, "calendar"), calendar.turn, every=5.0),
            repeat(stop, _loop(health, "grouper", patience=settings.group_wait), grouper.turn),
            repeat(stop, _loop(health, "relay"), relay.turn),
            repeat(stop, _loop(health, "levels"), Levels(database, clock, metrics).turn, every=5.0),
        ]
        if settings.edition_summary:
            quiet = timedelta(seconds=settings.first_quiet)
            summaries = EditionSummaries(database, clock, upstream, changes, quiet=quiet)
            turns.append(repeat(stop, _loop(health, "editions"), summaries.turn, every=5.0))
        health.started = True
        await run_together(stop, turns)


async def run_sender(settings: SenderSettings, clock: Clock, stop: asyncio.Event) -> None:
    """Stage 3: from the outbox to the mail relay."""
    health, metrics = Health("alerts-sender"), Metrics()
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), size=2, metrics=metrics) as database,
    ):
        composer = composer_of(settings, clock, _links(settings, clock))
        loop, paths = _loop(health, "sender", patience=settings.mail_lease), _return_paths(settings)
        sender = Sender(
            database, clock, transport_of(settings, clock), composer, render, directory_of(settings),
            SendRules(
                settings.mail_mode, settings.mail_from, timedelta(seconds=settings.mail_lease),
                Hours.parse(settings.mail_hours), paths,
            ),
            metrics, health, loop,
        )  # fmt: skip
        turns = [repeat(stop, loop, sender.turn)]
        if paths and settings.bounce_dir:
            folder = BounceFolder(settings.bounce_dir, Bounces(database, clock, paths))
            turns.append(repeat(stop, _loop(health, "bounces"), folder.turn, every=30.0))
        health.started = True
        await run_together(stop, turns)


async def run_web(settings: WebSettings, clock: Clock, stop: asyncio.Event) -> None:
    """The pages behind the links."""
    health, metrics = Health("alerts-web"), Metrics()
    async with (
        serve(admin_app(health, metrics), settings.admin_host, settings.admin_port),
        open_database(settings.postgres.get_secret_value(), size=2, metrics=metrics) as database,
    ):
        answering = Answering(database, clock, Ledger(clock, metrics, group_wait=timedelta()))
        board = Board(settings.board_url)
        paths = _return_paths(settings)
        bounces = Bounces(database, clock, paths) if paths else None
        app = alerts_app(database, clock, _links(settings, clock), board, answering, metrics, bounces)
        pages = only_for(app, settings.public_url, settings.allowed_hosts)
        async with serve(pages, settings.alerts_host, settings.alerts_port) as port:
            health.facts["address"] = f"{settings.alerts_host}:{port}"
            health.started = True
            await stop.wait()


def _return_paths(settings: LinkSettings) -> ReturnPaths | None:
    return ReturnPaths(settings.bounce_address, settings.link_secrets) if settings.bounce_address else None


def _links(settings: LinkSettings, clock: Clock) -> Links:
    valid = timedelta(days=settings.link_days)
    return Links(settings.link_secrets, settings.public_url, clock, valid=valid)


def composer_of(settings: MailSettings, clock: Clock, links: Links) -> Composer:
    """What puts mails together, with these links in them."""
    board = Board(settings.board_url)
    return Composer(clock, links, board, desk_address=settings.desk_address, answer_days=settings.answer_days)


def transport_of(settings: MailSettings, clock: Clock) -> MailTransport:
    """The relay, and signed webhooks. Raises ConfigError where a password would travel in the open."""
    mail = relay_of(settings)
    if settings.webhook_secret is None:
        return mail
    return ByRecipient(
        mail, WebhookTransport(settings.webhook_secret.get_secret_value(), clock, timeout=settings.mail_lease / 2)
    )


def directory_of(settings: MailSettings) -> Directory:
    """Whom this deployment can write to. Raises ConfigError for an address book that cannot be used."""
    canary = Contact(settings.canary_address) if settings.canary_address else None
    desk = Contact(settings.desk_address, settings.desk_language)
    contacts = contacts_of(settings.owners_file, load_agenda(settings.agenda_dir))
    hooks = [address for contact in contacts.values() for address in addresses_of(contact) if is_web_address(address)]
    if hooks and settings.webhook_secret is None:
        raise ConfigError(f"the owners file names {hooks[0]}: set KOERS_WEBHOOK_SECRET, which signs what is sent there")
    return Directory(desk, contacts, canary)


def contacts_of(owners_file: Path | None, agenda: Agenda) -> dict[str, Contact]:
    """The address book, checked against the agenda."""
    return load_contacts(owners_file, agenda.bodies, {area.id for area in agenda.areas})


def routes_of(owners_file: Path | None, agenda: Agenda) -> Routes:
    """The parts of bodies, by the areas of the agenda."""
    areas = {one.number: one.area for one in agenda.recommendations}
    return Routes(contacts_of(owners_file, agenda), areas)
