"""What travels through the broker: records read, messages to send, CloudEvents 1.0 binary-mode headers."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from schemas.base import Event

TRACEPARENT = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
RUN_HEADER = "x-koers-run"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the broker gave it; `value` None is a tombstone."""

    topic: str
    partition: int
    offset: int
    key: str | None
    value: bytes | None
    headers: Mapping[str, bytes] = field(default_factory=dict)
    timestamp_ms: int = 0

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context the producer handed on, if it is well-formed."""
        text = self.headers.get("traceparent", b"").decode("ascii", "replace")
        return text if TRACEPARENT.match(text) else None

    @property
    def run(self) -> str | None:
        """The rebuild or replay this record was emitted by; None for live events."""
        raw = self.headers.get(RUN_HEADER)
        return raw.decode() if raw else None


@dataclass(frozen=True)
class Message:
    """One event to send. `source` names the service, `time` is set by the sender's clock."""

    topic: str
    key: str
    event: Event
    source: str
    time: datetime
    traceparent: str | None = None
    run: str | None = None

    @cached_property
    def value(self) -> bytes:
        """The bytes of the event; written once, since an identity is derived from them, too."""
        return self.event.write()

    def headers(self) -> list[tuple[str, bytes]]:
        """CloudEvents attributes in binary mode.

        `ce_id` is derived from topic, key and value, so the same event sent twice has the same identity.
        """
        kind = type(self.event).__name__
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.topic}/{self.key}/{self.value.decode()}")
        pairs = {
            "content-type": "application/json",
            "ce_id": str(identity),
            "ce_source": f"koers/{self.source}",
            "ce_type": f"koers.{self.topic}",
            "ce_specversion": "1.0",
            "ce_time": self.time.isoformat(),
            "ce_subject": self.key,
            "ce_dataschema": f"koers/schemas/{kind}.json",
            "traceparent": self.traceparent or new_traceparent(),
        }
        if self.run:
            pairs[RUN_HEADER] = self.run
        return [(name, value.encode()) for name, value in pairs.items()]


def new_traceparent() -> str:
    """A fresh W3C trace context, sampled."""
    return f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01"
