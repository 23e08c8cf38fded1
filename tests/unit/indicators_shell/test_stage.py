"""A stage on fakes: dead letters, the brake, and what is acknowledged before what."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import pytest

from schemas.base import Event
from schemas.policy import Tick
from services.indicators.fakes import FakeRows
from services.indicators.guards.partitions import partition_of
from services.indicators.stage import Outcome, Read, Stage
from services.runtime.consumer import BadRecordBrake, DeadLetterLimits
from services.runtime.errors import BadRecord, PermanentError, TransientError
from services.runtime.fakes import FakeBroker
from services.runtime.metrics import Metrics
from services.runtime.records import Message, Record

IN, OUT = "policy.tick.v1", "made.up.v1"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Days:
    """Keeps the days of a key, sends each on; the 13th is refused, the 14th breaks it."""

    name, topics, table, within = "days", (IN,), "days", 0.05
    counts: Mapping[str, int] = {IN: 6}

    def read(self, record: Record) -> Event | None:
        return None if record.value is None else Tick.read(record.value)

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        days = json.loads(row or b"[]")
        for read in events:
            assert isinstance(read.event, Tick)
            if read.event.date.day == 13:
                raise BadRecord("unlucky")
            if read.event.date.day == 14:
                raise ZeroDivisionError
            if read.event.date.day == 15:
                return Outcome(row=b"[15]", error=ZeroDivisionError())
            days.append(read.event.date.day)
        return Outcome([Message(OUT, key, read.event, "test", NOW) for read in events], json.dumps(days).encode())


def stage(broker: FakeBroker, rows: FakeRows, limits: DeadLetterLimits | None = None) -> Stage:
    return Stage(Days(), broker, rows, BadRecordBrake(limits or DeadLetterLimits()), Metrics())


def record(key: str, day: int, offset: int = 0, **changes: object) -> Record:
    value = Tick(key=key, date=date(2026, 11, day)).write()
    return changed(Record(IN, partition_of(key, 6), offset, key, value, {"ce_id": b"1"}, 1_000), **changes)


def changed(record: Record, **changes: object) -> Record:
    fields = {name: getattr(record, name) for name in Record.__slots__}
    return Record(**(fields | changes))


async def test_a_batch_is_worked_on_by_key_in_order() -> None:
    broker, rows = FakeBroker(), FakeRows()
    await stage(broker, rows).process([record("a", 1), record("b", 2), record("a", 3)])
    assert (rows.get("a"), rows.get("b")) == (b"[1, 3]", b"[2]")
    assert [(r.key, Tick.read(r.value or b"").date.day) for r in broker.records(OUT)].count(("a", 1)) == 1
    assert len(broker.records(OUT)) == 3


async def test_a_row_lies_in_the_partition_of_its_events() -> None:
    broker, rows = FakeBroker(), FakeRows()
    keys = ["a", "b", "c", "d"]
    await stage(broker, rows).process([record(key, 1) for key in keys])
    assert rows.written == {
        partition: [key for key in keys if partition_of(key, 6) == partition]
        for partition in {partition_of(key, 6) for key in keys}
    }


async def test_a_record_that_cannot_be_read_becomes_a_dead_letter_with_its_bytes_and_the_rest_goes_on() -> None:
    broker, rows = FakeBroker(), FakeRows()
    await stage(broker, rows).process([record("a", 1, 7, value=b"{not json"), record("a", 2, 8)])
    (dead,) = broker.records(f"{IN}.dlq")
    assert (dead.key, dead.value, dead.headers["ce_id"]) == ("a", b"{not json", b"1")
    assert dead.headers["x-dlq-origin-offset"] == b"7"
    assert dead.headers["x-dlq-reason"] == b"invalid"
    assert rows.get("a") == b"[2]"


async def test_one_bad_record_takes_no_good_one_of_its_key_with_it() -> None:
    broker, rows = FakeBroker(), FakeRows()
    await stage(broker, rows).process([record("a", 1, 0), record("a", 13, 1), record("a", 14, 2), record("a", 2, 3)])
    dead = broker.records(f"{IN}.dlq")
    assert [(d.headers["x-dlq-origin-offset"], d.headers["x-dlq-reason"]) for d in dead] == [
        (b"1", b"refused"),
        (b"2", b"failed"),
    ]
    assert rows.get("a") == b"[1, 2]"


async def test_what_a_fault_of_ours_left_known_is_kept() -> None:
    broker, rows = FakeBroker(), FakeRows()
    await stage(broker, rows).process([record("a", 15)])
    assert rows.get("a") == b"[15]"
    assert [dead.headers["x-dlq-exception"] for dead in broker.records(f"{IN}.dlq")] == [b"ZeroDivisionError"]


async def test_a_record_in_a_partition_its_key_does_not_belong_to_is_refused() -> None:
    broker, rows = FakeBroker(), FakeRows()
    elsewhere = (partition_of("a", 6) + 1) % 6
    await stage(broker, rows).process([record("a", 1, partition=elsewhere), changed(record("a", 1), key=None)])
    assert [dead.headers["x-dlq-reason"] for dead in broker.records(f"{IN}.dlq")] == [b"refused", b"refused"]
    assert rows.rows == {}


async def test_a_tombstone_is_nothing_to_do() -> None:
    broker, rows = FakeBroker(), FakeRows()
    await stage(broker, rows).process([record("a", 1, value=None)])
    assert (broker.log, rows.rows) == ({}, {})


@pytest.mark.parametrize("day", [13, 14])
async def test_too_many_bad_records_in_a_row_stop_the_worker(day: int) -> None:
    broker, rows = FakeBroker(), FakeRows()
    limited = stage(broker, rows, DeadLetterLimits(run=3))
    for offset in range(3):
        await limited.process([record("a", day, offset)])
    with pytest.raises(PermanentError, match=r"4 bad records in a row.*policy\.tick\.v1\.dlq"):
        await limited.process([record("a", day, 3)])
    assert len(broker.records(f"{IN}.dlq")) == 4


class Silent(FakeBroker):
    """A broker that acknowledges nothing."""

    async def send(self, messages: Sequence[Message]) -> None:
        raise TransientError("not acknowledged")


async def test_a_row_is_not_kept_before_its_output_is_acknowledged() -> None:
    rows = FakeRows()
    with pytest.raises(TransientError):
        await stage(Silent(), rows).process([record("a", 1)])
    assert rows.rows == {}
