"""A broker of its own for each test, for its topics have fixed names, and a run that nobody disturbed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.embedded.kafka import ApacheKafka
from services.runtime.embedded.mock_broker import MockBroker
from tests.builders.figures import recorded
from tests.integration.indicators.records import State, end_state, publish, start
from tests.integration.indicators.worker import running

VERSIONS = range(1, 4)
"""So many that a worker is still at work when a test comes to disturb it."""


@pytest.fixture
def embedded() -> Iterator[MockBroker]:
    """An embedded broker, started, with Koers' topics."""
    broker = MockBroker()
    start(broker)
    yield broker
    broker.stop()


@pytest.fixture
def apache(apache_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Apache Kafka with Koers' topics and nothing in them."""
    broker = ApacheKafka(tmp_path_factory.mktemp("kafka"))
    yield start(broker)
    broker.stop()


@pytest.fixture(params=["embedded", pytest.param("apache", marks=pytest.mark.apache)])
def bootstrap(request: pytest.FixtureRequest) -> str:
    """Runs a test on both brokers."""
    found = request.getfixturevalue(request.param)
    return found.bootstrap if isinstance(found, MockBroker) else str(found)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> State:
    """What one worker that nobody disturbs makes of all versions of the figures."""
    broker = MockBroker()
    bootstrap = start(broker)
    try:
        for version in VERSIONS:
            publish(bootstrap, recorded(version=version))
        with running("indicators", bootstrap, tmp_path_factory.mktemp("undisturbed")) as worker:
            worker.wait_until_idle()
            assert worker.terminate() == 0
        return end_state(bootstrap)
    finally:
        broker.stop()
