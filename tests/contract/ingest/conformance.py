"""What every connector must do, as a suite: `TestMySource = conformance("my_source")` is all a new one needs.

It takes the recipes and the recordings of the source as they ship, and nothing else.
"""

import csv
import gzip
import random
import socket
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.series import SeriesId
from schemas.stats import RawReference, SeriesSnapshot
from services.ingest.archive import Entry, Fetch, MemoryArchive, sha256_of
from services.ingest.connectors import connectors
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.guard import unpacked
from services.ingest.decode.values import published
from services.ingest.digest import digest
from services.ingest.figures_beside import figures_of
from services.ingest.identify import own_id, shaped
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.recordings import Recording, expected_of, load_recordings
from services.ingest.snapshot import Body
from services.runtime.fakes import FakeBroker
from services.runtime.records import Message
from tests.builders.ingest import Bench

Case = tuple[Recipe, Path, Recording]
MEASURED = 300_000
"""Bytes up to which the memory of decoding is measured; measuring makes it slow."""

HOSTILE = {
    "nothing": b"",
    "blanks": b" \r\n\t",
    "a page": b"<!DOCTYPE html><html><body>Under maintenance</body></html>",
    "a captcha": b"<html><head><title>Are you a robot?</title></head></html>",
    "a fault": b'<S:Fault xmlns:S="x"><faultcode>100</faultcode><faultstring>NO_RESULTS: none</faultstring></S:Fault>',
    "an error": b'{"error":[{"status":413,"id":130,"label":"EXTRACTION_TOO_BIG: x"}]}',
    "a warning": b'{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE. x"}}',
    "a problem": b'{"type":"about:blank","title":"Bad Request","status":400}',
    "half a document": b'{"version":"2.0","class":"dataset","value":{"0":1.5,"1',
    "no number": b'{"version":"2.0","class":"dataset","value":{"0":NaN}}',
    "a deep document": b'{"facts":' + b"[" * 200_000,
    "an empty object": b"{}",
    "an empty list": b"[]",
    "null": b"null",
    "a number": b"7",
    "words": b"figures will follow",
    "other bytes": bytes(range(256)) * 20,
    "an archive": b"PK\x03\x04" + bytes(200),
}


def conformance(source: str) -> type:
    """The suite for one source; its recipes and recordings are found by its name."""
    connector = connectors()[source]
    recipes = [recipe for recipe in load_recipes() if recipe.source == source]
    by_id = {recipe.id: recipe for recipe in recipes}
    recordings = [
        (by_id[name], path, recording)
        for path, recording in load_recordings()
        for name in recording.recipes
        if name in by_id
    ]
    each_recipe = pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.id)
    each_recording = pytest.mark.parametrize("case", recordings, ids=lambda case: f"{case[0].dataset}-{case[1].name}")

    def read(recipe: Recipe, path: Path) -> Answer:
        return connector.decode(recipe, unpacked(path.read_bytes(), recipe.size_limit))

    def refused(recipe: Recipe, body: bytes) -> NotData | None:
        try:
            connector.decode(recipe, body)
        except NotData as error:
            return error
        return None

    @pytest.mark.usefixtures("_no_network")
    class Conformance:
        """Run by pytest under the name it is assigned to."""

        @pytest.fixture
        def _no_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
            def refuse(*_: object, **__: object) -> None:
                raise AssertionError("a connector does no I/O of its own")

            monkeypatch.setattr(socket, "getaddrinfo", refuse)
            monkeypatch.setattr(socket.socket, "connect", refuse)

        def test_discovery_finds_it_with_recipes_and_recordings(self) -> None:
            assert connector.source == source
            assert recipes
            assert recordings

        @each_recipe
        def test_its_recipes_credit_somebody(self, recipe: Recipe) -> None:
            assert recipe.attribution.publisher
            assert recipe.attribution.licence
            assert recipe.attribution.text

        @each_recipe
        def test_what_is_asked_depends_on_recipe_and_agenda_alone(self, recipe: Recipe) -> None:
            if connector.home is None or recipe.suspended:
                return
            wanted = [SeriesId.of(source, recipe.dataset, {"geo": "BE2"})]
            first, again = connector.request(recipe, wanted), connector.request(recipe, wanted)
            assert first == again
            assert first.path.startswith("/")
            assert connector.probe(recipe) == connector.probe(recipe)

        @each_recording
        def test_its_recordings_are_read_to_series(self, case: Case) -> None:
            recipe, path, recording = case
            answer = read(recipe, path)
            snapshots = snapshots_of(answer, recipe, path, recording)
            assert snapshots
            for series_id, snapshot in snapshots.items():
                assert str(SeriesId.parse(series_id)) == series_id
                periods = [o.period for o in snapshot.observations]
                assert periods == sorted(set(periods))
            again = digest(answer, everything(recipe), (), snapshots, {}, body_of(answer, path, recording))
            assert again.steps == ()

        @each_recording
        def test_decoding_twice_gives_the_same_series(self, case: Case) -> None:
            recipe, path, recording = case
            first, second = (snapshots_of(read(recipe, path), recipe, path, recording) for _ in range(2))
            assert first == second

        @each_recording
        def test_flags_empty_and_confidential_cells_stay_what_they_are(self, case: Case) -> None:
            recipe, path, recording = case
            answer = shaped(read(recipe, path), recipe.dimensions)
            snapshots = snapshots_of(read(recipe, path), recipe, path, recording)
            held = {
                (series_id, o.period): (o.value is None, o.obs_flags, o.conf)
                for series_id, snapshot in snapshots.items()
                for o in snapshot.observations
            }
            for codes, cells in answer.series.items():
                names = answer.named(codes)
                key = str(own_id(names, source, recipe.dataset))
                for period, value, flags in cells:
                    shown = (published(value) is None, flags.letters, flags.confidentiality)
                    assert held[key, period] == shown

        @each_recording
        def test_it_gives_the_figures_that_stand_beside_the_recording(self, case: Case) -> None:
            recipe, path, recording = case
            if recording.expected is None:
                return
            with (path.parent / expected_of(recording, recipe)).open(encoding="utf-8", newline="") as file:
                expected = list(csv.reader(file))
            answer = read(recipe, path)
            assert expected == [list(row) for row in figures_of(answer, recipe)]

        @each_recording
        async def test_bytes_are_archived_before_anything_is_published(self, case: Case, tmp_path: Path) -> None:
            recipe, path, recording = case
            order: list[str] = []
            bench = Bench(tmp_path, archive=Watched(order), producer=Heard(order))
            fetch = Fetch(
                recipe=recipe.id,
                url=recording.url,
                media_type=recording.media_type,
                asked=recording.asked,
                retrieved_at=recording.retrieved_at,
            )
            report = await bench.desk.take(everything(recipe), bench.archive.add(path.read_bytes(), fetch))
            assert order[0] == "archived"
            assert order[-1] == "stats.poll.v1"
            assert report.raw_sha256 == sha256_of(path.read_bytes())

        @each_recording
        def test_decoding_needs_memory_in_proportion_to_the_body(self, case: Case) -> None:
            recipe, path, _ = case
            body = unpacked(path.read_bytes(), recipe.size_limit)
            if len(body) > MEASURED:
                return
            tracemalloc.start()
            try:
                connector.decode(recipe, body)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert peak < 80 * len(body) + 5_000_000

        def test_a_body_beyond_the_limit_is_refused_unread(self) -> None:
            bomb = gzip.compress(bytes(30_000_000))
            for recipe in recipes[:3]:
                with pytest.raises(TooLarge):
                    unpacked(bomb, min(recipe.size_limit, 20_000_000))

        @pytest.mark.parametrize("name", HOSTILE)
        def test_what_is_no_data_is_refused_and_nothing_else_breaks(self, name: str) -> None:
            for recipe in recipes:
                with pytest.raises(NotData) as refusal:
                    connector.decode(recipe, HOSTILE[name])
                assert refusal.value.reason
                assert refusal.value.message

        @each_recording
        def test_a_damaged_recording_is_refused_or_read_but_never_breaks(self, case: Case) -> None:
            recipe, path, _ = case
            whole = unpacked(path.read_bytes(), recipe.size_limit)[:200_000]
            chance = random.Random(path.name)
            for _ in range(25):
                damaged = bytearray(whole)
                for _ in range(chance.randint(1, 6)):
                    damaged[chance.randrange(len(damaged))] = chance.randrange(256)
                refusal = refused(recipe, bytes(damaged[: chance.randrange(1, len(damaged))]))
                assert refusal is None or (refusal.reason and refusal.message)

        @each_recording
        def test_a_packed_recording_cut_anywhere_is_refused(self, case: Case) -> None:
            recipe, path, _ = case
            packed = gzip.compress(unpacked(path.read_bytes(), recipe.size_limit), mtime=0)
            for share in (0.1, 0.5, 0.9, 0.999):
                with pytest.raises(NotData):
                    unpacked(packed[: int(len(packed) * share)], recipe.size_limit)

        def test_a_probe_is_honest(self) -> None:
            """What cannot be read is told, so that the data are fetched; it never passes for "nothing moved"."""
            for recipe in recipes:
                if not recipe.suspended and connector.probe(recipe) is not None:
                    for body in HOSTILE.values():
                        with pytest.raises(NotData):
                            connector.validators(body)

    return Conformance


class Watched(MemoryArchive):
    """An archive that tells when a body was kept."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def add(self, body: bytes, fetch: Fetch) -> Entry:
        self._order.append("archived")
        return super().add(body, fetch)


class Heard(FakeBroker):
    """A broker that tells what was sent."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    async def send(self, messages: Sequence[Message]) -> None:
        self._order.extend(message.topic for message in messages)
        await super().send(messages)


def everything(recipe: Recipe) -> Recipe:
    """The recipe, keeping every series of a body."""
    return recipe.model_copy(update={"extra_slices": ({},)})


def body_of(answer: Answer, path: Path, recording: Recording) -> Body:
    """Where the figures of a recording come from."""
    raw = RawReference(sha256=sha256_of(path.read_bytes()), url="u", media_type="m", bytes=1)
    return Body(raw, recording.retrieved_at, answer.updated, live=False)


def snapshots_of(answer: Answer, recipe: Recipe, path: Path, recording: Recording) -> dict[str, SeriesSnapshot]:
    """The first snapshot of every series of a recording."""
    found = digest(answer, everything(recipe), (), {}, {}, body_of(answer, path, recording))
    return {step.snapshot.series_id: step.snapshot for step in found.steps}
