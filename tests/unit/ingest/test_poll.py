"""One poll, on fakes: what is asked, what is kept, what is published, and how each kind of trouble is reported."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.series import SeriesId
from schemas.stats import ChangeKind, PollOutcome, PollReport, SeriesRevision
from services.ingest.fakes import FakeFetcher, answer
from services.ingest.fetch import Response
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from services.runtime.errors import TransientError
from tests.builders.ingest import NOW, Bench, jsonstat, recipe, recorded

DATA = "/sdmx/3.0/data/dataflow/ESTAT/made_up/1.0/"
PROBE = "/sdmx/3.0/structure/dataflow/ESTAT/made_up/1.0/"
BE2 = "eurostat:made_up?freq=A&geo=BE2"
HISTORY = {"2020": 50.1, "2021": 51.2, "2022": 52.3}


def probe(stamp: str) -> Response:
    annotation = [
        {"type": "UPDATE_DATA", "date": stamp},
        {"type": "UPDATE_STRUCTURE", "date": "2025-01-01T11:00:00+0100"},
    ]
    return answer(json.dumps({"class": "dataset", "extension": {"id": "MADE_UP", "annotation": annotation}}).encode())


def figures(
    values: dict[str, dict[str, float | str | None]], stamp: str = "2026-01-01T11:00:00+0100", **more: Any
) -> Response:
    return answer(json.dumps(jsonstat(values, updated=stamp) | more).encode())


class Rig:
    """A poller of one made-up dataset."""

    def __init__(self, folder: Path, made: Recipe | None = None) -> None:
        self.recipe = made or recipe(extra_slices=())
        self.bench = Bench(folder, wanted={self.recipe.id: [SeriesId.parse(BE2)]})
        self.fetcher = FakeFetcher()
        self.poller = Poller(self.bench.desk, self.fetcher)

    async def poll(self, stamp: str | None, data: Response | TransientError | None) -> PollReport:
        """Poll once while the probe shows this stamp and the source has this to give."""
        self.fetcher.answers = {}
        if stamp:
            self.fetcher.answers[PROBE] = probe(stamp)
        if data:
            self.fetcher.answers[DATA] = data
        self.fetcher.asked.clear()
        self.bench.clock.advance(timedelta(hours=1))
        return await self.poller.poll(self.recipe)

    async def seeded(self) -> "Rig":
        """With a history, so that slips and losses can be told."""
        await self.poll("2026-01-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}))
        return self

    @property
    def paths(self) -> list[str]:
        return [request.path for request, _ in self.fetcher.asked]

    def count(self, topic: str) -> int:
        return len(self.bench.broker.records(topic))


@pytest.fixture
async def rig(tmp_path: Path) -> Rig:
    return await Rig(tmp_path).seeded()


async def test_a_first_poll_asks_archives_and_publishes(tmp_path: Path) -> None:
    made = Rig(tmp_path)
    report = await made.poll("2026-01-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}))
    request, _ = made.fetcher.asked[1]
    assert (made.paths, dict(request.params)["c[geo]"]) == ([PROBE, DATA], "BE2")
    assert (report.outcome, report.series, report.observations) == (PollOutcome.changed, 1, 3)
    assert (report.changes, report.live, report.reason) == ({ChangeKind.added: 3}, True, None)
    (entry,) = made.bench.archive.entries()
    assert (entry.asked, entry.live, report.sequence) == ({"freq": ("A",), "geo": ("BE2",)}, True, entry.sequence)
    (snapshot,) = made.bench.snapshots(BE2)
    assert (snapshot.version, snapshot.raw.sha256, snapshot.retrieved_at) == (1, entry.sha256, NOW + timedelta(hours=1))
    assert made.bench.kept.get("eurostat.made_up") == report


async def test_revisions_are_written_before_their_snapshots(rig: Rig) -> None:
    order: list[str] = []
    send = rig.bench.broker.send

    async def watched(messages: Any) -> None:
        order.extend(message.topic for message in messages)
        await send(messages)

    rig.bench.broker.send = watched  # type: ignore[method-assign]
    await rig.poll("2026-02-01T11:00:00+0100", figures({"BE2": {**HISTORY, "2022": 53.3}}, "2026-02-01T11:00:00+0100"))
    assert order == ["stats.revision.v1", "stats.series.v1", "stats.poll.v1"]


async def test_an_unmoved_probe_saves_the_fetch(rig: Rig) -> None:
    report = await rig.poll("2026-01-01T11:00:00+0100", None)
    assert (report.outcome, rig.paths) == (PollOutcome.unchanged, [PROBE])
    assert (rig.count("stats.series.v1"), len(rig.bench.archive.entries())) == (1, 1)
    assert (report.polled_at, report.retrieved_at) == (NOW + timedelta(hours=2), NOW + timedelta(hours=1))


async def test_a_moved_stamp_over_the_same_figures_is_a_release_that_repeats_them(rig: Rig) -> None:
    report = await rig.poll("2026-02-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}, "2026-02-01T11:00:00+0100"))
    first, second = rig.bench.snapshots(BE2)
    assert (report.outcome, report.changes) == (PollOutcome.unchanged, {})
    assert report.reason == "the publisher names a new release; its figures are those of the last one"
    assert (second.version, second.content_sha256) == (2, first.content_sha256)
    assert [o.releases for o in second.observations] == [2, 2, 2]
    assert rig.count("stats.revision.v1") == 1


async def test_a_revised_figure_is_told_with_old_and_new(rig: Rig) -> None:
    await rig.poll("2026-02-01T11:00:00+0100", figures({"BE2": {**HISTORY, "2022": 53.3}}, "2026-02-01T11:00:00+0100"))
    revision = SeriesRevision.read(rig.bench.broker.records("stats.revision.v1")[-1].value or b"")
    (change,) = revision.changes
    assert change.old
    assert change.new
    assert (change.kind, change.old.value, change.new.value) == (ChangeKind.revised, "52.3", "53.3")
    assert rig.bench.metrics.changes.labels("revised")._value.get() == 1


def broken(body: bytes, status: int = 200) -> Response:
    return answer(body, status=status)


GOOD = json.dumps(jsonstat({"BE2": dict(HISTORY)})).encode()
TROUBLE = {
    "json_malformed": broken(GOOD[:-40]),
    "source_error": broken(recorded("eurostat/errors/comext_extraction_too_big_413.json")),
    "gzip_truncated": broken(gzip.compress(GOOD)[:-20]),
    "html": broken(b"<!doctype html><title>Maintenance</title>"),
    "empty": broken(b""),
    "source_fault": broken(recorded("eurostat/errors/sdmx_fault_extraction_too_big_413.xml")),
    "dataflow_for_data": broken(recorded("eurostat/isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json")),
    "missing_codes": figures({"BE": dict(HISTORY)}),
    "unit_slip": figures({"BE2": {"2020": 0.501, "2021": 0.512, "2022": 0.523}}),
    "out_of_limits": figures({"BE2": {**HISTORY, "2023": 101.0}}),
    "other_dataset": figures({"BE2": dict(HISTORY)}, extension={"id": "OTHER"}),
    "bad_value": figures({"BE2": {**HISTORY, "2023": "KG"}}),
}


@pytest.mark.parametrize("reason", TROUBLE)
async def test_a_bad_body_is_quarantined_whole(rig: Rig, reason: str) -> None:
    report = await rig.poll("2026-02-01T11:00:00+0100", TROUBLE[reason])
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(f"{reason}: ")
    entry = rig.bench.archive.entries()[-1]
    assert (rig.bench.archive.body(entry), report.raw_sha256) == (TROUBLE[reason].body, entry.sha256)
    assert (rig.count("stats.series.v1"), rig.count("stats.revision.v1")) == (1, 1)
    assert rig.bench.metrics.quarantined.labels("eurostat")._value.get() == 1
    assert (report.series, report.published_at) == (1, rig.bench.snapshots(BE2)[0].published_at)


async def test_after_a_quarantine_the_next_good_body_is_taken(rig: Rig) -> None:
    await rig.poll("2026-02-01T11:00:00+0100", TROUBLE["html"])
    report = await rig.poll(
        "2026-02-01T11:00:00+0100", figures({"BE2": {**HISTORY, "2023": 53.4}}, "2026-02-01T11:00:00+0100")
    )
    assert (report.outcome, report.reason, report.changes) == (PollOutcome.changed, None, {ChangeKind.added: 1})


async def test_a_body_over_the_limit_is_kept_up_to_it(tmp_path: Path) -> None:
    rig = Rig(tmp_path, recipe(extra_slices=(), size_limit=100))
    report = await rig.poll("2026-01-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}))
    assert (report.outcome, (report.reason or "")[:9]) == (PollOutcome.quarantined, "too_large")
    (entry,) = rig.bench.archive.entries()
    assert (entry.bytes, entry.cut, rig.count("stats.series.v1")) == (100, True, 0)


async def test_an_error_status_is_quarantined_whatever_its_body(rig: Rig) -> None:
    body = recorded("eurostat/errors/isoc_ci_cm_h__sdmx30_data_bad-value_2025-10-29.json")
    report = await rig.poll("2026-02-01T11:00:00+0100", answer(body, status=400))
    assert report.outcome is PollOutcome.quarantined
    assert "GEO=EUROVISION" in (report.reason or "")
    report = await rig.poll("2026-02-01T11:00:00+0100", answer(GOOD, status=404))
    assert (report.outcome, report.reason) == (
        PollOutcome.quarantined,
        "http_error: the source answered with an error that says nothing",
    )


async def test_an_answer_that_is_still_being_prepared_is_no_quarantine(rig: Rig) -> None:
    report = await rig.poll("2026-02-01T11:00:00+0100", broken(recorded("eurostat/errors/warning_async_200.json")))
    assert report.outcome is PollOutcome.failed
    assert "treated asynchronously" in (report.reason or "")
    assert rig.count("stats.series.v1") == 1


async def test_an_unreadable_probe_leads_to_the_data(rig: Rig) -> None:
    rig.fetcher.answers = {PROBE: broken(b"<html>"), DATA: figures({"BE2": {**HISTORY, "2023": 53.4}})}
    report = await rig.poller.poll(rig.recipe)
    assert report.changes == {ChangeKind.added: 1}


async def test_a_source_that_cannot_be_reached_is_told_once_and_figures_keep_their_date(rig: Rig) -> None:
    before = rig.count("stats.poll.v1")
    first = await rig.poll(None, None)
    assert (first.outcome, first.unreachable_since) == (PollOutcome.failed, NOW + timedelta(hours=2))
    assert (first.retrieved_at, first.series) == (NOW + timedelta(hours=1), 1)
    for _ in range(30):
        again = await rig.poll(None, None)
    assert again.unreachable_since == first.unreachable_since
    assert rig.count("stats.poll.v1") == before + 1
    assert rig.bench.kept.get(rig.recipe.id) == again
    assert again.next_due
    assert again.next_due > again.polled_at


async def test_a_source_that_comes_back_is_told(rig: Rig) -> None:
    failed = await rig.poll(None, None)
    rig.bench.clock.advance(timedelta(days=1))
    report = await rig.poll("2026-01-01T11:00:00+0100", None)
    assert (failed.outcome, report.outcome, report.unreachable_since) == (
        PollOutcome.failed,
        PollOutcome.unchanged,
        None,
    )


async def test_an_outage_costs_one_attempt_and_not_one_per_dataset(rig: Rig) -> None:
    rig.fetcher.answers = {}
    rig.fetcher.asked.clear()
    for name in ("one", "two", "three"):
        report = await rig.poller.poll(recipe(dataset=name))
        assert report.outcome is PollOutcome.failed
    assert len(rig.fetcher.asked) == 1


async def test_one_slow_dataset_does_not_put_off_the_others(rig: Rig) -> None:
    rig.fetcher.answers = {
        "/sdmx/3.0/structure/dataflow/ESTAT/heavy/1.0/": TransientError("source.invalid does not answer"),
        PROBE: probe("2026-01-01T11:00:00+0100"),
    }
    assert (await rig.poller.poll(recipe(dataset="heavy"))).outcome is PollOutcome.failed
    assert (await rig.poller.poll(rig.recipe)).outcome is PollOutcome.unchanged


async def test_the_patience_a_source_asks_for_is_kept(rig: Rig) -> None:
    report = await rig.poll("2026-02-01T11:00:00+0100", TransientError("busy", retry_after=7200.0))
    assert report.next_due == report.polled_at + timedelta(hours=2)


async def test_another_plan_is_fetched_although_nothing_moved(rig: Rig) -> None:
    wider = rig.recipe.model_copy(update={"extra_slices": ({},)})
    rig.fetcher.answers = {
        PROBE: probe("2026-01-01T11:00:00+0100"),
        DATA: figures({"BE2": dict(HISTORY), "BE": {"2022": 48.0}}),
    }
    report = await rig.poller.poll(wider)
    assert (report.outcome, report.series) == (PollOutcome.changed, 2)


async def test_a_validator_of_the_publisher_is_offered_and_304_is_unchanged(tmp_path: Path) -> None:
    plain = recipe(
        source="digital_decade", dataset="desi_x", access={"kind": "facts", "breakdown": "total", "unit": "pc"}
    )
    fact = {"period": "2025", "country": "BE", "indicator": "desi_x", "breakdown": "total", "unit": "pc", "value": 5}
    rig = Rig(tmp_path, plain)
    rig.fetcher.answers = {"/api/v1/facts/": answer(json.dumps([fact]).encode(), headers=(("etag", '"1"'),))}
    assert (await rig.poller.poll(plain)).outcome is PollOutcome.changed
    rig.fetcher.answers = {"/api/v1/facts/": answer(b"", status=304)}
    report = await rig.poller.poll(plain)
    assert rig.fetcher.asked[-1][1] == (("if-none-match", '"1"'),)
    assert (report.outcome, len(rig.bench.archive.entries())) == (PollOutcome.unchanged, 1)


async def test_a_personal_body_enters_the_archive_redacted(tmp_path: Path) -> None:
    personal = recipe(extra_slices=(), personal=True, redact=["contact"])
    rig = Rig(tmp_path, personal)
    await rig.poll("2026-01-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}, contact="a name"))
    (entry,) = rig.bench.archive.entries()
    assert b"a name" not in rig.bench.archive.body(entry)
    assert rig.bench.snapshots(BE2)[0].observations[0].value == "50.1"


async def test_a_jump_against_the_own_history_is_published_as_suspect(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    calm = {"2018": 50.0, "2019": 51.0, "2020": 50.5, "2021": 52.0, "2022": 53.0, "2023": 54.0}
    report = await rig.poll("2026-01-01T11:00:00+0100", figures({"BE2": {**calm, "2024": 70.0}}))
    assert (report.outcome, report.suspects) == (PollOutcome.changed, 1)
    assert [o.suspect for o in rig.bench.snapshots(BE2)[0].observations] == [False] * 6 + [True]


async def test_a_broker_that_does_not_take_it_ends_the_poll(rig: Rig) -> None:
    async def refuse(messages: Any) -> None:
        raise TransientError("the broker did not acknowledge")

    rig.bench.broker.send = refuse  # type: ignore[method-assign]
    with pytest.raises(TransientError, match="did not acknowledge"):
        await rig.poll("2026-02-01T11:00:00+0100", figures({"BE2": {**HISTORY, "2022": 53.3}}))
    assert rig.bench.ledger.series[BE2].version == 1


async def test_a_frozen_dataset_points_to_its_successor(tmp_path: Path) -> None:
    rig = Rig(tmp_path, recipe(extra_slices=(), successor="made_up_21"))
    report = await rig.poll("2026-01-01T11:00:00+0100", figures({"BE2": dict(HISTORY)}))
    assert report.outcome is PollOutcome.changed
    assert report.reason == "no figure after 2022; made_up_21 may have taken over"


async def test_a_fault_of_ours_sets_one_body_apart_and_stops_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up")

    with monkeypatch.context() as patch:
        patch.setattr("services.ingest.desk.digest", fail)
        report = await rig.poll("2026-02-01T11:00:00+0100", figures({"BE2": {**HISTORY, "2022": 53.3}}))
    assert (report.outcome, (report.reason or "")[:6]) == (PollOutcome.quarantined, "fault:")
    assert rig.count("stats.series.v1") == 1
