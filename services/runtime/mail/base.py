"""The transport seam: hand one message over, and tell apart what will pass and what never will."""

from datetime import datetime
from email.message import EmailMessage
from typing import Literal, Protocol

MailMode = Literal["hold", "redirect", "send"]


class MailTransport(Protocol):
    """Hands mail over. `certificate_ends` is when the certificate of the last encrypted connection ends."""

    @property
    def certificate_ends(self) -> datetime | None: ...

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Returns when the relay has taken responsibility.

        Raises PermanentError when it refuses this mail to this recipient for good, TransientError when a later try may
        succeed (and for faults of ours, such as a wrong password, which no mail is to suffer from). A TransientError
        with `code` among its details is the answer for this one recipient, as when its mailbox is full; a
        PermanentError with `mailbox` set is about the recipient and not about this message.
        """
        ...


def is_web_address(recipient: str) -> bool:
    """Whether a recipient is an address on the web and not a mailbox."""
    return recipient.startswith(("https://", "http://"))


class ByRecipient:
    """MailTransport that takes the way a recipient asks for: mail to a mailbox, a webhook to a web address."""

    def __init__(self, mail: MailTransport, webhook: MailTransport) -> None:
        self._mail, self._webhook = mail, webhook

    @property
    def certificate_ends(self) -> datetime | None:
        return self._mail.certificate_ends

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        way = self._webhook if is_web_address(recipient) else self._mail
        await way.send(message, sender=sender, recipient=recipient)
