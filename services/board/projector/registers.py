"""Writes what has one newest state: revisions, polls, milestones, answers, handled episodes."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

from schemas.alerts import AlertState, AlertTransition
from schemas.policy import Answer
from schemas.stats import MilestoneState, PollReport, SeriesRevision
from services.board.projector.bulk import Columns, insert
from services.board.projector.events import Received
from services.runtime.database import Connection

T = TypeVar("T")

# How the alert service names a body that acted itself
_BODY: Final = "body:"

_REVISIONS: Columns = {
    "revision_id": "text",
    "series_id": "text",
    "recipe": "text",
    "version": "int",
    "published_at": "timestamptz",
    "retrieved_at": "timestamptz",
    "kinds": "jsonb",
    "changes": "jsonb",
}
_POLLS: Columns = {
    "recipe": "text",
    "source": "text",
    "dataset": "text",
    "outcome": "text",
    "polled_at": "timestamptz",
    "unreachable_since": "timestamptz",
    "report": "jsonb",
}
_POLL_HISTORY: Columns = {
    "recipe": "text",
    "polled_at": "timestamptz",
    "outcome": "text",
    "reason": "text",
    "changed": "int",
}
_MILESTONES: Columns = {
    "id": "text",
    "status": "text",
    "as_of": "date",
    "due": "date",
    "edition": "int",
    "known_from": "timestamptz",
    "state": "jsonb",
}
_ANSWERS: Columns = {
    "body": "text",
    "item": "text",
    "status": "text",
    "as_of": "timestamptz",
    "public": "boolean",
    "answer": "jsonb",
}
_ASKED: Columns = {"alert_id": "text", "body": "text", "at": "timestamptz", "item": "text", "answer_by": "date"}
_EPISODES: Columns = {"subject": "text", "episode": "text", "at": "timestamptz", "reason": "text"}


async def write_revisions(connection: Connection, received: Sequence[tuple[SeriesRevision, Received]]) -> None:
    """Store revisions; the same one again is the same row."""
    rows = {
        r.revision_id: (
            r.revision_id,
            r.series_id,
            r.recipe,
            r.version,
            r.published_at,
            r.retrieved_at,
            json.dumps(Counter(change.kind.value for change in r.changes)),
            json.dumps([change.model_dump(mode="json", exclude_none=True) for change in r.changes]),
        )
        for r, _ in received
    }
    await insert(connection, "revisions", _REVISIONS, list(rows.values()), "ON CONFLICT (revision_id) DO NOTHING")


async def write_polls(connection: Connection, received: Sequence[tuple[PollReport, Received]]) -> None:
    """Store poll reports: the newest of each recipe, and a line of each in its history."""
    newest = _newest(received, key=lambda p: p.recipe, order=lambda p: p.polled_at)
    rows = [
        (p.recipe, p.source, p.dataset, p.outcome.value, p.polled_at, p.unreachable_since, carrier.json)
        for p, carrier in newest
    ]
    update = (
        "ON CONFLICT (recipe) DO UPDATE SET source = EXCLUDED.source, dataset = EXCLUDED.dataset, "
        "outcome = EXCLUDED.outcome, polled_at = EXCLUDED.polled_at, "
        "unreachable_since = EXCLUDED.unreachable_since, report = EXCLUDED.report "
        "WHERE old.polled_at <= EXCLUDED.polled_at"
    )
    await insert(connection, "polls", _POLLS, rows, update)
    lines = {
        (p.recipe, p.polled_at): (p.recipe, p.polled_at, p.outcome.value, p.reason, p.series_changed)
        for p, _ in received
    }
    await insert(connection, "poll_history", _POLL_HISTORY, list(lines.values()), "ON CONFLICT DO NOTHING")


async def write_milestones(connection: Connection, received: Sequence[tuple[MilestoneState, Received]]) -> None:
    """Store the register's state of milestones from when it was sent.

    An older edition of the agenda changes nothing, nor does a state that is known. Of states that arrive together the
    last one stands.
    """
    newest = _newest(received, key=lambda m: m.id, order=lambda m: m.edition)
    known = await _known_milestones(connection, [m.id for m, _ in newest])
    rows = [
        (m.id, m.status.value, m.as_of, m.due, m.edition, _not_before(carrier.sent_at, known.get(m.id)), carrier.json)
        for m, carrier in newest
        if m.id not in known or (known[m.id][0].edition <= m.edition and known[m.id][0] != m)
    ]
    update = (
        "ON CONFLICT (id, known_from) DO UPDATE SET status = EXCLUDED.status, as_of = EXCLUDED.as_of, "
        "due = EXCLUDED.due, edition = EXCLUDED.edition, state = EXCLUDED.state"
    )
    await insert(connection, "milestones", _MILESTONES, rows, update)


async def _known_milestones(connection: Connection, ids: list[str]) -> dict[str, tuple[MilestoneState, datetime]]:
    cursor = await connection.execute(
        "SELECT id, state::text, known_from FROM board.milestones_at('infinity') WHERE id = ANY(%s)", (ids,)
    )
    return {name: (MilestoneState.read(text.encode()), since) for name, text, since in await cursor.fetchall()}


def _not_before(sent_at: datetime, known: tuple[MilestoneState, datetime] | None) -> datetime:
    """When it was learned: never before what it takes the place of, whatever the sender's clock said."""
    return max(sent_at, known[1]) if known else sent_at


async def write_answers(connection: Connection, received: Sequence[tuple[Answer, Received]]) -> None:
    """Store owners' answers, every one of them; the newest `as_of` of a body about an item stands."""
    newest = _newest(received, key=lambda a: (a.body, a.item, a.as_of), order=lambda a: a.as_of)
    rows = [(a.body, a.item, a.status.value, a.as_of, a.public, carrier.json) for a, carrier in newest]
    update = (
        "ON CONFLICT (body, item, as_of) DO UPDATE SET status = EXCLUDED.status, public = EXCLUDED.public, "
        "answer = EXCLUDED.answer"
    )
    await insert(connection, "answers", _ANSWERS, rows, update)


async def write_transitions(connection: Connection, received: Sequence[tuple[AlertTransition, Received]]) -> None:
    """Store which episodes the alert service has handled, which bodies it asked, and what ended that."""
    asked = {row[:3]: row for t, _ in received for row in _asked(t)}
    await insert(connection, "asked", _ASKED, list(asked.values()), "ON CONFLICT DO NOTHING")
    rows = {(t.subject, t.episode): (t.subject, t.episode, t.at, t.reason) for t, _ in received if t.episode}
    await insert(connection, "handled_episodes", _EPISODES, list(rows.values()), "ON CONFLICT DO NOTHING")


def _asked(t: AlertTransition) -> list[tuple[str, str, datetime, str, date | None]]:
    """Who owes an answer from now on, or no more: a body that moved its alert has answered, an end is one for all."""
    if t.answer_by:
        return [(t.alert_id, body, t.at, t.subject, t.answer_by) for body in t.bodies]
    if t.to_state is AlertState.resolved:
        return [(t.alert_id, "", t.at, t.subject, None)]
    by_body = t.actor.startswith(_BODY) and t.to_state is not AlertState.reopened
    return [(t.alert_id, t.actor.removeprefix(_BODY), t.at, t.subject, None)] if by_body else []


def _newest(
    received: Iterable[tuple[T, Received]], *, key: Callable[[T], Any], order: Callable[[T], Any]
) -> list[tuple[T, Received]]:
    """The newest event of each key; of equal ones the last to arrive."""
    found: dict[Any, tuple[T, Received]] = {}
    for event, carrier in received:
        known = found.get(key(event))
        if known is None or order(event) >= order(known[0]):
            found[key(event)] = (event, carrier)
    return list(found.values())
