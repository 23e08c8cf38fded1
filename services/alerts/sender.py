"""Stage 3: claims one mail by lease, checks that it still holds, puts it into words, hands it over, marks it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog

from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.compose import Composer, Draft
from services.alerts.domain.hours import ANY_HOUR, Hours
from services.alerts.domain.routing import DESK, Directory, Recipient, route
from services.alerts.items import note_told
from services.alerts.loops import Turn
from services.alerts.mail.content import AlertMailContent, DeskReason, Language, MailContent
from services.alerts.store import answers, mailboxes, mails
from services.alerts.store.mails import Mail
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.errors import PermanentError, TransientError
from services.runtime.health import Health, Loop
from services.runtime.mail.base import MailMode, MailTransport
from services.runtime.mail.message import Envelope, RenderedMail, assemble
from services.runtime.metrics import Metrics

log = structlog.get_logger()

Render = Callable[[MailContent, Language], RenderedMail]

_DELAYS = (5, 30, 120, 600, 1800)
_GIVE_UP = timedelta(days=3)
# A mailbox that refused for good is tried again after so long.
_SPARED = timedelta(days=7)
_OUTCOMES = (
    ("sent", "accepted"),
    ("withdrawn", "no_longer_holds"),
    ("withdrawn", "no_canary_address"),
    ("retried", "relay"),
    ("retried", "recipient"),
    ("undeliverable", "refused"),
    ("failed", "refused"),
    ("failed", "not_rendered"),
)


@dataclass(frozen=True, slots=True)
class SendRules:
    """How mail leaves this deployment. A lease lasts longer than the transport may take for one mail."""

    mode: MailMode
    sender: str
    lease: timedelta
    hours: Hours
    return_paths: ReturnPaths | None = None

    def return_path(self, mail_id: str) -> str:
        """The envelope sender: where this mail comes back to when it cannot be delivered."""
        return self.return_paths.path_of(mail_id) if self.return_paths else self.sender


class Sender:
    """Any number may run. A kill between acceptance and mark is the one moment in which a mail may be sent twice."""

    def __init__(
        self, database: Database, clock: Clock, transport: MailTransport, composer: Composer, render: Render,
        directory: Directory, rules: SendRules, metrics: Metrics, health: Health, loop: Loop,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._transport = database, clock, transport
        self._composer, self._render = composer, render
        self._directory, self._rules = directory, rules
        self._metrics, self._health, self._loop = metrics, health, loop
        for outcome, reason in _OUTCOMES:
            metrics.mails.labels(outcome, reason)

    async def turn(self) -> Turn:
        """Send one mail, if there is one to send now."""
        if self._rules.mode == "hold":
            async with self._database.transaction() as connection:
                await mails.hold_queued(connection)
        lease = secrets.token_hex(8)
        async with self._database.transaction() as connection:
            now = self._clock.now()
            mail = await mails.claim(connection, lease, now, now + self._rules.lease)
        if mail:
            self._loop.beat(pending=1)
            await self._deliver(mail, lease)
        return await self._tally(done=int(mail is not None))

    async def _deliver(self, mail: Mail, lease: str) -> None:
        if mail.kind == "canary" and self._directory.canary is None:
            return await self._finish(mail, lease, "withdrawn", reason="no_canary_address")
        async with self._database.transaction() as connection:
            muted = await answers.muted(connection)
            refusing = await mailboxes.refusing(connection, self._clock.now() - _SPARED)
            known = DeskReason(mail.desk_reason) if mail.desk_reason else None
            recipient = route(
                mail.body, self._directory, mode=self._rules.mode, muted=muted, reason=known,
                part=mail.route, step=mail.step, refusing=refusing,
            )  # fmt: skip
            opens = self._hours_of(mail).next_open(self._clock.now(), recipient.contact.zone)
            if opens > self._clock.now():
                return await mails.postpone(connection, mail.mail_id, lease, opens)
            draft = await self._composer.draft(connection, mail, recipient)
        if draft is None:
            return await self._finish(mail, lease, "withdrawn", reason="no_longer_holds")
        try:
            rendered = await asyncio.to_thread(self._render, draft.content, recipient.contact.language)
        except Exception as error:
            # A fault of ours in one mail must not keep the others waiting; it stays in the outbox and is counted.
            log.exception("mail_not_rendered", mail=mail.mail_id, kind=mail.kind)
            return await self._finish(
                mail, lease, "failed", reason="not_rendered", error=f"not rendered: {type(error).__name__}"
            )
        return await self._hand_over(mail, lease, recipient, draft, rendered)

    def _hours_of(self, mail: Mail) -> Hours:
        """The canary looks whether mail arrives, and a note replies to who is at work now: both at any hour."""
        return ANY_HOUR if mail.kind in ("canary", "note") else self._rules.hours

    async def _hand_over(
        self, mail: Mail, lease: str, recipient: Recipient, draft: Draft, rendered: RenderedMail
    ) -> None:
        envelope = Envelope(
            mail_id=mail.mail_id,
            sender=self._rules.sender,
            recipient=recipient.contact.address,
            reply_to=self._directory.desk.address,
            date=self._clock.now(),
            language=recipient.contact.language,
            threads=draft.threads,
            unsubscribe_url=draft.content.unsubscribe_url,
        )
        message = assemble(rendered, envelope)
        if not await self._is_still_ours(mail, lease):
            return None
        try:
            await self._transport.send(
                message, sender=self._rules.return_path(mail.mail_id), recipient=envelope.recipient
            )
        except TransientError as error:
            # A relay that is down is no fault of a mailbox; one that has been full for days is as good as dead.
            if "code" in error.details and recipient.reason is None and self._age(mail) > _GIVE_UP:
                return await self._refused(mail, lease, recipient, error)
            return await self._retry(mail, lease, error)
        except PermanentError as error:
            return await self._refused(mail, lease, recipient, error)
        self._measure_sent(mail, draft)
        return await self._sent(mail, lease, recipient, draft)

    async def _is_still_ours(self, mail: Mail, lease: str) -> bool:
        """Whether nobody took the mail over while we put it into words, as after a freeze; the lease begins anew."""
        async with self._database.transaction() as connection:
            return await mails.renew(connection, mail.mail_id, lease, self._clock.now() + self._rules.lease)

    async def _sent(self, mail: Mail, lease: str, recipient: Recipient, draft: Draft) -> None:
        """Only a body that was written to itself owes an answer; whoever is next in line was asked in its place."""
        itself, content = recipient.reason is None and mail.step is None, draft.content
        answer_by = content.action_deadline if itself and isinstance(content, AlertMailContent) else None
        async with self._database.transaction() as connection:
            now = self._clock.now()
            if await mails.finish(connection, mail.mail_id, lease, "sent", now, desk=recipient.reason):
                await mailboxes.took(connection, mail.mail_id, recipient.contact.address, now)
                for item in draft.told:
                    await note_told(connection, mail.body, item, now, answer_by=answer_by)
        self._report(mail, "sent", "accepted")

    def _age(self, mail: Mail) -> timedelta:
        return self._clock.now() - mail.created_at

    async def _retry(self, mail: Mail, lease: str, error: TransientError) -> None:
        delay = _DELAYS[min(mail.attempts, len(_DELAYS)) - 1]
        async with self._database.transaction() as connection:
            not_before = self._clock.now() + timedelta(seconds=delay)
            await mails.retry(connection, mail.mail_id, lease, not_before, _told(error))
        self._metrics.mails.labels("retried", "recipient" if "code" in error.details else "relay").inc()
        log.warning("mail_retried", mail=mail.mail_id, body=mail.body, attempts=mail.attempts, error=_told(error))

    async def _refused(
        self, mail: Mail, lease: str, recipient: Recipient, error: PermanentError | TransientError
    ) -> None:
        """What a body's mailbox will not take goes to the desk; what the desk's will not take has failed."""
        if mail.body == DESK or recipient.reason or mail.kind == "canary":
            return await self._finish(mail, lease, "failed", reason="refused", error=_told(error))
        async with self._database.transaction() as connection:
            await mails.redirect_to_desk(connection, mail.mail_id, lease, DeskReason.undeliverable, _told(error))
            if error.details.get("mailbox"):
                await mailboxes.refused(connection, recipient.contact.address, _told(error), self._clock.now())
        self._metrics.mails.labels("undeliverable", "refused").inc()
        log.error("mail_undeliverable", mail=mail.mail_id, body=mail.body, error=_told(error))
        return None

    async def _finish(
        self, mail: Mail, lease: str, state: Literal["failed", "withdrawn"], *, reason: str, error: str | None = None
    ) -> None:  # fmt: skip
        async with self._database.transaction() as connection:
            await mails.finish(connection, mail.mail_id, lease, state, self._clock.now(), error)
        self._report(mail, state, reason)

    def _report(self, mail: Mail, state: mails.End, reason: str) -> None:
        self._metrics.mails.labels(state, reason).inc()
        log.info("mail_done", mail=mail.mail_id, kind=mail.kind, body=mail.body, state=state)

    def _measure_sent(self, mail: Mail, draft: Draft) -> None:
        """How long ago the figures of what is told were read; an overview is about no single change."""
        if mail.kind != "alerts" or not isinstance(draft.content, AlertMailContent):
            return
        told = [item.assessment for item in draft.content.alerts if item.assessment]
        read = [found.retrieved_at for assessment in told for found in assessment.inputs]
        if read:
            self._metrics.source_to_mail.observe((self._clock.now() - max(read)).total_seconds())

    async def _tally(self, *, done: int) -> Turn:
        async with self._database.transaction() as connection:
            tally = await mails.tally(connection, self._clock.now())
            canary = await mails.newest_canary(connection)
        self._metrics.canary_arrived.set(canary.timestamp() if canary else 0)
        if ends := self._transport.certificate_ends:
            self._metrics.relay_certificate.set(ends.timestamp())
        for state in mails.STATES:
            self._metrics.outbox.labels(state).set(tally.by_state.get(state, 0))
        oldest = (self._clock.now() - tally.oldest_due).total_seconds() if tally.oldest_due else 0.0
        self._metrics.outbox_oldest.set(max(0.0, oldest))
        self._health.facts["mail_mode"] = self._rules.mode
        self._health.facts["held"] = str(tally.by_state.get("held", 0))
        return Turn(tally.pending, done)


def _told(error: PermanentError | TransientError) -> str:
    """What the relay said, for the operator."""
    return f"{error.message} {error.details.get('answer', '')}".strip()
