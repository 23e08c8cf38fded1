"""When a body is written to again: a newer figure, a promise whose day has passed, an answer that is owed."""

from datetime import date, timedelta

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
from schemas.period import Period
from schemas.policy import Answer, AnswerStatus
from services.alerts.domain.decision import ACTIVE, DRIFT_KINDS
from services.alerts.domain.routing import Step
from services.alerts.domain.severity import concerned
from services.alerts.ledger import ACTOR, Ledger
from services.alerts.mail.content import Prompt, Reminder
from services.alerts.routes import Routes
from services.alerts.store import answers, intents, notifications, register
from services.alerts.store.notifications import Notification, Unanswered
from services.runtime.clock import BRUSSELS, Clock, brussels_date
from services.runtime.database import Connection

# In years, and a little less since positions are rounded: figures of every month are no reason to write every month.
_YEAR = 0.99
# What is asked once, and what only the desk can mend, is never pressed for.
_PRESSED = (*DRIFT_KINDS, AlertKind.milestone_overdue)
_SPOKEN_AGAINST = frozenset({AnswerStatus.disputed, AnswerStatus.not_ours})


class Reminding:
    """Promises mails that tell no news, each once per occasion. Works inside the caller's transaction."""

    def __init__(self, clock: Clock, ledger: Ledger, routes: Routes, *, group_wait: timedelta) -> None:
        self._clock, self._ledger, self._routes, self._group_wait = clock, ledger, routes, group_wait

    async def of_figure(self, connection: Connection, assessment: Assessment, kinds: tuple[AlertKind, ...]) -> None:
        """A drift goes on under a newer figure: remind whoever was told of one a year older or more.

        Not a body that disputes it or disowned it, nor one whose own day (to be reminded, or for its measure) is ahead.
        """
        latest = assessment.latest
        if latest is None:
            return
        owners = {owner.body for owner in concerned(assessment)}
        for kind in kinds:
            known = await notifications.of_alert(connection, register.alert_id_of(kind, assessment.key))
            for own in (known[body] for body in sorted(owners & known.keys())):
                said = await answers.of(connection, own.body, assessment.key)
                if _is_old_news(own, latest.period) and not _has_its_own_day(own, said, self._today()):
                    await self._add(
                        connection, own.alert_id, own.body, f"figure {latest.period}", Reminder(prompt=Prompt.figure)
                    )

    async def of_promises(self, connection: Connection) -> None:
        """Ask whether what a body planned for a day that has passed is still so."""
        for alert_id, body, day in await register.promised_before(connection, DRIFT_KINDS, self._today()):
            reminder = Reminder(prompt=Prompt.planned, day=day)
            if await self._add(connection, alert_id, body, f"planned {day}", reminder):
                await self._turn(
                    connection, alert_id, AlertState.reopened, f"{body} planned its measure for {day}", ACTIVE
                )

    async def escalate(self, connection: Connection) -> None:
        """Write to the next in line where a body has not answered within the days its entry names; once per step."""
        for owed in await notifications.unanswered(connection, _PRESSED):
            asked_on = owed.since.astimezone(BRUSSELS).date()
            days = (self._today() - asked_on).days
            for number, step in enumerate(await self._steps(connection, owed)):
                reminder = Reminder(prompt=Prompt.escalation, day=asked_on)
                occasion = f"escalation {number} of {asked_on}"
                if days >= step.after_days and await self._add(
                    connection, owed.alert_id, owed.body, occasion, reminder, step=number
                ):
                    reason = f"no answer of {owed.body} within {step.after_days} days, step {number + 1}"
                    await self._turn(connection, owed.alert_id, AlertState.escalated, reason)

    async def _steps(self, connection: Connection, owed: Unanswered) -> tuple[Step, ...]:
        """The escalation of the part of the body that deals with it."""
        alert = await register.load(connection, owed.alert_id)
        part = self._routes.part(await self._routes.matter(connection, alert, owed.body)) if alert else None
        contact = self._routes.contact(owed.body, part)
        return contact.escalation if contact else ()

    async def _add(
        self, connection: Connection, alert_id: str, body: str, occasion: str, reminder: Reminder, *,
        step: int | None = None,
    ) -> bool:  # fmt: skip
        at = self._clock.now()
        return await intents.add(
            connection, alert_id, body, occasion, at=at, due_at=at + self._group_wait, reminder=reminder, step=step
        )

    async def _turn(
        self, connection: Connection, alert_id: str, to: AlertState, reason: str,
        unless: frozenset[AlertState] = frozenset(),
    ) -> None:  # fmt: skip
        alert = await register.load(connection, alert_id, lock=True)
        if alert and alert.state not in unless:
            await self._ledger.flip(connection, alert, to, reason=reason, actor=ACTOR)

    def _today(self) -> date:
        return brussels_date(self._clock)


def _is_old_news(own: Notification, newest: Period) -> bool:
    if own.mailed_at is None or own.mailed_period is None:
        return False
    return newest.position - Period.parse(own.mailed_period).position >= _YEAR


def _has_its_own_day(own: Notification, said: Answer | None, today: date) -> bool:
    if own.snoozed_until and own.snoozed_until > today:
        return True
    if said is None or said.status is AnswerStatus.withdrawn:
        return False
    return said.status in _SPOKEN_AGAINST or (said.planned_date is not None and said.planned_date >= today)
