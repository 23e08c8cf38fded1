"""Workers share the keys, die, join and freeze, brokers too: every row equals that of one worker alone (G15)."""

import asyncio
import contextlib
from pathlib import Path

import httpx
import pytest

from services.runtime.clock import SystemClock
from services.runtime.process import EXIT_CRASH
from services.runtime.topics import establish_epoch
from tests.builders.figures import recorded
from tests.builders.kafka_cluster import NODES, KafkaCluster
from tests.integration.indicators.conftest import VERSIONS
from tests.integration.indicators.records import TOPICS, State, different, end_state, publish
from tests.integration.indicators.worker import running


@pytest.mark.apache
def test_workers_that_join_and_die_equal_one_row_by_row(apache: str, undisturbed: State, tmp_path: Path) -> None:
    early, late = VERSIONS[: len(VERSIONS) // 2], VERSIONS[len(VERSIONS) // 2 :]
    with running("indicators", apache, tmp_path) as first, running("indicators", apache, tmp_path) as second:
        for version in early:
            publish(apache, recorded(version=version))
        first.wait_for_work(50)
        second.wait_for_work(50)
        for version in late:
            publish(apache, recorded(version=version))
        first.kill()
        with running("indicators", apache, tmp_path) as third:
            third.wait_for_work(1)
            second.wait_until_idle()
            third.wait_until_idle()
    assert different(end_state(apache), undisturbed) == []


@pytest.mark.apache
def test_a_worker_that_wakes_after_the_group_gave_it_up_is_no_zombie(
    apache: str, undisturbed: State, tmp_path: Path
) -> None:
    """Frozen past its session another has its keys; awake, it sends nothing of what it had in hand, and ends."""
    early, late = VERSIONS[: len(VERSIONS) // 2], VERSIONS[len(VERSIONS) // 2 :]
    with (
        running("indicators", apache, tmp_path) as frozen,
        running("indicators", apache, tmp_path) as other,
    ):
        for version in early:
            publish(apache, recorded(version=version))
        frozen.wait_for_work(50)
        other.wait_for_work(50)
        frozen.freeze()
        with pytest.raises(httpx.TimeoutException):
            httpx.get(f"http://127.0.0.1:{frozen.port}/livez", trust_env=False, timeout=4)
        for version in late:
            publish(apache, recorded(version=version))
        other.wait_until_idle()
        frozen.wake()
        assert frozen.wait(30) == EXIT_CRASH
        assert "others have its keys" in frozen.log.read_text()
        with running("indicators", apache, tmp_path) as again:
            again.wait_for_work(1)
            other.wait_until_idle()
            again.wait_until_idle()
    assert different(end_state(apache), undisturbed) == []


@pytest.mark.apache
def test_three_workers_on_three_brokers_equal_one_alone(
    apache_jars: Path, undisturbed: State, server_folder: Path, tmp_path: Path
) -> None:
    """One worker and one broker are killed in mid-work, another worker joins, the broker comes back with its data."""
    cluster = KafkaCluster(server_folder / "three-brokers")
    try:
        bootstrap = cluster.start(TOPICS)
        asyncio.run(establish_epoch(bootstrap, SystemClock()))
        first, *others = VERSIONS
        with contextlib.ExitStack() as stack:
            one, two, three = (stack.enter_context(running("indicators", bootstrap, tmp_path)) for _ in range(3))
            publish(bootstrap, recorded(version=first))
            for worker in (one, two, three):
                worker.wait_for_work(1)
            cluster.kill_node(1)
            publish(bootstrap, recorded(version=others[0]))
            one.kill()
            four = stack.enter_context(running("indicators", bootstrap, tmp_path))
            for version in others[1:]:
                publish(bootstrap, recorded(version=version))
            cluster.start_node(1)
            cluster.wait_for(NODES)
            for worker in (two, three, four):
                worker.wait_until_idle()
        assert different(end_state(bootstrap), undisturbed) == []
    finally:
        cluster.stop()
