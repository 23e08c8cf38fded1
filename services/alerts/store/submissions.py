"""What was answered through links, and whether the body's functional mailbox has confirmed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from services.alerts.domain.answers import Said
from services.alerts.mail.content import Language
from services.runtime.database import Connection

State = Literal["waiting", "confirmed", "discarded"]
_SAID = TypeAdapter(tuple[Said, ...])


@dataclass(frozen=True, slots=True)
class Submission:
    """One form that was sent, under the nonce of its link."""

    submission_id: str
    body: str
    said: tuple[Said, ...]
    language: Language
    state: State
    made_at: datetime


_READ = "SELECT submission_id, body, said::text, language, state, made_at FROM alerts.submissions "


async def save(connection: Connection, made: Submission) -> None:
    """Keep a form."""
    await connection.execute(
        "INSERT INTO alerts.submissions (submission_id, body, said, language, state, made_at) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        (made.submission_id, made.body, _SAID.dump_json(made.said).decode(), made.language, made.state, made.made_at),
    )


async def load(connection: Connection, submission_id: str, *, lock: bool = False) -> Submission | None:
    """One form."""
    query = f"{_READ} WHERE submission_id = %s" + (" FOR UPDATE" if lock else "")
    cursor = await connection.execute(query.encode(), (submission_id,))
    row = await cursor.fetchone()
    return _submission(row) if row else None


async def waiting_about(connection: Connection, body: str, alert_id: str) -> Submission | None:
    """The newest form of a body about an alert that waits to be confirmed."""
    query = (
        f"{_READ} WHERE body = %s AND state = 'waiting' AND said @> jsonb_build_array(jsonb_build_object("
        "'alert_id', %s::text)) ORDER BY made_at DESC LIMIT 1"
    )
    cursor = await connection.execute(query.encode(), (body, alert_id))
    row = await cursor.fetchone()
    return _submission(row) if row else None


async def decide(connection: Connection, submission_id: str, state: State, at: datetime) -> None:
    """The body has confirmed or dropped it."""
    await connection.execute(
        "UPDATE alerts.submissions SET state = %s, decided_at = %s WHERE submission_id = %s", (state, at, submission_id)
    )


def _submission(row: tuple[Any, ...]) -> Submission:
    submission_id, body, said, language, state, made_at = row
    return Submission(submission_id, body, _SAID.validate_json(said), language, state, made_at)
