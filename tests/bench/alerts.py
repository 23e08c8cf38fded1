"""Alerting on a real Kafka and PostgreSQL: from an assessment to the relay, ten thousand transitions, a slow relay.

Made-up assessments, in the benchmark's own folder only.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import psycopg

from schemas.assessment import Assessment, Episode
from schemas.verdicts import Cause, Verdict
from services.alerts.bootstrap import composer_of
from services.alerts.domain.hours import ANY_HOUR
from services.alerts.domain.routing import Contact, Directory
from services.alerts.grouper import Grouper
from services.alerts.intake import TOPICS, Intake, check
from services.alerts.ledger import Ledger
from services.alerts.mail.content import AlertMailContent, Language, OverviewContent
from services.alerts.ownership import milestone_owners
from services.alerts.previewing import dead_links
from services.alerts.reminding import Reminding
from services.alerts.routes import Routes
from services.alerts.sender import Sender, SendRules
from services.alerts.settings import MailSettings
from services.alerts.store import deployment
from services.cli.deployment import Endpoints
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import Database, migrate, open_database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.health import Health
from services.runtime.mail.message import RenderedMail
from services.runtime.metrics import Metrics
from services.runtime.records import Message
from services.runtime.topics import create_topics, current_epoch, establish_epoch, load_topics
from tests.bench.deployment import Only, running
from tests.bench.measure import percentile
from tests.builders.assessments import Y2023, Y2025, digital_skills

_INDICATORS, _ROUNDS, _MAILS = 2_000, 5, 60
_BODIES = [body.id for body in load_agenda().bodies if body.active][:20]
_SLOW_S = 2.0


async def run(folder: Path, kafka: str) -> AsyncIterator[dict[str, object]]:
    """One line for each of the three."""
    await create_topics(kafka, load_topics())
    await establish_epoch(kafka, SystemClock())
    yield await _to_the_relay(folder, kafka)
    server = EmbeddedPostgres(folder / "transitions" / "postgres")
    dsn = await asyncio.to_thread(server.start)
    try:
        await asyncio.to_thread(migrate, dsn)
        async with open_database(dsn) as database:
            bench = _Bench(database, kafka, await current_epoch(kafka))
            await bench.begin()
            yield await bench.transitions(dsn)
            yield await bench.slow_relay()
    finally:
        await asyncio.to_thread(server.stop)


async def _to_the_relay(folder: Path, kafka: str) -> dict[str, object]:
    """From an assessment on Kafka until the relay has taken the mail, one after another; batching is switched off."""
    os.environ["KOERS_GROUP_WAIT"] = "0"
    parts = Only(folder / "relay", Endpoints(kafka=kafka), "mail-catcher", "alerts-consumer", "alerts-sender")
    found: list[float] = []
    async with running(parts) as (supervisor, client), KafkaProducer(kafka, "koers-bench") as producer:
        async with open_database(supervisor.dsn, size=1) as database, database.transaction() as connection:
            await deployment.end_collecting(connection, SystemClock().now())
        async with asyncio.timeout(120):
            while not all(worker.status.get("idle") for worker in supervisor.workers):
                await supervisor.turn(client)
                await asyncio.sleep(0.2)
        for number in range(_MAILS):
            known, begin = _mails(parts.mail), time.time()
            await producer.send(_messages([_judged(f"relay{number}", Verdict.off_track, "b", _BODIES[0])]))
            found.append(await _arrived(parts.mail, known) - begin)
    return {
        "bench": "assessment_to_smtp_on_kafka",
        "mails": len(found),
        "p50_seconds": round(percentile(found, 0.5), 3),
        "p99_seconds": round(percentile(found, 0.99), 3),
    }


class _Bench:
    """The consumer, the grouper and the sender of one deployment in this process."""

    def __init__(self, database: Database, kafka: str, epoch: str) -> None:
        self._database, self._kafka, self._epoch, self._clock = database, kafka, epoch, SystemClock()
        self._metrics, self._health = Metrics(), Health("bench")
        agenda = load_agenda()
        contacts = {body: Contact(f"{body}@koers.invalid") for body in _BODIES}
        self._directory = Directory(Contact("desk@koers.invalid"), contacts)
        routes = Routes(contacts, {one.number: one.area for one in agenda.recommendations})
        ledger = Ledger(self._clock, self._metrics, group_wait=timedelta())
        reminding = Reminding(self._clock, ledger, routes, group_wait=timedelta())
        self._intake = Intake(self._clock, ledger, reminding, milestone_owners(AgendaIndex(agenda)))
        self._grouper = Grouper(
            database, self._clock, ledger, routes, ANY_HOUR, group_wait=timedelta(), batch_limit=10**9
        )  # fmt: skip

    async def begin(self) -> None:
        """The first start is over; what other benchmarks left on the topics is read."""
        async with self._database.transaction() as connection:
            await deployment.end_collecting(connection, self._clock.now())
        await self._consume()

    async def transitions(self, dsn: str) -> dict[str, object]:
        """Alerts that open, end and open again, from Kafka into the database; how large that makes it."""
        before = _size(dsn)
        flips = await self._count("SELECT count(*) FROM alerts.flips")
        for number in range(_ROUNDS):
            verdict = Verdict.on_track if number % 2 else Verdict.off_track
            await self._publish(_judged(f"t{n}", verdict, str(number), _BODIES[n % 20]) for n in range(_INDICATORS))
        seconds = await self._consume()
        flips = await self._count("SELECT count(*) FROM alerts.flips") - flips
        grown = _size(dsn) - before
        return {
            "bench": "alert_transitions_on_kafka",
            "transitions": flips,
            "seconds": round(seconds, 1),
            "transitions_per_second": round(flips / seconds),
            "database_mb": round(grown / 1e6, 1),
            "bytes_per_transition": round(grown / flips),
        }

    async def slow_relay(self) -> dict[str, object]:
        """What a relay that takes its time does to the taking in of events: nothing, mails wait in the outbox."""
        alone = await self._taken_in("alone")
        stop = asyncio.Event()
        await self._grouper.turn()
        relay = _SlowRelay()
        sending = asyncio.create_task(self._send(relay, stop))
        beside = await self._taken_in("beside")
        taken, waiting = relay.taken, await self._count("SELECT count(*) FROM alerts.mails WHERE state = 'queued'")
        stop.set()
        await sending
        return {
            "bench": "slow_relay_on_kafka",
            "relay_seconds_per_mail": _SLOW_S,
            "events": _INDICATORS,
            "seconds_alone": round(alone, 1),
            "seconds_beside_slow_relay": round(beside, 1),
            "mails_taken_meanwhile": taken,
            "mails_waiting": waiting,
        }

    async def _taken_in(self, name: str) -> float:
        await self._publish(
            _judged(f"{name}{n}", Verdict.off_track, "b", _BODIES[n % 20]) for n in range(_INDICATORS)
        )  # fmt: skip
        return await self._consume()

    async def _send(self, relay: "_SlowRelay", stop: asyncio.Event) -> None:
        settings = MailSettings.model_construct(
            public_url="https://a.invalid", board_url="https://b.invalid", desk_address="desk@koers.invalid",
            answer_days=30,
        )  # fmt: skip
        composer = composer_of(settings, self._clock, dead_links(settings.public_url, self._clock))
        sender = Sender(
            self._database, self._clock, relay, composer, _wordless, self._directory,
            SendRules("send", "koers@koers.invalid", timedelta(minutes=10), ANY_HOUR),
            self._metrics, self._health, self._health.loop("sender"),
        )  # fmt: skip
        while not stop.is_set():
            await sender.turn()

    async def _publish(self, assessments: Iterable[Assessment]) -> None:
        async with KafkaProducer(self._kafka, "koers-bench") as producer:
            await producer.send(_messages(assessments))

    async def _consume(self) -> float:
        """Seconds until all that is on the topics is in the database."""
        stop, begin = asyncio.Event(), time.perf_counter()
        counts = load_topics().partition_counts()
        async with (
            KafkaReader(self._kafka, "koers-bench", TOPICS, partitions=counts) as reader,
            KafkaProducer(self._kafka, "koers-bench") as producer,
        ):
            consumer = DatabaseConsumer(
                name="bench", schema="alerts", epoch=self._epoch, reader=reader, dead_letters=producer,
                database=self._database, check=check, handle=self._intake.handle,
                loop=self._health.loop("consumer"), metrics=self._metrics,
            )  # fmt: skip
            task = asyncio.create_task(consumer.run(stop))
            await consumer.caught_up.wait()
            took = time.perf_counter() - begin
            stop.set()
            await task
        return took

    async def _count(self, query: str) -> int:
        async with self._database.transaction() as connection:
            row = await (await connection.execute(query.encode())).fetchone()
        return int(row[0]) if row else 0


def _wordless(content: AlertMailContent | OverviewContent, language: Language) -> RenderedMail:
    """Writing mails has a measurement of its own."""
    return RenderedMail(subject="made up", text="", html="")


class _SlowRelay:
    """A relay that takes its time for each mail."""

    def __init__(self) -> None:
        self.taken = 0
        self.certificate_ends: datetime | None = None

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        await asyncio.sleep(_SLOW_S)
        self.taken += 1


def _judged(indicator: str, verdict: Verdict, episode: str, body: str) -> Assessment:
    """The model case under another name, owned by one body."""
    owner = digital_skills().owners[0].model_copy(update={"body": body})
    period = Y2025 if verdict is Verdict.off_track else Y2023
    return digital_skills(
        key=f"{indicator}/BE2", indicator=indicator, verdict=verdict, owners=(owner,),
        episode=Episode(id=f"{episode}{0:063d}", verdict=verdict, since=period, cause=Cause.data),
    )  # fmt: skip


def _messages(assessments: Iterable[Assessment]) -> list[Message]:
    now = SystemClock().now()
    return [Message("policy.assessment.v1", a.key, a, "indicators", now) for a in assessments]


def _mails(folder: Path) -> set[Path]:
    return set(folder.glob("*.eml"))


async def _arrived(folder: Path, known: set[Path]) -> float:
    """When the next mail lay there."""
    for _ in range(12_000):
        if new := _mails(folder) - known:
            return new.pop().stat().st_mtime
        await asyncio.sleep(0.005)
    raise TimeoutError("no mail has come within a minute")


def _size(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0
