"""Short mails: please confirm an answer, its receipt, and to the desk that a mailbox wants no more mail."""

import hashlib
from datetime import datetime

from services.alerts.domain.routing import DESK
from services.alerts.store import mails
from services.alerts.store.submissions import Submission
from services.runtime.database import Connection


async def ask_to_confirm(connection: Connection, made: Submission, at: datetime) -> None:
    """Write to the body: somebody answered in its name."""
    await _note(connection, "confirm", made.submission_id, made.body, at)


async def send_receipt(connection: Connection, made: Submission, at: datetime) -> None:
    """Write to the body: this is its answer now."""
    await _note(connection, "receipt", made.submission_id, made.body, at)


async def tell_desk_of_mute(connection: Connection, address: str, at: datetime) -> None:
    """Write to the desk: a body's mailbox stopped its mail, its duty stays."""
    await _note(connection, "muted", f"{address} {at.isoformat()}", DESK, at, address=address)


async def _note(connection: Connection, step: str, of: str, body: str, at: datetime, **details: str) -> None:
    mail_id = hashlib.sha256(f"note|{step}|{of}".encode()).hexdigest()[:32]
    await mails.add(connection, mail_id, "note", body, at, details={"step": step, "submission": of, **details})
