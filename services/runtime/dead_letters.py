"""Dead letters: what lies on `<topic>.dlq`, whether it would pass now, and sending it the way it came.

A replay puts the original key, bytes and headers on the original topic, so consumers take it as any other record:
their checks, version guards and offsets hold. A mark on the dead-letter topic keeps it from being replayed twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from schemas.base import Event
from services.runtime.broker import Producer, Reader
from services.runtime.errors import TransientError
from services.runtime.records import Record

_PREFIX = "x-dlq-"
_REPLAYED = "x-dlq-replayed"
_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter. `id` is `<topic>/<partition>-<offset>` of the letter; `refusal` says why it would fail again."""

    id: str
    topic: str
    origin: str
    reason: str
    exception: str
    service: str
    record: Record
    refusal: str | None
    replayed: bool

    @property
    def waits(self) -> bool:
        """Whether it can be replayed: not yet done, and a record of its topic by today's contract."""
        return not self.replayed and self.refusal is None


async def read_dead_letters(reader: Reader, kinds: Mapping[str, type[Event]]) -> list[DeadLetter]:
    """All dead letters up to the ends they have now, in order; `kinds` are the events of each topic.

    Raises TransientError when the end cannot be reached.
    """
    records: list[Record] = []
    ends, idle = await reader.ends(), 0
    behind = {position for position, end in ends.items() if end > 0}
    while behind:
        found = await reader.fetch(timeout=1.0, limit=1000)
        for record in found:
            records.append(record)
            if record.offset + 1 >= ends[record.topic, record.partition]:
                behind.discard((record.topic, record.partition))
        idle = 0 if found else idle + 1
        if idle > _PATIENCE:
            raise TransientError(f"the broker gives no records of {sorted(behind)}")
    marks = {_header(record, _REPLAYED) for record in records}
    letters = [_letter(record, kinds, marks) for record in records if _REPLAYED not in record.headers]
    return sorted(letters, key=lambda letter: (letter.topic, letter.record.partition, letter.record.offset))


async def replay(letters: Sequence[DeadLetter], producer: Producer) -> int:
    """Send those that wait the way they came, and mark each. Returns how many. Raises TransientError."""
    sent = 0
    for letter in letters:
        if not letter.waits:
            continue
        record = letter.record
        headers = [(name, value) for name, value in record.headers.items() if not name.startswith(_PREFIX)]
        key = None if record.key is None else record.key.encode()
        await producer.forward(letter.topic, key, record.value, headers)
        await producer.forward(record.topic, b"replayed", None, [(_REPLAYED, letter.id.encode())])
        sent += 1
    return sent


def _letter(record: Record, kinds: Mapping[str, type[Event]], marks: set[str]) -> DeadLetter:
    topic = _header(record, f"{_PREFIX}origin-topic") or record.topic.removesuffix(".dlq")
    own = f"{topic}/{record.partition}-{record.offset}"
    partition, offset = (_header(record, f"{_PREFIX}origin-{what}") for what in ("partition", "offset"))
    return DeadLetter(
        id=own,
        topic=topic,
        origin=f"{topic}[{partition}]@{offset}",
        reason=_header(record, f"{_PREFIX}reason"),
        exception=_header(record, f"{_PREFIX}exception"),
        service=_header(record, f"{_PREFIX}service"),
        record=record,
        refusal=_refusal(record, topic, kinds),
        replayed=own in marks,
    )


def _refusal(record: Record, topic: str, kinds: Mapping[str, type[Event]]) -> str | None:
    """Why the record is none of its topic by today's contract; None when it is one."""
    if topic not in kinds or record.topic != f"{topic}.dlq":
        return f"{topic} is no topic with dead letters"
    if record.value is None:
        return None
    try:
        kinds[topic].read(record.value)
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the record'}: {first['msg']}"
    return None


def _header(record: Record, name: str) -> str:
    return record.headers.get(name, b"").decode("utf-8", "replace")
