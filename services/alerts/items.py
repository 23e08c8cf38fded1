"""One alert as one mail tells it: its document, why it concerns the body, and where the body can act."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.alerts import AlertKind, AlertTransition
from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import MilestoneState, PollReport
from schemas.verdicts import Verdict
from services.alerts.addresses import Board
from services.alerts.domain.age import Document
from services.alerts.domain.routing import DESK, Recipient
from services.alerts.ledger import ACTOR
from services.alerts.links import Links
from services.alerts.mail.content import AlertItem, LastMail
from services.alerts.store import intents, notifications, outbox
from services.alerts.store.intents import Intent
from services.alerts.store.notifications import Notification
from services.alerts.store.register import Alert
from services.runtime.clock import BRUSSELS
from services.runtime.database import Connection

# About the data, or good news: a body has nothing to answer
_ASK_NOTHING = frozenset(
    {
        AlertKind.series_break,
        AlertKind.revision_changed_verdict,
        AlertKind.data_stale,
        AlertKind.source_changed_shape,
        AlertKind.source_unreachable,
        AlertKind.quarantine,
    }
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """An alert that is to be told, the promise to tell it, and what every body knows of it."""

    alert: Alert
    intent: Intent
    known: dict[str, Notification]


class Items:
    """Builds the items of one mail for one recipient."""

    def __init__(self, links: Links, board: Board, mail_id: str, body: str, recipient: Recipient) -> None:
        self._links, self._board, self._mail_id, self._body, self._recipient = links, board, mail_id, body, recipient

    async def told(self, connection: Connection, occasion: Occasion) -> AlertItem:
        """An alert the body is told about."""
        alert, intent = occasion.alert, occasion.intent
        own = heard = occasion.known.get(self._body)
        if alert.kind is AlertKind.revision_changed_verdict:
            heard = (await notifications.drifts_told(connection, alert.subject)).get(self._body)
        told = await intents.bodies_told(connection, alert.alert_id, intent.occasion)
        return AlertItem(
            kind=alert.kind,
            alert_id=alert.alert_id,
            **subject_of(alert.document),
            previous_verdict=_previous(intent, own),
            recommendations=tuple(own.recommendations) if own and own.recommendations else numbers_of(alert.document),
            others=tuple(n.owner for n in occasion.known.values() if n.body in told - {self._body, DESK}),
            last_mail=_last_mail(heard),
            reminder=intent.reminder,
            board_url=self._board.page(alert.document, self._recipient.contact.language),
            action_url=self.action_url(alert),
        )

    def matter(self, alert: Alert) -> AlertItem:
        """An alert the desk is only shown."""
        page = self._board.page(alert.document, self._recipient.contact.language)
        return AlertItem(kind=alert.kind, alert_id=alert.alert_id, **subject_of(alert.document), board_url=page)

    def action_url(self, alert: Alert) -> str | None:
        """Where the body answers. The desk may act on what it gets in place of a body, but only as the desk."""
        if alert.kind in _ASK_NOTHING:
            return None
        body = DESK if self._recipient.reason else self._body
        return self._links.answer_url(self._mail_id, alert.alert_id, body, self._recipient.contact.language)


def subject_of(document: Document) -> dict[str, Assessment | MilestoneState | PollReport]:
    """The field of an AlertItem that a document goes into."""
    if isinstance(document, Assessment):
        return {"assessment": document}
    return {"milestone": document} if isinstance(document, MilestoneState) else {"report": document}


def numbers_of(document: Document) -> tuple[int, ...]:
    """The recommendations a document is about."""
    if isinstance(document, Assessment):
        return tuple(link.number for link in document.links)
    return document.recommendations if isinstance(document, MilestoneState) else ()


async def note_told(
    connection: Connection, body: str, item: AlertItem, at: datetime, *, answer_by: date | None
) -> None:  # fmt: skip
    """Remember what a body has been told, for the next mail about it, and whether it now owes an answer.

    Where it does, the board hears of it: `answer_by` is the day its mail names, None where it was not asked itself.
    """
    latest = item.assessment.latest if item.assessment else None
    await notifications.note_mail(
        connection,
        item.alert_id,
        body,
        at,
        verdict=item.assessment.verdict if item.assessment else None,
        period=str(latest.period) if latest else None,
        shown=latest.shown if latest else None,
        owes_answer=(asked := item.action_url is not None and answer_by is not None),
    )
    subject = item.assessment.key if item.assessment else item.milestone.id if item.milestone else None
    if asked and subject:
        event = AlertTransition(
            alert_id=item.alert_id, subject=subject, reason="asked for an answer", actor=ACTOR, at=at, bodies=(body,),
            answer_by=answer_by,
        )  # fmt: skip
        await outbox.add(connection, outbox.LIFECYCLE, item.alert_id, event, at)


def _previous(intent: Intent, own: Notification | None) -> Verdict | None:
    """The verdict it is worse than; for a reminder the one the body was told last."""
    known = intent.previous or (own.mailed_verdict if intent.prompt and own else None)
    return Verdict(known) if known else None


def _last_mail(own: Notification | None) -> LastMail | None:
    if own is None or own.mailed_at is None:
        return None
    return LastMail(
        sent_on=own.mailed_at.astimezone(BRUSSELS).date(),
        verdict=Verdict(own.mailed_verdict) if own.mailed_verdict else None,
        period=Period.parse(own.mailed_period) if own.mailed_period else None,
        shown=own.mailed_shown,
    )
