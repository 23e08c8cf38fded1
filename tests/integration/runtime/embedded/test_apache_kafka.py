"""A real Apache Kafka comes back with its data and its address, and leaves nothing behind."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import KafkaError
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from services.runtime.embedded.kafka import ApacheKafka, down, up
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.errors import ConfigError, TransientError

pytestmark = [pytest.mark.apache, pytest.mark.usefixtures("apache_jars")]

# a name of its own: the shared broker carries the product's topics as soon as another test made them
TOPIC = "kept.through.a.crash"


@pytest.fixture
def kafka(folder: Path) -> Iterator[ApacheKafka]:
    server = ApacheKafka(folder / "kafka")
    yield server
    server.stop()


def _admin(bootstrap: str) -> AdminClient:
    return AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})


def _topics(bootstrap: str) -> list[str]:
    return list(_admin(bootstrap).list_topics(timeout=10).topics)


def _create(bootstrap: str, topic: str) -> None:
    admin = _admin(bootstrap)
    admin.create_topics([NewTopic(topic, 6, 1)])[topic].result(timeout=10)


async def _send(bootstrap: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all") as producer:
        await producer.send_and_wait(TOPIC, value, partition=0)


async def _read(bootstrap: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(TOPIC, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return [(await consumer.getone()).value for _ in range(count)]


async def test_it_keeps_data_and_address_through_a_crash_and_a_clean_stop(
    kafka: ApacheKafka, apache_kafka: ApacheKafka
) -> None:
    with pytest.raises(ConfigError, match="no address before its first start"):
        _ = kafka.bootstrap
    address = kafka.start()
    _create(address, TOPIC)
    await _send(address, b"one")
    assert TOPIC not in _topics(apache_kafka.bootstrap), "two brokers run side by side and share nothing"

    crashed = kafka.pid
    kafka.kill()
    assert (kafka.running, kafka.pid) == (False, None)
    assert not psutil.pid_exists(crashed or 0)
    assert kafka.start() == address
    await _send(address, b"two")

    stopped = kafka.pid
    assert kafka.start() == address
    assert kafka.pid == stopped, "starting a running broker does nothing"
    kafka.stop()
    assert not psutil.pid_exists(stopped or 0)
    assert kafka.start() == address
    assert await _read(address, 2) == [b"one", b"two"]


def test_a_topic_is_only_made_when_asked_for(apache_kafka: ApacheKafka) -> None:
    asked = _admin(apache_kafka.bootstrap).list_topics("never.made.v1", timeout=10).topics["never.made.v1"]
    assert asked.error is not None
    assert asked.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART
    assert "never.made.v1" not in _topics(apache_kafka.bootstrap)


def test_a_killed_owner_takes_the_broker_with_it(
    folder: Path, orphan: Callable[[str], psutil.Process], gone: Callable[[psutil.Process], bool]
) -> None:
    broker = orphan(f"""
        from pathlib import Path
        from services.runtime.embedded.kafka import ApacheKafka
        kafka = ApacheKafka(Path({str(folder)!r}))
        kafka.start()
        print(kafka.pid, flush=True)
    """)
    assert gone(broker)


def test_a_port_that_is_taken_is_refused_by_number(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is in use"):
            ApacheKafka(folder, port=port).start()


def test_a_broker_that_ends_at_its_start_is_reported_at_once_with_its_log(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "meta.properties").write_text("version=1\nnode.id=2\ncluster.id=made-up\n")
    kafka = ApacheKafka(folder)
    with pytest.raises(TransientError, match="ended at its start") as caught:
        kafka.start()
    assert "node" in Path(str(caught.value.details["log"])).read_text()
    assert not kafka.running


def test_a_detached_broker_outlives_its_command_until_it_is_taken_down(
    folder: Path, gone: Callable[[psutil.Process], bool]
) -> None:
    code = "import sys, pathlib; from services.runtime.embedded.kafka import up; print(up(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(folder)]
    address = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    broker = psutil.Process(int((folder / "kafka" / "kafka.pid").read_text()))
    assert broker.is_running()
    assert up(folder) == address, "the running one is found, not started again"
    assert down(folder)
    assert gone(broker)
    assert not down(folder)


def test_down_spares_a_stranger_with_the_pid_of_the_file(folder: Path) -> None:
    (folder / "kafka").mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        (folder / "kafka" / "kafka.pid").write_text(str(stranger.pid))
        assert not down(folder)
        assert stranger.poll() is None


def test_a_broker_test_runs_on_the_embedded_and_on_the_real_one(
    broker: MockBroker | ApacheKafka, broker_bootstrap: str
) -> None:
    assert broker.running
    assert broker_bootstrap == broker.bootstrap
