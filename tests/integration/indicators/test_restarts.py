"""Orderly stops and kills with work waiting: nothing lost, the end is that of an undisturbed run (G1, G3, G4)."""

from pathlib import Path

from tests.builders.figures import recorded
from tests.integration.indicators.conftest import VERSIONS
from tests.integration.indicators.records import State, different, end_state, publish
from tests.integration.indicators.worker import running

SOME = 30


def test_restarts_and_kills_in_the_middle_of_the_work_change_nothing(
    bootstrap: str, undisturbed: State, tmp_path: Path
) -> None:
    rounds = (True, False, True)
    for number, orderly in enumerate(rounds):
        for version in VERSIONS[number :: len(rounds)]:
            publish(bootstrap, recorded(version=version))
        with running("indicators", bootstrap, tmp_path) as worker:
            worker.wait_for_work(SOME)
            assert worker.status()["idle"] is False, "there was no work to be disturbed"
            if orderly:
                assert worker.terminate() == 0, "an orderly stop is no crash"
    with running("indicators", bootstrap, tmp_path) as last:
        last.wait_until_idle()
    assert different(end_state(bootstrap), undisturbed) == []
