"""The milestone register is published when the agenda changes it, and not otherwise."""

from pathlib import Path

import pytest

from schemas.agenda import Agenda
from schemas.stats import MilestoneState
from services.ingest.ledger import MILESTONE
from services.ingest.milestones import publish_register
from services.runtime.agenda import load_agenda
from tests.builders.ingest import Bench


@pytest.fixture(scope="module")
def agenda() -> Agenda:
    return load_agenda()


async def test_every_milestone_is_published_once(tmp_path: Path, agenda: Agenda) -> None:
    bench = Bench(tmp_path)
    assert await publish_register(agenda, bench.ledger, bench.publisher) == len(agenda.milestones) > 100
    assert await publish_register(agenda, bench.ledger, bench.publisher) == 0
    states = [MilestoneState.read(r.value or b"") for r in bench.broker.records(MILESTONE)]
    assert {state.id for state in states} == {milestone.id for milestone in agenda.milestones}
    assert {state.edition for state in states} == {agenda.edition}


async def test_a_new_edition_is_published_and_an_older_one_keeps_still(tmp_path: Path, agenda: Agenda) -> None:
    bench = Bench(tmp_path)
    newer = agenda.model_copy(update={"edition": agenda.edition + 1})
    await publish_register(newer, bench.ledger, bench.publisher)
    assert await publish_register(agenda, bench.ledger, bench.publisher) == 0
    assert await publish_register(newer, bench.ledger, bench.publisher) == 0
