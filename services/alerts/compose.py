"""What a mail of the outbox says now: what of it still holds, each alert with the document it stands on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from schemas.alerts import AlertKind
from schemas.assessment import Assessment, Owner
from schemas.base import Text
from schemas.stats import MilestoneState
from schemas.verdicts import Verdict
from services.alerts.addresses import Board
from services.alerts.compose_notes import NoteComposer
from services.alerts.domain.editions import changed_verdict
from services.alerts.domain.holding import Promise, still_holds
from services.alerts.domain.routing import Recipient
from services.alerts.domain.severity import concerned
from services.alerts.items import Items, Occasion, numbers_of
from services.alerts.ledger import DESK_NAME
from services.alerts.links import Links
from services.alerts.mail.content import (
    AlertItem,
    AlertMailContent,
    Language,
    MailBody,
    MailContent,
    OverviewContent,
    OverviewMilestone,
    OverviewRow,
    OverviewTarget,
)
from services.alerts.store import intents, notifications, register, subjects
from services.alerts.store.mails import Mail
from services.alerts.store.register import Alert
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is put into words. `threads` are what it is about, `told` what to remember once sent."""

    content: MailContent
    threads: tuple[str, ...]
    told: tuple[AlertItem, ...] = ()


class Composer:
    """Reads the store and writes nothing."""

    def __init__(self, clock: Clock, links: Links, board: Board, *, desk_address: str, answer_days: int) -> None:
        self._clock, self._links, self._board = clock, links, board
        self._desk_address, self._answer_days = desk_address, timedelta(days=answer_days)
        self._notes = NoteComposer(clock, links, board, desk_address=desk_address)

    async def draft(self, connection: Connection, mail: Mail, recipient: Recipient) -> Draft | None:
        """What there is to say to this recipient; None when nothing of it holds any more."""
        items = Items(self._links, self._board, mail.mail_id, mail.body, recipient)
        if mail.kind == "overview":
            return await self._overview(connection, mail, recipient, items)
        if mail.kind == "canary":
            return self._canary(mail, recipient)
        if mail.kind == "note":
            note = await self._notes.content(connection, mail, recipient)
            return Draft(note, tuple(f"{item.alert_id}|{mail.body}" for item in note.items)) if note else None
        occasions = [o for o in await _occasions(connection, mail) if _holds(o, mail.body)]
        if not occasions:
            return None
        own = [o.known[mail.body].owner for o in occasions if mail.body in o.known]
        body = _body(mail.body, own)
        told = tuple([await items.told(connection, occasion) for occasion in occasions])
        return self._letter(body, told, recipient)

    def _letter(self, body: MailBody, told: tuple[AlertItem, ...], recipient: Recipient) -> Draft:
        today = brussels_date(self._clock)
        answerable = any(item.action_url for item in told)
        content = AlertMailContent(
            body=body,
            alerts=told,
            action_deadline=today + self._answer_days if answerable else None,
            board_url=self._board.start(recipient.contact.language),
            desk_address=self._desk_address,
            sent_on=today,
            body_url=self._body_url(body.id, recipient),
            unsubscribe_url=self._unsubscribe_url(recipient),
            desk_reason=recipient.reason,
        )
        return Draft(content, tuple(f"{item.alert_id}|{body.id}" for item in told), told)

    def _canary(self, mail: Mail, recipient: Recipient) -> Draft:
        """Looks like an alert and is none: nothing is asked, remembered or to be stopped."""
        assessment = Assessment.read(str(mail.details["assessment"]).encode())
        page = self._board.page(assessment, recipient.contact.language)
        item = AlertItem(
            kind=AlertKind.verdict_worsened, alert_id=mail.mail_id, assessment=assessment, board_url=page
        )  # fmt: skip
        draft = self._letter(MailBody(id=mail.body, name=DESK_NAME), (item,), recipient)
        return replace(
            draft, content=draft.content.model_copy(update={"unsubscribe_url": None, "body_url": None}), told=()
        )

    async def _overview(self, connection: Connection, mail: Mail, recipient: Recipient, items: Items) -> Draft | None:
        announced = frozenset(mail.details["announced"])
        language = recipient.contact.language
        edition = mail.details.get("edition")
        found = await subjects.assessments_of(connection, mail.body)
        found = [a for a in found if edition is None or changed_verdict(a, edition)]
        if edition is not None and not found:
            return None
        rows = tuple(self._row(assessment, mail.body, announced, edition, language) for assessment in found)
        asked = await _load(connection, mail.details["asked"])
        content = OverviewContent(
            body=MailBody(
                id=mail.body,
                name=Text(**mail.details["name"]),
                accepted=mail.details["accepted"],
                successors=tuple(Text(**name) for name in mail.details.get("successors", ())),
            ),
            edition=edition,
            why=Text(**why) if (why := mail.details.get("why")) else None,
            counts=dict(Counter(row.assessment.verdict for row in rows)),
            rows=rows,
            milestones=tuple(
                self._milestone(alert, alert.document, items, language)
                for alert in asked
                if isinstance(alert.document, MilestoneState)
            ),
            targets=tuple(
                self._target(alert, alert.document, items, mail.body, language)
                for alert in asked
                if isinstance(alert.document, Assessment)
            ),
            matters=tuple(items.matter(alert) for alert in await _load(connection, mail.details["matters"])),
            board_url=self._board.start(language),
            desk_address=self._desk_address,
            sent_on=brussels_date(self._clock),
            body_url=self._body_url(mail.body, recipient),
            unsubscribe_url=self._unsubscribe_url(recipient),
            desk_reason=recipient.reason,
        )
        return Draft(content, (f"overview|{mail.body}" if edition is None else f"edition {edition}|{mail.body}",))

    def _row(
        self, assessment: Assessment, body: str, announced: frozenset[str], edition: int | None, language: Language
    ) -> OverviewRow:
        return OverviewRow(
            assessment=assessment,
            recommendations=_numbers(assessment, body),
            board_url=self._board.page(assessment, language),
            announced=any(register.alert_id_of(kind, assessment.key) in announced for kind in AlertKind),
            previous=assessment.episode.from_verdict if edition is not None else None,
        )

    def _milestone(
        self, alert: Alert, milestone: MilestoneState, items: Items, language: Language
    ) -> OverviewMilestone:  # fmt: skip
        return OverviewMilestone(
            milestone=milestone,
            overdue=alert.kind is AlertKind.milestone_overdue,
            board_url=self._board.page(milestone, language),
            action_url=items.action_url(alert),
        )

    def _target(
        self, alert: Alert, assessment: Assessment, items: Items, body: str, language: Language
    ) -> OverviewTarget:  # fmt: skip
        return OverviewTarget(
            assessment=assessment,
            recommendations=_numbers(assessment, body),
            board_url=self._board.page(assessment, language),
            action_url=items.action_url(alert),
        )

    def _body_url(self, body: str, recipient: Recipient) -> str | None:
        """Only a body's own mailbox may answer for it."""
        return None if recipient.reason else self._links.body_url(body, recipient.contact.language)

    def _unsubscribe_url(self, recipient: Recipient) -> str | None:
        """The desk cannot stop its mail."""
        return None if recipient.reason else self._links.mute_url(recipient.contact.address)


def _body(body: str, owners: Sequence[Owner]) -> MailBody:
    """The body as the alerts know it; without any of them the desk."""
    if not owners:
        return MailBody(id=body, name=DESK_NAME)
    heirs = {heir.body: heir.name for owner in owners for heir in owner.successors}
    accepted = any(owner.accepted for owner in owners)
    return MailBody(id=body, name=owners[0].name, accepted=accepted, successors=tuple(heirs.values()))


def _numbers(assessment: Assessment, body: str) -> tuple[int, ...]:
    """The recommendations by which it concerns the body; all of its own for a body that owns none."""
    own = (owner.recommendations for owner in concerned(assessment) if owner.body == body)
    return next(own, numbers_of(assessment))


async def _occasions(connection: Connection, mail: Mail) -> list[Occasion]:
    """Each alert of a mail once, as it was promised first."""
    found: dict[str, Occasion] = {}
    for intent in await intents.of_mail(connection, mail.mail_id):
        alert = await register.load(connection, intent.alert_id)
        if alert and alert.alert_id not in found:
            known = await notifications.of_alert(connection, alert.alert_id)
            found[alert.alert_id] = Occasion(alert, intent, known)
    return list(found.values())


def _holds(occasion: Occasion, body: str) -> bool:
    alert, intent, own = occasion.alert, occasion.intent, occasion.known.get(body)
    promise = Promise(
        kind=alert.kind,
        previous=Verdict(intent.previous) if intent.previous else None,
        promised_at=intent.created_at,
        answered_at=own.answered_at if own else None,
    )
    return still_holds(promise, alert.state, alert.settled)


async def _load(connection: Connection, alert_ids: Iterable[str]) -> list[Alert]:
    found = [await register.load(connection, alert_id) for alert_id in alert_ids]
    return [alert for alert in found if alert]
