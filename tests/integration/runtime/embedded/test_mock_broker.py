"""The embedded broker speaks Kafka from memory, dies with its parent and fails on demand."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from aiokafka.structs import ConsumerRecord

from services.runtime.embedded import librdkafka
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.errors import ConfigError, TransientError

TOPIC = "stats.series.v1"
PRODUCE = 0
TOPIC_AUTHORIZATION_FAILED = 29

Factory = Callable[[Mapping[str, int]], MockBroker]


async def _send(bootstrap: str, value: bytes, topic: str = TOPIC) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all") as producer:
        await producer.send_and_wait(topic, value, key=b"k", headers=[("ce_id", b"1")])


async def _first(bootstrap: str, topic: str = TOPIC) -> "ConsumerRecord[bytes, bytes]":
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return await consumer.getone()


async def _partitions(bootstrap: str, topic: str) -> int:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        return len(await producer.partitions_for(topic))


async def _connect(bootstrap: str) -> None:
    host, port = bootstrap.split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.close()


async def test_topics_named_at_the_start_have_their_partitions(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({TOPIC: 6, "policy.tick.v1": 3})
    assert await _partitions(broker.bootstrap, TOPIC) == 6
    assert await _partitions(broker.bootstrap, "policy.tick.v1") == 3


async def test_a_topic_named_later_has_its_partitions_and_an_unnamed_one_four(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({})
    broker.create_topics({TOPIC: 2})
    assert await _partitions(broker.bootstrap, TOPIC) == 2
    assert await _partitions(broker.bootstrap, "never.named.v1") == 4


async def test_a_record_comes_back_with_key_value_and_headers(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({TOPIC: 6})
    await _send(broker.bootstrap, b"value")
    record = await _first(broker.bootstrap)
    assert (record.key, record.value, list(record.headers)) == (b"k", b"value", [("ce_id", b"1")])


def test_a_topic_that_exists_is_refused_by_name(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({TOPIC: 6})
    with pytest.raises(ConfigError, match=TOPIC):
        broker.create_topics({TOPIC: 6})


def test_an_impossible_topic_at_the_start_leaves_no_broker() -> None:
    broker = MockBroker()
    with pytest.raises(ConfigError, match="-1 partitions"):
        broker.start({TOPIC: -1})
    assert broker.pid is None


def test_stop_ends_the_process_and_may_be_repeated(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({})
    pid = broker.pid
    assert pid is not None
    assert pid != os.getpid()
    broker.stop()
    broker.stop()
    assert not psutil.pid_exists(pid)
    assert not broker.running
    assert broker.pid is None


def test_a_running_broker_is_not_started_twice(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({})
    with pytest.raises(ConfigError, match="running already"):
        broker.start({})


async def test_after_a_kill_it_starts_again_empty(
    mock_broker_factory: Factory, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    broker = mock_broker_factory({TOPIC: 1})
    await _send(broker.bootstrap, b"before")
    os.kill(broker.pid or 0, signal.SIGKILL)
    eventually(lambda: not broker.running)
    with pytest.raises(TransientError, match=r"died|not answer"):
        broker.create_topics({"a": 1})
    broker.start({TOPIC: 1})
    await _send(broker.bootstrap, b"after")
    record = await _first(broker.bootstrap)
    assert (record.offset, record.value) == (0, b"after")


async def test_two_brokers_share_nothing(mock_broker_factory: Factory) -> None:
    one, two = mock_broker_factory({TOPIC: 1}), mock_broker_factory({TOPIC: 1})
    assert one.bootstrap != two.bootstrap
    await _send(one.bootstrap, b"one")
    await _send(two.bootstrap, b"two")
    assert (await _first(one.bootstrap)).value == b"one"
    assert (await _first(two.bootstrap)).value == b"two"


async def test_an_outage_keeps_data_and_address(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({TOPIC: 1})
    await _send(broker.bootstrap, b"kept")
    broker.broker_down()
    with pytest.raises(ConnectionRefusedError):
        await _connect(broker.bootstrap)
    broker.broker_up()
    assert (await _first(broker.bootstrap)).value == b"kept"


async def test_a_pushed_error_answers_one_request_and_no_more(mock_broker_factory: Factory) -> None:
    broker = mock_broker_factory({TOPIC: 1})
    broker.push_request_errors(PRODUCE, [TOPIC_AUTHORIZATION_FAILED])
    with pytest.raises(TopicAuthorizationFailedError):
        await _send(broker.bootstrap, b"refused")
    await _send(broker.bootstrap, b"taken")
    assert (await _first(broker.bootstrap)).value == b"taken"


def test_a_killed_parent_takes_the_broker_with_it(
    orphan: Callable[[str], psutil.Process], gone: Callable[[psutil.Process], bool]
) -> None:
    broker = orphan("""
        from services.runtime.embedded.mock_broker import MockBroker
        broker = MockBroker()
        broker.start({})
        print(broker.pid, flush=True)
    """)
    assert gone(broker)


def test_its_own_messages_go_to_the_log(folder: Path) -> None:
    broker = MockBroker(log=folder / "broker.log")
    broker.start({})
    broker.stop()
    assert (folder / "broker.log").read_text() == ""


def test_without_the_wheel_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="confluent-kafka"):
        librdkafka.MockCluster(rebalance_delay_ms=0)
