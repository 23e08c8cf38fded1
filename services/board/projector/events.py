"""Which topics the board reads, and how a record becomes an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.alerts import AlertTransition
from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import Answer, RecommendationState
from schemas.stats import MilestoneState, PollReport, SeriesRevision, SeriesSnapshot
from services.runtime.errors import BadRecord
from services.runtime.records import Record

EVENTS: Mapping[str, type[Event]] = {
    "stats.series.v1": SeriesSnapshot,
    "stats.revision.v1": SeriesRevision,
    "stats.poll.v1": PollReport,
    "policy.milestone.v1": MilestoneState,
    "policy.answer.v1": Answer,
    "policy.assessment.v1": Assessment,
    "policy.recommendation.v1": RecommendationState,
    "alert.lifecycle.v1": AlertTransition,
}
TOPICS = tuple(EVENTS)


@dataclass(frozen=True, slots=True)
class Received:
    """An event, the JSON it came as, and when its sender sent it."""

    event: Event
    json: str
    sent_at: datetime


def receive(record: Record) -> Received:
    """Read a record. Raises BadRecord or ValidationError when it cannot be stored."""
    if record.value is None:
        raise BadRecord(f"{record.topic} carries no tombstones", key=record.key)
    if b"\\u0000" in record.value:
        raise BadRecord("a NUL character cannot be stored", topic=record.topic, key=record.key)
    event = EVENTS[record.topic].read(record.value)
    return Received(event, record.value.decode(), _sent_at(record))


def _sent_at(record: Record) -> datetime:
    stamp = record.headers.get("ce_time", b"").decode("ascii", "replace")
    try:
        sent = datetime.fromisoformat(stamp)
    except ValueError:
        sent = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
