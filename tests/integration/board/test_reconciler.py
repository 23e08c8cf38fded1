"""A lost event costs time, never a verdict: the reconciler sees what is behind and asks for it again."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from schemas.alerts import AlertTransition
from schemas.assessment import Assessment, Heard, Input
from schemas.policy import Recheck
from schemas.stats import SeriesSnapshot
from services.board.domain.reconcile import Expected
from services.board.domain.tries import Patience
from services.board.reconciler.loop import TOPIC, Reconciler
from services.board.reconciler.view import expected_of
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.health import Health
from services.runtime.metrics import Metrics
from tests.builders.assessments import digital_skills
from tests.builders.recommendations import rolled_up
from tests.builders.snapshots import DAY_1, DAY_2, SERIES, snapshot
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.story import answer

KEY = "digital-skills-basic/BE2"
GRACE = timedelta(seconds=30)
FIRST = snapshot({"2021": "54.5", "2023": "61.0"}, version=1, at=DAY_1)
SECOND = snapshot({"2021": "54.5", "2023": "61.0", "2025": "61.2"}, version=2, at=DAY_2)


class Watch:
    """The reconciler of one indicator, with its clock and its senses."""

    def __init__(self, board: Board) -> None:
        self.board, self.clock = board, FixedClock(NOW)
        self.health, self.metrics = Health("board"), Metrics()
        self.reconciler = Reconciler(
            expected=Expected(edition=1, series={KEY: frozenset({SERIES})}, members={15: frozenset({KEY})}),
            database=board.database,
            producer=board.broker,
            clock=self.clock,
            patience=Patience(GRACE),
            settled=lambda: True,
            stored=iter_count().__next__,
            health=self.health,
            loop=self.health.loop("reconciler"),
            metrics=self.metrics,
        )

    async def after(self, wait: timedelta) -> None:
        """Wait, project whatever has come, and take a turn."""
        self.clock.advance(wait)
        await self.board.catch_up()
        await self.reconciler.turn()

    @property
    def asked(self) -> list[Recheck]:
        """What has been asked for so far."""
        return [Recheck.read(record.value or b"") for record in self.board.broker.records(TOPIC)]

    def counts(self, what: str) -> float | None:
        """The metric of what is behind."""
        return self.metrics.registry.get_sample_value("koers_board_reconciler_behind_items", {"what": what})


def iter_count() -> Iterator[int]:
    """0, 1, 2, …: the tables are read at every turn."""
    number = 0
    while True:
        yield number
        number += 1


def assessed_from(*snapshots: SeriesSnapshot) -> Assessment:
    return digital_skills(
        inputs=tuple(
            Input(
                series_id=s.series_id,
                version=s.version,
                content_sha256=s.content_sha256,
                raw_sha256=s.raw.sha256,
                retrieved_at=s.retrieved_at,
            )
            for s in snapshots
        )
    )


async def publish(board: Board, assessment: Assessment, *, rollup: bool = True, handled: bool = True) -> None:
    """What the other services send when they see an assessment."""
    await board.send("policy.assessment.v1", KEY, assessment)
    if rollup:
        await board.send("policy.recommendation.v1", "15", rolled_up(assessment))
    if handled:
        seen = AlertTransition(
            alert_id="a", subject=KEY, reason="seen", actor="system", at=NOW, episode=assessment.episode.id
        )
        await board.send("alert.lifecycle.v1", "a", seen)


@pytest.fixture
def watch(board: Board) -> Watch:
    return Watch(board)


async def test_a_lost_snapshot_is_asked_for_and_the_verdict_comes_right(watch: Watch) -> None:
    board = watch.board
    for one in (FIRST, SECOND):
        await board.send("stats.series.v1", SERIES, one)
    await publish(board, assessed_from(FIRST))
    await watch.after(timedelta())
    assert (watch.asked, watch.reconciler.loop.pending) == ([], 1)
    await watch.after(GRACE)
    assert [(r.key, r.attempt, r.date) for r in watch.asked] == [(KEY, 1, NOW.date())]
    assert watch.asked[0].snapshots == (SECOND,)
    await publish(board, assessed_from(*watch.asked[0].snapshots))
    await watch.after(GRACE)
    assert len(watch.asked) == 1
    assert watch.reconciler.loop.pending == 0
    assert watch.counts("assessment") == 0


async def test_an_indicator_without_any_assessment_is_asked_for(watch: Watch) -> None:
    await watch.after(timedelta())
    await watch.after(GRACE)
    assert [(r.key, r.snapshots) for r in watch.asked] == [(KEY, ())]


@pytest.mark.parametrize(("rollup", "handled", "what"), [(False, True, "rollup"), (True, False, "alert")])
async def test_a_lost_rollup_or_a_deaf_alert_service_is_seen(
    watch: Watch, rollup: bool, handled: bool, what: str
) -> None:
    await watch.board.send("stats.series.v1", SERIES, FIRST)
    await publish(watch.board, assessed_from(FIRST), rollup=rollup, handled=handled)
    await watch.after(timedelta())
    assert watch.counts(what) == 1
    await watch.after(GRACE)
    assert [(r.key, r.snapshots) for r in watch.asked] == [(KEY, (FIRST,))]


async def test_after_three_tries_it_gives_up_and_raises_the_alarm(watch: Watch) -> None:
    await watch.board.send("stats.series.v1", SERIES, FIRST)
    await watch.after(timedelta())
    for _ in range(20):
        await watch.after(GRACE)
    assert [r.attempt for r in watch.asked] == [1, 2, 3]
    assert watch.metrics.registry.get_sample_value("koers_board_reconciler_given_up_items") == 1
    assert watch.health.facts["reconciler_given_up"] == f"assessment {KEY} misses never made"
    assert watch.reconciler.loop.pending == 0


async def test_before_the_projector_has_caught_up_nothing_is_asked_for(watch: Watch) -> None:
    watch.reconciler.settled = lambda: False
    stop = asyncio.Event()
    run = asyncio.create_task(watch.reconciler.run(stop, every=0.01))
    await asyncio.sleep(0.05)
    stop.set()
    await run
    assert watch.asked == []
    assert watch.reconciler.loop.pending == 1


def test_the_agenda_expects_every_indicator_with_its_series_and_every_recommendation_it_serves() -> None:
    agenda = load_agenda()
    expected = expected_of(agenda)
    assert set(expected.series) == {indicator.key for indicator in agenda.indicators}
    assert SERIES in expected.series[KEY]
    assert KEY in expected.members[15]
    assert set(expected.members) <= set(range(1, 108))


async def test_an_answer_that_was_not_heard_is_sent_again(board: Board) -> None:
    watch = Watch(board)
    watch.reconciler.expected = Expected(
        edition=1, series={KEY: frozenset()}, members={15: frozenset({KEY})}, items={KEY: frozenset({KEY})}
    )
    said = answer(accepts_ownership=True)
    await board.send("policy.assessment.v1", KEY, digital_skills(inputs=()))
    await board.send("policy.answer.v1", f"{said.body}/{said.item}", said)
    await watch.after(timedelta())
    await watch.after(GRACE)
    [asked] = watch.asked
    assert asked.answers == (said,)
    heard = digital_skills(inputs=(), heard=Heard(answers=1, newest=said.as_of))
    await board.send("policy.assessment.v1", KEY, heard)
    await watch.after(GRACE)
    assert watch.counts("assessment") == 0
