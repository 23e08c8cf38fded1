"""`koers trace` on a real run: one view from poll to mail, whether one begins at the indicator, alert or series."""

import asyncio
import time

import pytest

from services.cli.operations.trace import Step, follow
from services.runtime.errors import ConfigError

KEY = "digital-skills-basic/BE2"
SERIES = "figures:digital-skills-basic?geo=BE2"
STORED = {"poll", "series", "verdict", "alert", "mail promised", "mail written", "mail"}
TRAVELLED = {"stats.poll.v1", "stats.series.v1", "policy.input.v1", "policy.assessment.v1", "alert.lifecycle.v1"}


@pytest.fixture(scope="module")
def refilled(parts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The parts, once the embedded broker, which keeps nothing, has the figures and the verdict again."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if {step.where for step in steps_of(parts, KEY)} >= TRAVELLED:
            return parts
        time.sleep(1)
    raise AssertionError("the topics were not filled again within 120 s")


def steps_of(parts: dict[str, dict[str, str]], name: str, *, kafka: bool = True) -> list[Step]:
    environment = parts["koers-alerts-consumer"]
    return asyncio.run(follow(environment["KOERS_POSTGRES"], environment["KOERS_KAFKA"] if kafka else None, name))


@pytest.mark.parametrize("name", [KEY, "digital-skills-basic", f"verdict_worsened:{KEY}", SERIES])
def test_the_whole_way_is_told_in_time_wherever_one_begins(refilled: dict[str, dict[str, str]], name: str) -> None:
    steps = steps_of(refilled, name)
    assert {step.where for step in steps} >= STORED | TRAVELLED
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert any(step.where == "mail" and ": sent" in step.what for step in steps)
    assert any(step.where == "verdict" and KEY in step.what for step in steps)


def test_a_verdict_carries_the_trace_of_the_figure_that_caused_it(refilled: dict[str, dict[str, str]]) -> None:
    steps = steps_of(refilled, KEY)
    traces = {where: {s.trace for s in steps if s.where == where} for where in ("stats.series.v1", "policy.input.v1")}
    assert all(len(step.trace) == 32 for step in steps if step.where in TRAVELLED)
    assert traces["policy.input.v1"] & traces["stats.series.v1"]


def test_without_a_broker_the_database_tells_alone(refilled: dict[str, dict[str, str]]) -> None:
    found = {step.where for step in steps_of(refilled, KEY, kafka=False)}
    assert found >= STORED
    assert not found & TRAVELLED


def test_a_name_nobody_has_is_said(refilled: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ConfigError, match="nothing goes by the name"):
        steps_of(refilled, "no-such-thing")
