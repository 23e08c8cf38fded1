"""How far a consumer group is behind, on the embedded broker and on a real Apache Kafka."""

import uuid
from datetime import UTC, date, datetime

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.policy import Tick
from services.runtime.broker import KafkaProducer, group_lag
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import TransientError
from services.runtime.records import Message

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TOPIC, GROUP = f"t.{uuid.uuid4().hex}", f"g.{uuid.uuid4().hex}"
POSITIONS = [(TOPIC, 0), (TOPIC, 1)]


@pytest.fixture(params=["embedded", pytest.param("apache", marks=pytest.mark.apache)])
async def bootstrap(request: pytest.FixtureRequest) -> str:
    if request.param == "embedded":
        return str(request.getfixturevalue("mock_broker_factory")({TOPIC: 2}).bootstrap)
    address = str(request.getfixturevalue("apache_kafka").bootstrap)
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 2, 1)])
    await admin.close()
    return address


async def commit(bootstrap: str, *, records: int) -> None:
    """Commit that the group has dealt with so many records of the first partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=GROUP, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(TOPIC, 0)])
    await consumer.commit({TopicPartition(TOPIC, 0): records})
    await consumer.stop()


async def test_what_a_group_has_not_committed_is_its_lag(bootstrap: str) -> None:
    assert await group_lag(bootstrap, GROUP, POSITIONS) == 0, "an empty topic has nothing to deal with"
    async with KafkaProducer(bootstrap, "test") as producer:
        ticks = [Tick(key=f"k{n}/BE2", date=date(2026, 11, 25)) for n in range(20)]
        await producer.send([Message(TOPIC, t.key, t, "test", NOW) for t in ticks])
    assert await group_lag(bootstrap, GROUP, POSITIONS) == 20
    await commit(bootstrap, records=3)
    assert await group_lag(bootstrap, GROUP, POSITIONS) == 17
    assert await group_lag(bootstrap, f"{GROUP}.other", POSITIONS) == 20


async def test_a_broker_that_does_not_answer_tells_nothing() -> None:
    with pytest.raises(TransientError, match="does not tell how far"):
        await group_lag(f"127.0.0.1:{free_ports(1)[0]}", GROUP, POSITIONS)
