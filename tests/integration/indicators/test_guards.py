"""The guard-rails that show only with a process and a broker; the other ones: tests/unit/indicators_shell.

| guard | without it | here |
|---|---|---|
| G1 | a bad record ends the agent and is lost | test_flow.py |
| G1 | a wrong program empties a topic into dead letters | test_g1_too_many_bad_records_stop_the_worker |
| G1, G7 | what caused a send that failed is committed, and lost | test_g7_what_was_not_acknowledged_comes_again |
| G5 | a refused worker looks well and consumes nothing | test_g5_a_refused_worker_ends |
| G8 | Faust makes the topics, with partitions that do not match | test_g8_a_broker_without_our_topics_is_refused |
"""

from pathlib import Path

from schemas.assessment import Assessment
from schemas.verdicts import Verdict
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.process import EXIT_CONFIG, EXIT_CRASH
from tests.builders.figures import recorded
from tests.integration.indicators.records import ASSESSMENTS, SERIES, publish, publish_raw, read_all
from tests.integration.indicators.worker import running

PRODUCE, SYNC_GROUP = 0, 14
TOPIC_AUTHORIZATION_FAILED = 29
GROUP_AUTHORIZATION_FAILED = 30
KEY = "digital-skills-basic/BE2"
FIGURES = "figures:digital-skills-basic?geo=BE2"
BAD = b"{not a snapshot"


def assessments(bootstrap: str) -> dict[str | None, Assessment]:
    return {r.key: Assessment.read(r.value or b"") for r in read_all(bootstrap, [ASSESSMENTS])}


def test_g1_too_many_bad_records_stop_the_worker(embedded: MockBroker, tmp_path: Path) -> None:
    publish_raw(embedded.bootstrap, SERIES, FIGURES, [BAD] * 60)
    with running("indicators", embedded.bootstrap, tmp_path) as worker:
        assert worker.wait(60) == EXIT_CRASH
    said = worker.log.read_text()
    assert "51 bad records in a row" in said
    assert f"Look at {SERIES}.dlq" in said


def test_g7_what_was_not_acknowledged_comes_again(embedded: MockBroker, tmp_path: Path) -> None:
    publish(embedded.bootstrap, [found for found in recorded() if found.series_id == FIGURES])
    embedded.push_request_errors(PRODUCE, [TOPIC_AUTHORIZATION_FAILED])
    with running("indicators", embedded.bootstrap, tmp_path) as worker:
        assert worker.wait(60) == EXIT_CRASH
    assert "did not acknowledge" in worker.log.read_text()
    with running("indicators", embedded.bootstrap, tmp_path) as again:
        again.wait_until_idle()
    assert assessments(embedded.bootstrap)[KEY].verdict is Verdict.off_track


def test_g5_a_refused_worker_ends(embedded: MockBroker, tmp_path: Path) -> None:
    embedded.push_request_errors(SYNC_GROUP, [GROUP_AUTHORIZATION_FAILED])
    with running("indicators", embedded.bootstrap, tmp_path) as worker:
        assert worker.wait(60) == EXIT_CRASH
    assert "the group coordinator refused this worker" in worker.log.read_text()


def test_g8_a_broker_without_our_topics_is_refused(tmp_path: Path) -> None:
    broker = MockBroker()
    bootstrap = broker.start({"koers.meta.v1": 1})
    try:
        with running("indicators", bootstrap, tmp_path) as worker:
            assert worker.wait(60) == EXIT_CONFIG
        assert "koers topics" in worker.log.read_text()
    finally:
        broker.stop()
