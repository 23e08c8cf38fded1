"""The start: archive in, topics out; the same each time, nothing twice, nothing lost, wherever it was cut off."""

import functools
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.series import SeriesId
from schemas.stats import PollOutcome
from services.ingest.archive import FileArchive, MemoryArchive
from services.ingest.ledger import MILESTONE, POLL, SERIES, Ledger, read_ledger
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.recordings import import_recordings, load_recordings
from services.ingest.replay import replay
from services.runtime.errors import TransientError
from services.runtime.fakes import FakeBroker
from services.runtime.records import Message
from tests.builders.ingest import NOW, Bench, fetched, recipe

LEARNING = "eurostat:trng_lfse_04?age=Y25-64&freq=A&geo=BE2&sex=T&unit=PC"
COVERAGE = "digital_decade:desi_vhcn?breakdown=total_pophh&edition=desi_2026&geo=BE&unit=pc_hh"


@functools.cache
def small() -> list[Recipe]:
    """Recipes whose recordings are quick to read: everything but the whole dataset of isoc_e_dii and the VAT view."""
    slow = {"eurostat.isoc_e_dii", "statbel.vat_registrations"}
    return [made for made in load_recipes() if made.id not in slow]


def wanted() -> dict[str, list[SeriesId]]:
    return {
        "eurostat.trng_lfse_04": [SeriesId.parse(LEARNING)],
        "digital_decade.desi_vhcn": [SeriesId.parse(COVERAGE)],
    }


@pytest.fixture
def archive(tmp_path: Path) -> FileArchive:
    made = FileArchive(tmp_path / "archive")
    import_recordings(made)
    return made


def quiet(_: int) -> None:
    """Nobody watches the progress."""


async def replayed(folder: Path, archive: FileArchive, broker: FakeBroker | None = None, **more: object) -> Bench:
    bench = Bench(folder, wanted=wanted(), archive=archive, broker=broker or FakeBroker(), **more)  # type: ignore[arg-type]
    await replay(bench.desk, small(), bench.kept, quiet)
    return bench


def published(broker: FakeBroker) -> list[tuple[str, bytes]]:
    return sorted((record.key or "", record.value or b"") for record in broker.records(SERIES))


async def test_recordings_are_archived_once_and_never_as_live(tmp_path: Path, archive: FileArchive) -> None:
    entries = archive.entries()
    shipped = sum(len(recording.recipes) for _, recording in load_recordings() if not recording.made_up)
    assert (len(entries), {entry.live for entry in entries}) == (shipped, {False})
    assert [entry.retrieved_at for entry in entries] == sorted(entry.retrieved_at for entry in entries)
    assert import_recordings(FileArchive(tmp_path / "archive")) == 0


async def test_recorded_figures_keep_the_date_on_which_they_were_read(tmp_path: Path, archive: FileArchive) -> None:
    bench = await replayed(tmp_path / "one", archive)
    (snapshot,) = bench.snapshots(LEARNING)
    assert (snapshot.live, snapshot.retrieved_at.year) == (False, 2020)
    assert {o.period.label: o.value for o in snapshot.observations}["2019"] == "8.6"
    report = bench.ledger.report("eurostat.trng_lfse_04")
    assert report
    assert (report.live, report.polled_at.year, report.outcome) == (False, 2020, PollOutcome.changed)
    assert report.reason == "a recording, dated 2020-12-31: of its reading only the year is known"
    read = {recording.retrieved_at for _, recording in load_recordings()}
    assert {s.retrieved_at for s in bench.snapshots()} <= read


async def test_two_replays_give_equal_bytes(tmp_path: Path, archive: FileArchive) -> None:
    one = await replayed(tmp_path / "one", archive)
    two = await replayed(tmp_path / "two", archive)
    assert published(one.broker) == published(two.broker)
    assert len(published(one.broker)) > 190


async def test_a_start_with_everything_published_publishes_nothing(tmp_path: Path, archive: FileArchive) -> None:
    one = await replayed(tmp_path / "one", archive)
    count = len(one.broker.records(SERIES))
    ledger = await read_ledger(one.broker.reader([SERIES, POLL, MILESTONE]), one.broker)
    again = await replayed(tmp_path / "one", archive, one.broker, ledger=ledger)
    assert (len(again.broker.records(SERIES)), again.ledger.series.keys()) == (count, one.ledger.series.keys())


async def test_only_what_was_told_before_is_marked_as_a_replay(tmp_path: Path, archive: FileArchive) -> None:
    one = await replayed(tmp_path / "one", archive)
    assert {record.run for record in one.broker.records(SERIES)} == {None}
    lost = await replayed(tmp_path / "one", archive)
    assert {record.run for record in lost.broker.records(SERIES)} == {"replay"}
    assert published(lost.broker) == published(one.broker)


class Dying:
    """A producer on a broker that stops after so many messages, in the middle of a batch."""

    def __init__(self, broker: FakeBroker, after: int) -> None:
        self._broker, self._left = broker, after

    async def send(self, messages: Sequence[Message]) -> None:
        taken, self._left = messages[: self._left], self._left - len(messages)
        await self._broker.send(taken)
        if self._left < 0:
            self._left = 0
            raise TransientError("the broker is gone")

    async def forward(self, *_: object) -> None:
        raise AssertionError("no dead letter is expected here")


@pytest.mark.parametrize("after", [0, 1, 2, 7, 60, 130, 200, 211, 305, 330])
async def test_a_start_that_was_cut_off_goes_on_without_loss_or_doubling(
    tmp_path: Path, archive: FileArchive, after: int
) -> None:
    whole = await replayed(tmp_path / "whole", archive)
    broker = FakeBroker()
    with pytest.raises(TransientError):
        await replayed(tmp_path / "cut", archive, broker, producer=Dying(broker, after))
    ledger = await read_ledger(broker.reader([SERIES, POLL, MILESTONE]), broker)
    await replayed(tmp_path / "cut", archive, broker, ledger=ledger)
    assert published(broker) == published(whole.broker)
    ids = {record.headers["ce_id"] for record in whole.broker.records("stats.revision.v1")}
    assert {record.headers["ce_id"] for record in broker.records("stats.revision.v1")} == ids


async def test_a_series_wanted_later_is_read_from_the_last_body(tmp_path: Path, archive: FileArchive) -> None:
    one = await replayed(tmp_path / "one", archive)
    more = wanted()
    union = SeriesId.parse("digital_decade:desi_vhcn?breakdown=total_pophh&edition=desi_2026&geo=EU27_2020&unit=pc_hh")
    more["digital_decade.desi_vhcn"].append(union)
    again = Bench(tmp_path / "one", wanted=more, archive=archive, broker=one.broker, ledger=one.ledger)
    await replay(again.desk, small(), again.kept, quiet)
    assert [o.value for o in again.snapshots(str(union))[0].observations] == ["85.614607"]
    assert (
        len(again.snapshots("digital_decade:desi_vhcn?breakdown=total_pophh&edition=desi_2026&geo=BE&unit=pc_hh")) == 1
    )


async def test_an_old_recording_that_comes_with_an_update_does_not_undo_what_was_read_since(tmp_path: Path) -> None:
    archive = MemoryArchive()
    made = recipe(source="eurostat", dataset="made_up")
    body = b"freq,geo\\TIME_PERIOD\t2024 \nA,BE2\t%s \n"
    archive.add(body % b"50.5", fetched(made.id, media_type="text/tab-separated-values"))
    old = NOW.replace(year=2020)
    archive.add(body % b"49.9", fetched(made.id, media_type="text/tab-separated-values", retrieved_at=old, live=False))
    bench = Bench(tmp_path, archive=archive)
    await replay(bench.desk, [made], bench.kept, quiet)
    assert [s.observations[0].value for s in bench.snapshots()] == ["50.5"]


async def test_the_last_poll_survives_a_broker_that_comes_back_empty(tmp_path: Path, archive: FileArchive) -> None:
    one = await replayed(tmp_path / "one", archive)
    report = one.ledger.report("digital_decade.desi_vhcn")
    assert report
    polled = report.model_copy(update={"polled_at": NOW, "outcome": PollOutcome.unchanged, "live": True})
    await one.publisher.report(polled)
    lost = await replayed(tmp_path / "one", archive)
    assert lost.ledger.report("digital_decade.desi_vhcn") == polled


async def test_a_record_that_is_no_snapshot_becomes_a_dead_letter_and_the_rest_is_read() -> None:
    broker = FakeBroker()
    await broker.forward(SERIES, b"x", b"not a snapshot", [("ce_id", b"1")])
    await broker.forward(SERIES, b"x", None, [])
    ledger: Ledger = await read_ledger(broker.reader([SERIES, POLL, MILESTONE]), broker)
    (letter,) = broker.records("stats.series.v1.dlq")
    assert (ledger.series, letter.value, letter.headers["x-dlq-reason"]) == ({}, b"not a snapshot", b"invalid")


async def test_of_two_snapshots_the_higher_version_counts(tmp_path: Path, archive: FileArchive) -> None:
    (snapshot, *_) = (await replayed(tmp_path / "one", archive)).snapshots(COVERAGE)
    ledger = Ledger()
    for version in (1, 3, 2):
        ledger.take(snapshot.model_copy(update={"version": version}))
    assert ledger.series[COVERAGE].version == 3
