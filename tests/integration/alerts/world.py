"""The alert service without its processes: real PostgreSQL, a broker in memory, a clock that stands still."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from schemas.assessment import Assessment, Owner
from schemas.base import Event, Text
from schemas.policy import Answer
from schemas.stats import MilestoneState, PollReport
from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.calendar import Calendar
from services.alerts.compose import Composer
from services.alerts.domain.answers import Given, Said
from services.alerts.domain.hours import ANY_HOUR, Hours
from services.alerts.domain.routing import Contact, Directory
from services.alerts.fakes import FakeUpstream
from services.alerts.first_start import FirstStart, FirstStartRules
from services.alerts.grouper import Grouper
from services.alerts.intake import TOPICS, Intake, check
from services.alerts.ledger import Ledger
from services.alerts.links import AnswerLink, DecisionLink, Links
from services.alerts.mail.content import Language, MailContent, NoteContent, OverviewContent, OverviewTarget
from services.alerts.relay import Relay
from services.alerts.reminding import Reminding
from services.alerts.routes import Routes
from services.alerts.sender import Render, Sender, SendRules
from services.alerts.store import deployment
from services.runtime.clock import FixedClock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import Database
from services.runtime.fakes import FakeBroker
from services.runtime.health import Health
from services.runtime.mail.base import MailMode, MailTransport
from services.runtime.mail.fakes import FakeTransport
from services.runtime.mail.message import RenderedMail
from services.runtime.metrics import Metrics
from services.runtime.records import Message

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
WAIT = timedelta(minutes=15)
NOTES = ("confirm", "receipt", "muted")
LEASE = timedelta(seconds=60)
NAMES = {"digitaal-vlaanderen": Text(en="Digital Flanders", nl="Digitaal Vlaanderen")}
DESK = Contact("desk@example.org", "nl")
AREAS = {15: "future-oriented-skills", 35: "e-inclusion"}
BODIES = {
    "department-of-education": Contact("education@example.org", "nl"),
    "cjm": Contact("cjm@example.org", "en"),
    "digitaal-vlaanderen": Contact("digitaal@example.org", "nl"),
}


def plain(content: MailContent, language: Language) -> RenderedMail:
    """Words for a test: what is told, a line each. The real words have tests of their own."""
    if isinstance(content, NoteContent):
        lines = [f"{content.step} for {content.body.id}", _desk_reason(content), f"address {content.address}"]
        lines += [f"answered {item.alert_id} {item.given.action} {item.action_url}" for item in content.items]
        lines.append(f"decide {content.decision_url}")
    elif isinstance(content, OverviewContent):
        why = content.why.en if content.why else None
        sort = "overview" if content.edition is None else f"edition {content.edition} ({why})"
        lines = [f"{sort} for {content.body.id}", _desk_reason(content)]
        lines += [f"row {row.assessment.key} announced={row.announced}" for row in content.rows]
        lines += [f"asked {m.milestone.id} overdue={m.overdue} {m.action_url}" for m in content.milestones]
        lines += [_asked_target(asked) for asked in content.targets]
        lines += [f"matter {item.alert_id}" for item in content.matters]
    else:
        lines = [f"alerts for {content.body.id}", _desk_reason(content)]
        for item in content.alerts:
            lines.append(f"alert {item.alert_id} from {item.previous_verdict} last={item.last_mail}")
            if item.reminder:
                lines.append(f"reminder {item.reminder.prompt} {item.reminder.day}")
            lines.append(f"others {[owner.body for owner in item.others]}")
            lines.append(f"action {item.action_url}")
    text = "\n".join(lines) + "\n"
    return RenderedMail(subject=lines[0], text=text, html=f"<pre>{text}</pre>")


def _desk_reason(content: MailContent) -> str:
    heirs = ", ".join(name.en for name in content.body.successors)
    return f"desk_reason {content.desk_reason}" + (f" of {heirs}" if heirs else "")


def _asked_target(asked: OverviewTarget) -> str:
    target = asked.assessment.target_to_define
    return f"target {asked.assessment.key} {', '.join(target.missing) if target else None} {asked.action_url}"


def by_name(milestone: MilestoneState, today: date, said: Iterable[Answer]) -> tuple[Owner, ...]:
    """The owner a milestone names, without an agenda."""
    name = milestone.owner
    if name is None:
        return ()
    owned = frozenset(answer.body for answer in said if answer.accepts_ownership)
    numbers, known = milestone.recommendations, NAMES.get(name, Text(en=name, nl=name))
    return (Owner(body=name, name=known, accepted=name in owned, recommendations=numbers),)


@dataclass
class World:
    """Everything the processes do, turn by turn. Another World on the same database is another set of processes."""

    database: Database
    broker: FakeBroker = field(default_factory=FakeBroker)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    transport: MailTransport = field(default_factory=FakeTransport)
    epoch: str = "epoch-1"
    mode: MailMode = "send"
    batch_limit: int = 30
    singles: int = 3
    hours: Hours = ANY_HOUR
    milestones: frozenset[str] = frozenset()
    directory: Directory = field(default_factory=lambda: Directory(DESK, BODIES, Contact("canary@example.org")))

    def __post_init__(self) -> None:
        self.metrics, self.health = Metrics(), Health("alerts")
        self.ledger = Ledger(self.clock, self.metrics, group_wait=WAIT)
        self.routes = Routes(self.directory.bodies, AREAS)
        self.reminding = Reminding(self.clock, self.ledger, self.routes, group_wait=WAIT)
        self.intake = Intake(self.clock, self.ledger, self.reminding, by_name)
        self.grouper = Grouper(
            self.database, self.clock, self.ledger, self.routes, self.hours,
            group_wait=WAIT, batch_limit=self.batch_limit,
        )  # fmt: skip
        self.relay = Relay(self.database, self.broker, self.clock, self.epoch)
        self.calendar = Calendar(
            self.database, self.clock, self.intake, self.ledger, self.reminding, group_wait=WAIT
        )  # fmt: skip
        self.links = Links(
            ("a secret made up for tests, long enough",),
            "https://alerts.example.org",
            self.clock,
            valid=timedelta(days=9),
        )
        self.board = Board("https://koers.example.org")
        self.answering = Answering(self.database, self.clock, self.ledger)
        self.caught_up = asyncio.Event()
        self.upstream = FakeUpstream()
        rules = FirstStartRules(quiet=timedelta(minutes=2), singles=self.singles, milestones=self.milestones)
        self.first = FirstStart(
            self.database, self.clock, self.intake, self.ledger, self.caught_up, self.upstream, rules, self.health
        )
        self.sender = self.new_sender()

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What the fake transport took, short notes apart: recipient and text."""
        return [(recipient, text) for recipient, text in self._taken() if not text.startswith(NOTES)]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """The short notes that the fake transport took: recipient and text."""
        return [(recipient, text) for recipient, text in self._taken() if text.startswith(NOTES)]

    def _taken(self) -> list[tuple[str, str]]:
        assert isinstance(self.transport, FakeTransport)
        return [
            (recipient, message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
            for recipient, message in self.transport.sent
        ]

    async def answer(self, link: AnswerLink, given: Given) -> str:
        """A body answers, and its mailbox confirms what will be public."""
        said = [Said(link.alert_id, given)]
        outcome = await self.answering.submit(link.body, link.nonce, link.language, said)
        if outcome != "waiting":
            return outcome
        return await self.answering.decide(DecisionLink(link.nonce, link.body, link.language), agree=True)

    def new_sender(
        self, transport: MailTransport | None = None, render: Render = plain, return_paths: ReturnPaths | None = None
    ) -> Sender:  # fmt: skip
        """Another sender process."""
        composer = Composer(self.clock, self.links, self.board, desk_address=DESK.address, answer_days=30)
        return Sender(
            self.database, self.clock, transport or self.transport, composer, render, self.directory,
            SendRules(self.mode, "koers@example.org", LEASE, self.hours, return_paths), self.metrics, self.health,
            self.health.loop("sender"),
        )  # fmt: skip

    def consumer(self) -> DatabaseConsumer:
        """Another consumer process."""
        return DatabaseConsumer(
            name="alerts", schema="alerts", epoch=self.epoch, reader=self.broker.reader(TOPICS),
            dead_letters=self.broker, database=self.database, check=check, handle=self.intake.handle,
            loop=self.health.loop("consumer"), metrics=self.metrics,
        )  # fmt: skip

    async def publish(self, *events: Event, run: str | None = None) -> None:
        """Put events on the broker, as their owners do."""
        await self.broker.send([_message(event, self.clock.now(), run) for event in events])

    async def consume(self, consumer: DatabaseConsumer | None = None) -> None:
        """Stage 1, until everything on the broker is read."""
        running, stop = consumer or self.consumer(), asyncio.Event()
        task = asyncio.create_task(running.run(stop))
        caught_up = asyncio.create_task(running.caught_up.wait())
        await asyncio.wait({task, caught_up}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.wait_for(task, timeout=30)

    async def over(self) -> None:
        """The first start is over: from here on every change is news."""
        async with self.database.transaction() as connection:
            await deployment.end_collecting(connection, self.clock.now())

    async def take(self, *events: Event, run: str | None = None) -> None:
        """Publish and consume."""
        await self.publish(*events, run=run)
        await self.consume()

    async def group(self) -> None:
        """Let the waiting time pass, and write the mails."""
        self.clock.advance(WAIT)
        await self.grouper.turn()

    async def send(self) -> None:
        """Stage 3, until nothing is left that can be sent now."""
        for _ in range(200):
            if (await self.sender.turn()).done == 0:
                return
        raise AssertionError("the sender does not come to an end")

    async def deliver(self) -> None:
        """Stages 2 and 3."""
        await self.group()
        await self.send()

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        """What stands in the database."""
        async with self.database.transaction() as connection:
            cursor = await connection.execute(query.encode())
            return await cursor.fetchall()


def _message(event: Event, at: datetime, run: str | None) -> Message:
    if isinstance(event, Assessment):
        return Message("policy.assessment.v1", event.key, event, "indicators", at, run=run)
    if isinstance(event, MilestoneState):
        return Message("policy.milestone.v1", event.id, event, "ingest", at, run=run)
    assert isinstance(event, PollReport)
    return Message("stats.poll.v1", event.recipe, event, "ingest", at, run=run)
