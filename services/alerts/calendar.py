"""Once a day, in Brussels: promises whose date has come, alerts somebody wanted to see again, answers that are owed."""

from datetime import date, timedelta

import structlog

from schemas.alerts import AlertState
from schemas.stats import MilestoneState
from services.alerts.intake import Intake
from services.alerts.ledger import Ledger
from services.alerts.loops import Turn
from services.alerts.mail.content import Prompt, Reminder
from services.alerts.reminding import Reminding
from services.alerts.store import answers, deployment, intents, notifications, register, subjects
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Connection, Database
from services.runtime.milestones import as_it_stands, waits_for

log = structlog.get_logger()

_DAY = "calendar_day"


class Calendar:
    """Deals with a day once, in one transaction."""

    def __init__(
        self, database: Database, clock: Clock, intake: Intake, ledger: Ledger, reminding: Reminding, *,
        group_wait: timedelta,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._intake, self._ledger = database, clock, intake, ledger
        self._reminding = reminding
        self._group_wait = group_wait
        self._day: date | None = None

    async def turn(self) -> Turn:
        """Deal with today, if nobody has; not before the first start is over."""
        today = brussels_date(self._clock)
        if self._day == today:
            return Turn(0)
        async with self._database.transaction() as connection:
            # Alone, since it takes many rows in another order than the events come in.
            await deployment.decide_alone(connection)
            if await deployment.get(connection, deployment.FIRST_START) is None:
                return Turn(0)
            if await deployment.get(connection, _DAY) != today.isoformat():
                await self._milestones(connection, today)
                await self._wake(connection, today)
                await self._reminding.of_promises(connection)
                await self._reminding.escalate(connection)
                await deployment.put(connection, _DAY, today.isoformat(), self._clock.now())
        self._day = today
        return Turn(0, done=1)

    async def _milestones(self, connection: Connection, today: date) -> None:
        """Look at all of them at once, and write only where the day makes a difference."""
        said, known = await answers.all_of(connection), await register.all_states(connection, "milestone")
        owned = [answer for answer in said if answer.accepts_ownership is not None]
        found = await subjects.all_of(connection, "milestone")
        stand = {
            subject.name: as_it_stands(subject.document, (a for a in said if a.item == subject.name), today)
            for subject in found
            if isinstance(subject.document, MilestoneState)
        }
        for subject in found:
            shown, states = stand[subject.name], known.get(subject.name, {})
            decision = self._intake.weigh(shown, subject.handled, states, waits_for(shown, stand), owned)
            refreshed = bool(states) and shown != subject.document
            if refreshed or decision.moves or decision.notices or decision.handled != subject.handled:
                await self._ledger.apply(connection, "milestone", subject.name, shown, decision, subject.handled)

    async def _wake(self, connection: Connection, today: date) -> None:
        now = self._clock.now()
        for alert_id, body in await notifications.snoozed_until(connection, today):
            alert = await register.load(connection, alert_id, lock=True)
            if alert is None:
                continue
            if alert.state is AlertState.snoozed:
                reason = f"{body} asked to be reminded on {today}"
                await self._ledger.flip(connection, alert, AlertState.reopened, reason=reason, actor="koers")
            await notifications.wake(connection, alert_id, body)
            await intents.add(
                connection, alert_id, body, f"wake {today}", at=now, due_at=now + self._group_wait,
                reminder=Reminder(prompt=Prompt.asked, day=today),
            )  # fmt: skip
