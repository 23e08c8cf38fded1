"""Two workers share the keys, one dies, one joins: every row equals that of one worker alone (G15)."""

from pathlib import Path

import pytest

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
