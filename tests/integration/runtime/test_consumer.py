"""Records, rows and offsets move in one transaction; what cannot be used goes to its dead-letter topic."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime

import pytest

from schemas.policy import Tick
from services.runtime.consumer import DatabaseConsumer, DeadLetterLimits
from services.runtime.database import Connection, Database, migrate, open_database
from services.runtime.errors import PermanentError
from services.runtime.fakes import FakeBroker
from services.runtime.health import Health
from services.runtime.metrics import Metrics
from services.runtime.records import Message, Record

TOPIC = "policy.tick.v1"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    migrate(database_url)
    async with open_database(database_url) as found:
        async with found.transaction() as connection:
            await connection.execute("CREATE TABLE seen (key text, day date)")
        yield found


async def store(connection: Connection, records: Sequence[Record]) -> None:
    for record in records:
        tick = Tick.read(record.value or b"")
        await connection.execute("INSERT INTO seen VALUES (%s, %s)", (tick.key, tick.date))


def consumer(broker: FakeBroker, database: Database, *, epoch: str = "e1", run: int = 50) -> DatabaseConsumer:
    return DatabaseConsumer(
        name="test",
        schema="board",
        epoch=epoch,
        reader=broker.reader([TOPIC]),
        dead_letters=broker,
        database=database,
        check=lambda record: Tick.read(record.value or b""),
        handle=store,
        loop=Health("test").loop("test"),
        metrics=Metrics(),
        limits=DeadLetterLimits(run=run),
    )


async def consume(one: DatabaseConsumer) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(one.run(stop))
    waiter = asyncio.create_task(one.caught_up.wait())
    await asyncio.wait([task, waiter], timeout=20, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    waiter.cancel()
    await task


async def send(broker: FakeBroker, *days: int) -> None:
    await broker.send([Message(TOPIC, "k", Tick(key="k", date=date(2026, 11, d)), "test", NOW) for d in days])


async def days(database: Database) -> list[int]:
    async with database.transaction() as connection:
        cursor = await connection.execute("SELECT day FROM seen ORDER BY day")
        return [row[0].day for row in await cursor.fetchall()]


async def test_a_restart_goes_on_behind_what_was_committed(database: Database) -> None:
    broker = FakeBroker()
    await send(broker, 1, 2, 3)
    await consume(consumer(broker, database))
    await send(broker, 4)
    await consume(consumer(broker, database))
    assert await days(database) == [1, 2, 3, 4]


async def test_another_epoch_begins_at_the_first_record(database: Database) -> None:
    old, new = FakeBroker(), FakeBroker()
    await send(old, 1, 2, 3)
    await consume(consumer(old, database, epoch="e1"))
    await send(new, 7)
    await consume(consumer(new, database, epoch="e2"))
    assert await days(database) == [1, 2, 3, 7]


async def test_a_process_that_was_overtaken_writes_nothing(database: Database) -> None:
    broker = FakeBroker()
    await send(broker, 1)
    late, other = consumer(broker, database), consumer(broker, database)
    await consume(late)
    await send(broker, 2)
    await consume(other)
    await late._consume(broker.records(TOPIC)[1:])
    assert await days(database) == [1, 2]


async def test_a_failing_batch_moves_no_offset(database: Database) -> None:
    broker = FakeBroker()
    await send(broker, 1)
    failing = consumer(broker, database)

    async def fail(connection: Connection, records: Sequence[Record]) -> None:
        await store(connection, records)
        raise RuntimeError("made-up fault")

    failing._handle = fail
    with pytest.raises(RuntimeError):
        await consume(failing)
    await consume(consumer(broker, database))
    assert await days(database) == [1]


async def test_a_bad_record_goes_to_its_dead_letter_topic_with_origin_and_reason_and_the_rest_goes_on(
    database: Database,
) -> None:
    broker = FakeBroker()
    await send(broker, 1)
    await broker.forward(TOPIC, b"k", b'{"key": 1}', [("ce_id", b"x")])
    await send(broker, 2)
    await consume(consumer(broker, database))
    assert await days(database) == [1, 2]
    (dead,) = broker.records(f"{TOPIC}.dlq")
    assert (dead.key, dead.value) == ("k", b'{"key": 1}')
    assert dead.headers["x-dlq-origin-topic"] == TOPIC.encode()
    assert dead.headers["x-dlq-origin-offset"] == b"1"
    assert dead.headers["x-dlq-reason"] == b"invalid"
    assert dead.headers["ce_id"] == b"x"


async def test_too_many_bad_records_in_a_row_stop_the_consumer(database: Database) -> None:
    broker = FakeBroker()
    for _ in range(10):
        await broker.forward(TOPIC, b"k", b"no", [])
    with pytest.raises(PermanentError, match=r"policy\.tick\.v1.*in a row"):
        await consume(consumer(broker, database, run=5))
    assert len(broker.records(f"{TOPIC}.dlq")) == 5
