"""`kill -9` of each process in turn while figures flow: nothing lost, no second mail, the same verdicts."""

from pathlib import Path

import pytest

from services.runtime.embedded.kafka import ApacheKafka
from tests.e2e.conftest import Drained
from tests.e2e.running import finish, kill, sent, start, verdicts

SAME = ("revisions", "series", "observations", "indicators", "recommendations", "alerts", "mails")
WORKERS = (
    "ingest",
    "indicators",
    "board-projector",
    "alerts-consumer",
    "alerts-sender",
    "alerts-web",
    "board-web",
    "catcher",
)


def same_end(state: Path, undisturbed: Drained) -> None:
    """The end state equals the undisturbed run's, and nobody got anything twice."""
    assert verdicts(state) == undisturbed.verdicts
    got = sent(state)
    assert len(got) == len(set(got)), "a mail was sent twice"
    assert got == undisturbed.sent


@pytest.mark.timeout(420)
def test_on_the_embedded_servers_every_process_in_turn(drained: Drained, server_folder: Path) -> None:
    state = server_folder / "killed"
    process = start(state)
    died = [kill(process, name) for name in (*WORKERS[:2], "postgres", "mock_broker", *WORKERS[2:], "ingest")]
    outcome = finish(process)
    assert outcome.code == 0, outcome.said
    assert len(set(died)) == len(WORKERS) + 3
    assert outcome.facts["restarts"]["broker"] == 1
    for kind in SAME:
        assert outcome.facts[kind] == drained.outcome.facts[kind], kind
    same_end(state, drained)


@pytest.mark.apache
@pytest.mark.timeout(480)
def test_on_a_real_kafka_that_comes_back_with_its_data(
    drained: Drained, apache_jars: Path, server_folder: Path
) -> None:
    state = server_folder / "killed-apache"
    kafka = ApacheKafka(server_folder / "killed-kafka")
    kafka.start()
    try:
        process = start(state, "--kafka", kafka.bootstrap)
        died = [kill(process, name) for name in (*WORKERS[:2], "postgres")]
        kafka.kill()
        kafka.start()
        died += [kill(process, name) for name in (*WORKERS[2:], "ingest")]
        outcome = finish(process)
    finally:
        kafka.stop()
    assert outcome.code == 0, outcome.said
    assert len(set(died)) == len(WORKERS) + 2
    for kind in SAME:
        assert outcome.facts[kind] == drained.outcome.facts[kind], kind
    same_end(state, drained)
