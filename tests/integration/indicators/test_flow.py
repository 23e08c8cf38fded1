"""Recorded figures in, verdicts and roll-ups out, and a bad record among them put aside (G1), on both brokers."""

from pathlib import Path

import pytest

from schemas.assessment import Assessment
from schemas.policy import RecommendationState
from schemas.verdicts import Verdict
from tests.builders.figures import recorded
from tests.integration.indicators.records import ASSESSMENTS, RECOMMENDATIONS, SERIES, publish, publish_raw, read_all
from tests.integration.indicators.worker import running

FIGURES = "figures:digital-skills-basic?geo=BE2"
BAD = b"{not a snapshot"


def test_figures_become_verdicts_and_roll_ups_and_a_bad_record_a_dead_letter(bootstrap: str, tmp_path: Path) -> None:
    publish_raw(bootstrap, SERIES, FIGURES, [BAD])
    publish(bootstrap, recorded())
    with running("indicators", bootstrap, tmp_path) as worker:
        worker.wait_until_idle()
        assert worker.terminate() == 0
    read = [Assessment.read(record.value or b"") for record in read_all(bootstrap, [ASSESSMENTS])]
    assessed = {found.key: found for found in read if not found.canary}
    rolled = {r.key: RecommendationState.read(r.value or b"") for r in read_all(bootstrap, [RECOMMENDATIONS])}
    # 175 indicators and 107 recommendations stand in the agenda, with or without figures.
    assert (len(assessed), len(rolled)) == (175, 107)
    told = assessed["digital-skills-basic/BE2"]
    # By hand: the path asks 54.5 + 4 x 25.5 / 9 = 65.83 of 2025; 61.2 - 65.83 = -4.63; 6.7 / 11.33 = 0.591.
    assert told.verdict is Verdict.off_track
    assert told.gap == pytest.approx(-4.6333, abs=1e-4)
    assert told.ratio == pytest.approx(0.5912, abs=1e-4)
    members = {member.key: member.verdict for member in rolled["15"].members}
    assert members["digital-skills-basic/BE2"] is Verdict.off_track
    (dead,) = read_all(bootstrap, [f"{SERIES}.dlq"])
    assert (dead.key, dead.value) == (FIGURES, BAD)
    assert dead.headers["x-dlq-origin-topic"] == SERIES.encode()
