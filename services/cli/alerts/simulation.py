"""Days of alerting lived through on a fixed clock: the real stages on their own database, with the real history."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schemas.agenda import Agenda
from schemas.assessment import Assessment
from schemas.base import Event
from services.alerts.bootstrap import composer_of
from services.alerts.calendar import Calendar
from services.alerts.domain.hours import Hours
from services.alerts.domain.routing import Contact, Directory
from services.alerts.fakes import FakeUpstream
from services.alerts.first_start import FirstStart, FirstStartRules
from services.alerts.grouper import Grouper
from services.alerts.intake import Intake
from services.alerts.ledger import Ledger
from services.alerts.mail.content import Language, MailContent
from services.alerts.ownership import milestone_owners
from services.alerts.previewing import dead_links
from services.alerts.reminding import Reminding
from services.alerts.routes import Routes
from services.alerts.sender import Sender, SendRules
from services.alerts.settings import MailSettings
from services.cli.backtest.material import Material
from services.cli.backtest.replay import replay
from services.ingest.milestones import register
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import BRUSSELS, FixedClock
from services.runtime.database import Database
from services.runtime.health import Health
from services.runtime.mail.fakes import FakeTransport
from services.runtime.mail.message import RenderedMail
from services.runtime.metrics import Metrics
from services.runtime.records import Record

Window = tuple[date, date]
_DAY, _WAIT = timedelta(days=1), timedelta(minutes=15)
_FIGURES_COME_AT = time(11)
_DESK = Contact("desk@koers.invalid", "nl")
_TOLD = """
SELECT m.sent_at, m.body, m.kind, m.desk_reason, m.step,
    coalesce(array_agg(i.alert_id || ' ' || coalesce(i.prompt, 'news') ORDER BY i.intent_id)
        FILTER (WHERE i.alert_id IS NOT NULL), '{}')
FROM alerts.mails m LEFT JOIN alerts.intents i USING (mail_id) WHERE m.state = 'sent'
GROUP BY m.mail_id ORDER BY m.sent_at, m.body
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One mail: to whom, when, and why: each alert's id with what prompted it."""

    at: datetime
    body: str
    kind: str
    desk_reason: str | None
    step: int | None
    why: tuple[str, ...]


class Simulation:
    """Koers begins to watch on the first day; nobody answers; every mail is taken by a relay that keeps nothing.

    `contacts` are those of the deployment: a body without any goes to the desk, as it would.
    """

    def __init__(self, database: Database, agenda: Agenda, contacts: Mapping[str, Contact], hours: Hours) -> None:
        self._database, self._clock = database, FixedClock(datetime.now(BRUSSELS))
        metrics, health = Metrics(), Health("simulation")
        index, self._agenda = AgendaIndex(agenda), agenda
        routes = Routes(contacts, {one.number: one.area for one in agenda.recommendations})
        ledger = Ledger(self._clock, metrics, group_wait=_WAIT)
        reminding = Reminding(self._clock, ledger, routes, group_wait=_WAIT)
        changes = {change.edition: change for change in agenda.changes}
        self._intake = Intake(self._clock, ledger, reminding, milestone_owners(index), changes)
        self._calendar = Calendar(database, self._clock, self._intake, ledger, reminding, group_wait=_WAIT)
        self._grouper = Grouper(database, self._clock, ledger, routes, hours, group_wait=_WAIT, batch_limit=10**9)
        caught_up = asyncio.Event()
        caught_up.set()
        rules = FirstStartRules(timedelta(), 3, frozenset(milestone.id for milestone in agenda.milestones))
        self._first = FirstStart(
            database, self._clock, self._intake, ledger, caught_up, FakeUpstream(), rules, health
        )  # fmt: skip
        settings = _settings()
        composer = composer_of(settings, self._clock, dead_links(settings.public_url, self._clock))
        self._sender = Sender(
            database, self._clock, FakeTransport(), composer, _wordless, Directory(_DESK, contacts),
            SendRules("send", settings.mail_from, timedelta(minutes=1), hours), metrics, health, health.loop("sender"),
        )  # fmt: skip

    async def live(self, material: Material, window: Window, progress: Callable[[int, int], None]) -> list[Told]:
        """Every mail of the days of the window, both included."""
        first, last = window
        opening, coming = _published(material, window)
        self._clock.advance(_at(first, time(6)) - self._clock.now())
        await self._take([*opening, *register(self._agenda)])
        await self._first.turn()
        await self._first.turn()
        days = (last - first).days + 1
        for number in range(days):
            await self._day(first + number * _DAY, coming)
            progress(number + 1, days)
        async with self._database.transaction() as connection:
            cursor = await connection.execute(_TOLD)
            return [
                Told(at, body, kind, desk, step, tuple(why))
                for at, body, kind, desk, step, why in await cursor.fetchall()
            ]

    async def _day(self, day: date, coming: Mapping[date, Sequence[Assessment]]) -> None:
        """The calendar in the morning, figures before noon, and mail a quarter of an hour later."""
        self._clock.advance(max(_at(day, time(6)) - self._clock.now(), timedelta()))
        await self._calendar.turn()
        self._clock.advance(_at(day, _FIGURES_COME_AT) - self._clock.now())
        await self._take(coming.get(day, ()))
        self._clock.advance(_WAIT)
        await self._grouper.turn()
        while (await self._sender.turn()).done:
            pass

    async def _take(self, events: Iterable[Event]) -> None:
        async with self._database.transaction() as connection:
            await self._intake.handle(connection, [_record(event) for event in events])


def _published(material: Material, window: Window) -> tuple[list[Assessment], dict[date, list[Assessment]]]:
    """How each indicator stands on the morning of the first day, and what comes of it day by day."""
    opening, coming = [], defaultdict(list)
    for subject in material.subjects.values():
        turns = replay(subject, material.arrived(subject), window[1])
        opening += [turn.assessment for turn in turns if turn.day < window[0]][-1:]
        for turn in turns:
            if turn.day >= window[0]:
                coming[turn.day].append(turn.assessment)
    return opening, coming


def _record(event: Event) -> Record:
    topic = "policy.assessment.v1" if isinstance(event, Assessment) else "policy.milestone.v1"
    return Record(topic, 0, 0, None, event.write())


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BRUSSELS)


def _settings() -> MailSettings:
    """Addresses that lead nowhere, whatever the environment says."""
    return MailSettings.model_construct(
        public_url="https://alerts.koers.invalid", board_url="https://koers.invalid", desk_address=_DESK.address,
        mail_from="koers@koers.invalid", answer_days=30,
    )  # fmt: skip


def _wordless(content: MailContent, language: Language) -> RenderedMail:
    """What a mail says is none of a simulation's business."""
    return RenderedMail(subject="simulated", text="", html="")
