"""Two workers share the keys, one dies, one joins: every row equals that of one worker alone (G15)."""

from pathlib import Path

import httpx
import pytest

from services.runtime.process import EXIT_CRASH
from tests.builders.figures import recorded
from tests.integration.indicators.conftest import VERSIONS
from tests.integration.indicators.records import State, different, end_state, publish
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
