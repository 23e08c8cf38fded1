"""The fake of the transport seam, for tests and for trying things out."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from services.runtime.errors import PermanentError, TransientError


@dataclass
class FakeTransport:
    """A MailTransport that keeps what it is given. `refused` fail for good, `busy` and (all when) `down` for now."""

    sent: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    down: bool = False
    certificate_ends: datetime | None = None

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        if self.down:
            raise TransientError("the relay did not take the mail: it is down")
        if recipient in self.busy:
            raise TransientError("the relay puts this recipient off: 452", code=452)
        if recipient in self.refused:
            raise PermanentError("the relay refuses this mail for good: 550", mailbox=True)
        self.sent.append((recipient, message))
