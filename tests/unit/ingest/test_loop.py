"""The loop of one source: recipes in turn, each when due; the idle ones say why."""

import asyncio
import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from schemas.series import SeriesId
from schemas.stats import PollOutcome, PollReport
from services.ingest.decisions import Decision, Decisions
from services.ingest.desk import Desk
from services.ingest.loop import SourceLoop, idle_reason, spread
from services.ingest.recipe import Recipe
from services.runtime.health import Health
from tests.builders.ingest import NOW, Bench, fetched, jsonstat, recipe, shipped


class Recorder:
    """Polls by noting who was asked."""

    def __init__(self, desk: Desk, stop: asyncio.Event | None = None) -> None:
        self.desk, self.stop = desk, stop
        self.polled: list[str] = []

    async def poll(self, recipe: Recipe) -> PollReport:
        self.polled.append(recipe.dataset)
        if self.stop:
            self.stop.set()
        report = self.desk.blank(recipe).model_copy(update={"outcome": PollOutcome.unchanged})
        await self.desk.publisher.report(report)
        return report


def loop(bench: Bench, recipes: list[Recipe], recorder: Recorder) -> SourceLoop:
    return SourceLoop(bench.desk, recipes, recorder, Health("ingest").loop("poll eurostat"))


async def test_a_dataset_is_polled_at_once_and_then_on_its_schedule(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    recorder = Recorder(bench.desk)
    source = loop(bench, [recipe()], recorder)
    assert [r.dataset for r in source.due()] == ["made_up"]
    report = await source.turn(recipe())
    assert source.due() == []
    assert report.next_due == NOW + timedelta(hours=1, minutes=5)
    bench.clock.advance(timedelta(hours=1, minutes=5) + spread(recipe()))
    assert [r.dataset for r in source.due()] == ["made_up"]


async def test_after_a_restart_a_dataset_waits_for_its_next_turn(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await loop(bench, [recipe()], Recorder(bench.desk)).turn(recipe())
    assert loop(bench, [recipe()], Recorder(bench.desk)).due() == []


async def test_a_recording_is_no_poll_so_its_dataset_is_due(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    update = {"outcome": PollOutcome.changed, "live": False}
    await bench.publisher.report(bench.desk.blank(recipe()).model_copy(update=update))
    assert loop(bench, [recipe()], Recorder(bench.desk)).due() == [recipe()]


async def test_stop_ends_the_loop_between_two_datasets(tmp_path: Path) -> None:
    bench, stop = Bench(tmp_path), asyncio.Event()
    recorder = Recorder(bench.desk, stop)
    await asyncio.wait_for(loop(bench, [recipe(dataset="a"), recipe(dataset="b")], recorder).run(stop), 5)
    assert recorder.polled == ["a"]


async def test_idle_recipes_say_why_once_and_are_not_polled(tmp_path: Path) -> None:
    bench, stop = Bench(tmp_path), asyncio.Event()
    stop.set()
    idle = [recipe(dataset="a", suspended="the view is not known"), recipe(dataset="b", extra_slices=())]
    for _ in range(2):
        await loop(bench, idle, Recorder(bench.desk)).run(stop)
    reports = [PollReport.read(r.value or b"") for r in bench.broker.records("stats.poll.v1")]
    assert [(r.dataset, r.outcome, r.reason) for r in sorted(reports, key=lambda r: r.dataset)] == [
        ("a", PollOutcome.suspended, "the view is not known"),
        ("b", PollOutcome.suspended, "the agenda names no confirmed series of this dataset"),
    ]


def test_what_the_agenda_wants_is_never_idle(tmp_path: Path) -> None:
    made = recipe(extra_slices=())
    bench = Bench(tmp_path, wanted={made.id: [SeriesId.parse("eurostat:made_up?geo=BE2")]})
    assert idle_reason(bench.desk, made) is None
    assert idle_reason(Bench(tmp_path).desk, shipped("figures.observations")) is None
    assert idle_reason(Bench(tmp_path).desk, shipped("statbel.vat_registrations")) is not None


async def test_a_restart_after_a_night_does_not_stampede(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    recipes = [recipe(dataset=f"d{i}") for i in range(120)]
    first = loop(bench, recipes, Recorder(bench.desk))
    for each in first.due():
        await first.turn(each)
    bench.clock.advance(timedelta(hours=20))
    again = loop(bench, recipes, Recorder(bench.desk))
    due = [len(again.due())]
    for _ in range(5):
        bench.clock.advance(timedelta(minutes=1))
        due.append(len(again.due()))
    assert due[0] == 0
    assert due[-1] == 120
    assert max(later - before for before, later in pairwise(due)) < 45


def test_datasets_of_one_schedule_come_spread_and_dropped_files_at_once() -> None:
    spreads = {spread(recipe(dataset=f"d{i}")) for i in range(50)}
    assert len(spreads) == 50
    assert all(timedelta() <= each < timedelta(minutes=5) for each in spreads)
    assert spread(recipe()) == spread(recipe())
    assert spread(shipped("figures.observations")) == timedelta()


async def test_a_source_that_hangs_does_not_delay_the_others(tmp_path: Path) -> None:
    bench, stop, hung = Bench(tmp_path), asyncio.Event(), asyncio.Event()

    class Hanging(Recorder):
        async def poll(self, recipe: Recipe) -> PollReport:
            hung.set()
            await asyncio.Event().wait()
            raise AssertionError

    slow = asyncio.create_task(loop(bench, [recipe(dataset="slow")], Hanging(bench.desk)).run(stop))
    await hung.wait()
    quick = Recorder(bench.desk, stop)
    await asyncio.wait_for(loop(bench, [recipe(dataset="quick")], quick).run(stop), 5)
    assert quick.polled == ["quick"]
    slow.cancel()


async def test_a_decision_about_a_body_is_carried_out_between_two_polls(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    own = recipe(plausibility={"max": 10})
    body = json.dumps(jsonstat({"BE": {"2020": 40.1}})).encode()
    report = await bench.desk.take(own, bench.archive.add(body, fetched(own.id)))
    assert report.outcome is PollOutcome.quarantined
    told = {"recipe": own.id, "sha256": report.raw_sha256, "decision": "release", "why": "right", "decided_at": NOW}
    Decisions(bench.decisions_path).add(Decision.model_validate(told))
    source = loop(bench, [own], Recorder(bench.desk))
    await source.carry_out()
    assert [o.value for s in bench.snapshots() for o in s.observations] == ["40.1"]
