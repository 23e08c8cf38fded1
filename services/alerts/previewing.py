"""A mail as it would go out now, without sending or keeping anything, and with links that open nothing."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from services.alerts.compose import Composer
from services.alerts.domain.routing import Contact, Recipient
from services.alerts.links import Links
from services.alerts.mail.content import Language
from services.alerts.sender import Render
from services.alerts.store import intents, mails, notifications, shown
from services.alerts.store.mails import Mail
from services.runtime.clock import Clock
from services.runtime.database import Connection, Database
from services.runtime.errors import ConfigError
from services.runtime.mail.message import Envelope, RenderedMail, assemble

_NOT_SENT = "preview"


def dead_links(public_url: str, clock: Clock) -> Links:
    """Links that look like ours and are signed by nobody: whoever opens a preview can answer nothing."""
    return Links((secrets.token_urlsafe(48),), public_url, clock, valid=timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Preview:
    """The message and its words."""

    message: EmailMessage
    rendered: RenderedMail


class Previewer:
    """`composer` is to be made with `dead_links`."""

    def __init__(
        self, database: Database, clock: Clock, composer: Composer, render: Render, *, sender: str, desk: str
    ) -> None:  # fmt: skip
        self._database, self._clock, self._composer, self._render = database, clock, composer, render
        self._sender, self._desk = sender, desk

    async def of(self, name: str, language: Language, *, body: str | None = None) -> Preview:
        """The mail, or the alert as one body (the first concerned) would be told of it.

        Raises ConfigError where there is no such mail or alert, or nothing of it holds any more.
        """
        recipient = Recipient(Contact(f"{_NOT_SENT}@example.invalid", language))
        async with self._database.transaction() as connection, connection.transaction(force_rollback=True):
            mail = await self._mail(connection, name, body)
            draft = await self._composer.draft(connection, mail, recipient)
        if draft is None:
            raise ConfigError(f"nothing of {name} holds any more, so no mail would go out")
        rendered = self._render(draft.content, language)
        envelope = Envelope(
            mail_id=f"{_NOT_SENT}-{mail.mail_id}", sender=self._sender, recipient=recipient.contact.address,
            reply_to=self._desk, date=self._clock.now(), language=language, threads=draft.threads,
            unsubscribe_url=draft.content.unsubscribe_url,
        )  # fmt: skip
        return Preview(assemble(rendered, envelope), rendered)

    async def _mail(self, connection: Connection, name: str, body: str | None) -> Mail:
        found, alerts = await shown.find_mails(connection, name), await shown.find(connection, name)
        if len(found) + len(alerts) > 1:
            raise ConfigError(f"{name} may be any of {', '.join([*alerts, *found][:5])}; give more letters")
        mail = await mails.load(connection, found[0]) if found else None
        if mail:
            return mail
        if not alerts:
            raise ConfigError(
                f"there is no mail or alert {name!r}; `koers alerts list --all` and `koers mail release` show their ids"
            )
        return await self._made_up(connection, alerts[0], body)

    async def _made_up(self, connection: Connection, alert_id: str, body: str | None) -> Mail:
        """The mail that would tell this alert alone; gone with the transaction."""
        known = sorted(await notifications.of_alert(connection, alert_id))
        told = body or (known[0] if known else "desk")
        if body and body not in known:
            raise ConfigError(f"{alert_id} does not concern {body}; it concerns {', '.join(known) or 'nobody'}")
        now = self._clock.now()
        mail_id = secrets.token_hex(16)
        await mails.add(connection, mail_id, "alerts", told, now)
        await intents.add(connection, alert_id, told, f"{_NOT_SENT} {mail_id}", at=now, due_at=now)
        waiting = await intents.waiting_of(connection, told, now)
        await intents.put_into(connection, mail_id, [one for one in waiting if one.occasion.endswith(mail_id)])
        made = await mails.load(connection, mail_id)
        if made is None:
            raise ConfigError(f"the preview of {alert_id} could not be made")
        return made
