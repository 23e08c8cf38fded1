"""What a short mail about an answer or a mailbox says."""

from schemas.assessment import Assessment, Owner
from schemas.stats import MilestoneState
from services.alerts.addresses import Board
from services.alerts.domain.answers import Said
from services.alerts.domain.routing import DESK, Recipient
from services.alerts.items import numbers_of
from services.alerts.ledger import DESK_OWNER
from services.alerts.links import Links
from services.alerts.mail.content import AnsweredItem, MailBody, NoteContent
from services.alerts.store import notifications, register, submissions
from services.alerts.store.mails import Mail
from services.alerts.store.submissions import Submission
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Connection


class NoteComposer:
    """Reads the store and writes nothing."""

    def __init__(self, clock: Clock, links: Links, board: Board, *, desk_address: str) -> None:
        self._clock, self._links, self._board, self._desk_address = clock, links, board, desk_address

    async def content(self, connection: Connection, mail: Mail, recipient: Recipient) -> NoteContent | None:
        """None for an answer that needs no confirmation any more."""
        language = recipient.contact.language
        frame = {
            "step": mail.details["step"],
            "board_url": self._board.start(language),
            "desk_address": self._desk_address,
            "sent_on": brussels_date(self._clock),
            "desk_reason": recipient.reason,
        }
        if mail.details["step"] == "muted":
            body = MailBody(id=DESK, name=DESK_OWNER.name)
            return NoteContent(body=body, address=mail.details["address"], **frame)
        made = await submissions.load(connection, mail.details["submission"])
        if made is None or (mail.details["step"] == "confirm" and made.state != "waiting"):
            return None
        owner, items = await self._answered(connection, mail, made, recipient)
        by = DESK if recipient.reason else made.body
        asks = mail.details["step"] == "confirm"
        return NoteContent(
            body=MailBody(id=made.body, name=owner.name, accepted=owner.accepted),
            items=items,
            decision_url=self._links.decision_url(made.submission_id, by, language) if asks else None,
            body_url=None if recipient.reason else self._links.body_url(made.body, language),
            unsubscribe_url=None if recipient.reason else self._links.mute_url(recipient.contact.address),
            **frame,
        )

    async def _answered(
        self, connection: Connection, mail: Mail, made: Submission, recipient: Recipient
    ) -> tuple[Owner, tuple[AnsweredItem, ...]]:
        owner, items = DESK_OWNER, []
        for one in made.said:
            alert = await register.load(connection, one.alert_id)
            if alert is None or not isinstance(alert.document, Assessment | MilestoneState):
                continue
            own = (await notifications.of_alert(connection, one.alert_id)).get(made.body)
            owner = own.owner if own else owner
            items.append(self._item(mail, one, alert.document, own.owner if own else None, recipient))
        return owner, tuple(items)

    def _item(
        self, mail: Mail, one: Said, document: Assessment | MilestoneState, own: Owner | None, recipient: Recipient
    ) -> AnsweredItem:
        language = recipient.contact.language
        body = own.body if own and recipient.reason is None else None
        return AnsweredItem(
            alert_id=one.alert_id,
            document=document,
            given=one.given,
            recommendations=own.recommendations if own and own.recommendations else numbers_of(document),
            board_url=self._board.page(document, language),
            action_url=self._links.answer_url(mail.mail_id, one.alert_id, body, language) if body else None,
        )
