"""Reports of readers in the database: stored, listed, answered once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from schemas.base import Text
from services.runtime.database import Connection
from services.runtime.errors import ConfigError

DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What came of a report."""

    corrected = "corrected"
    no_fault = "no_fault"
    passed_on = "passed_on"


@dataclass(frozen=True, slots=True)
class Correction:
    """A report as the public sees it: about which page, since when, and the desk's answer; never the reader's words."""

    number: int
    page: str
    reported_at: datetime
    outcome: Outcome | None = None
    answer: Text | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report as the desk sees it."""

    number: int
    page: str
    report: str
    address: str | None
    reported_at: datetime


async def store(connection: Connection, page: str, report: str, address: str | None, now: datetime) -> int:
    """Keep a report; returns its number."""
    cursor = await connection.execute(
        "INSERT INTO desk.corrections (page, report, address, reported_at) VALUES (%s, %s, %s, %s) "
        "RETURNING correction",
        (page, report, address, now),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def reported_lately(connection: Connection, now: datetime) -> int:
    """How many reports came in over the last day."""
    cursor = await connection.execute("SELECT count(*) FROM desk.corrections WHERE reported_at > %s", (now - DAY,))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def read_corrections(connection: Connection, at: datetime) -> list[Correction]:
    """Every report as it stood at a moment, the newest first; an answer that came later is not there yet."""
    cursor = await connection.execute(
        "SELECT correction, page, reported_at, outcome, answer_nl, answer_en, answered_at FROM desk.corrections "
        "WHERE reported_at <= %s ORDER BY correction DESC LIMIT 1000",
        (at,),
    )
    return [_as_known(Correction(*row[:3]), row[3:], at) for row in await cursor.fetchall()]


async def read_waiting(connection: Connection) -> list[Waiting]:
    """What the desk has still to answer, the oldest first."""
    cursor = await connection.execute(
        "SELECT correction, page, report, address, reported_at FROM desk.corrections WHERE answered_at IS NULL "
        "ORDER BY correction"
    )
    return [Waiting(*row) for row in await cursor.fetchall()]


async def answer(connection: Connection, number: int, outcome: Outcome, text: Text, now: datetime) -> str | None:
    """Answer a report in public and forget the reader's address; returns it this once, so that they can be told.

    Raises ConfigError where no such report waits.
    """
    cursor = await connection.execute(
        "SELECT address FROM desk.corrections WHERE correction = %s AND answered_at IS NULL FOR UPDATE", (number,)
    )
    row = await cursor.fetchone()
    if row is None:
        raise ConfigError(f"no report {number} waits for an answer; `koers desk list` names those that do")
    await connection.execute(
        "UPDATE desk.corrections SET outcome = %s, answer_nl = %s, answer_en = %s, answered_at = %s, address = NULL "
        "WHERE correction = %s",
        (outcome.value, text.nl, text.en, now, number),
    )
    address: str | None = row[0]
    return address


Answered = tuple[str | None, str | None, str | None, datetime | None]


def _as_known(found: Correction, answered: Answered, at: datetime) -> Correction:
    outcome, dutch, english, answered_at = answered
    if outcome is None or answered_at is None or answered_at > at:
        return found
    text = Text(nl=dutch or "", en=english or "")
    return replace(found, outcome=Outcome(outcome), answer=text, answered_at=answered_at)
