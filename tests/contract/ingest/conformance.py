"""What every connector must do, as a suite: `TestMySource = conformance("my_source")` is all a new one needs."""

import gzip
import random
from pathlib import Path

import pytest

from schemas.series import SeriesId
from schemas.stats import RawReference
from services.ingest.archive import sha256_of
from services.ingest.connectors import connectors
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import unpacked
from services.ingest.digest import digest
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.recordings import Recording, load_recordings
from services.ingest.snapshot import Body

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

    def read(recipe: Recipe, path: Path) -> Answer:
        return connector.decode(recipe, unpacked(path.read_bytes(), recipe.size_limit))

    def refused(recipe: Recipe, body: bytes) -> NotData | None:
        try:
            connector.decode(recipe, body)
        except NotData as error:
            return error
        return None

    class Conformance:
        """Run by pytest under the name it is assigned to."""

        def test_it_has_recipes_and_recordings(self) -> None:
            assert recipes
            assert recordings

        @pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.id)
        def test_its_recipes_credit_somebody(self, recipe: Recipe) -> None:
            assert recipe.attribution.publisher
            assert recipe.attribution.licence
            assert recipe.attribution.text

        @pytest.mark.parametrize("case", recordings, ids=lambda case: f"{case[0].dataset}-{case[1].name}")
        def test_its_recordings_are_read_to_series(self, case: tuple[Recipe, Path, Recording]) -> None:
            recipe, path, recording = case
            answer = read(recipe, path)
            everything = recipe.model_copy(update={"extra_slices": ({},)})
            body = Body(
                RawReference(sha256=sha256_of(path.read_bytes()), url="u", media_type="m", bytes=1),
                recording.retrieved_at,
                answer.updated,
                live=False,
            )
            found = digest(answer, everything, (), {}, {}, body)
            snapshots = {step.snapshot.series_id: step.snapshot for step in found.steps}
            assert found.series == len(snapshots) > 0
            for series_id, snapshot in snapshots.items():
                assert str(SeriesId.parse(series_id)) == series_id
                periods = [o.period for o in snapshot.observations]
                assert periods == sorted(set(periods))
            assert digest(answer, everything, (), snapshots, {}, body).steps == ()

        @pytest.mark.parametrize("name", HOSTILE)
        def test_what_is_no_data_is_refused_and_nothing_else_breaks(self, name: str) -> None:
            for recipe in recipes:
                with pytest.raises(NotData):
                    connector.decode(recipe, HOSTILE[name])

        @pytest.mark.parametrize("case", recordings, ids=lambda case: f"{case[0].dataset}-{case[1].name}")
        def test_a_damaged_recording_is_refused_or_read_but_never_breaks(
            self, case: tuple[Recipe, Path, Recording]
        ) -> None:
            recipe, path, _ = case
            whole = unpacked(path.read_bytes(), recipe.size_limit)[:200_000]
            chance = random.Random(path.name)
            for _ in range(25):
                damaged = bytearray(whole)
                for _ in range(chance.randint(1, 6)):
                    damaged[chance.randrange(len(damaged))] = chance.randrange(256)
                refusal = refused(recipe, bytes(damaged[: chance.randrange(1, len(damaged))]))
                assert refusal is None or (refusal.reason and refusal.message)

        @pytest.mark.parametrize("case", recordings, ids=lambda case: f"{case[0].dataset}-{case[1].name}")
        def test_a_packed_recording_cut_anywhere_is_refused(self, case: tuple[Recipe, Path, Recording]) -> None:
            recipe, path, _ = case
            packed = gzip.compress(unpacked(path.read_bytes(), recipe.size_limit), mtime=0)
            for share in (0.1, 0.5, 0.9, 0.999):
                with pytest.raises(NotData):
                    unpacked(packed[: int(len(packed) * share)], recipe.size_limit)

        def test_an_unreadable_probe_is_told(self) -> None:
            for recipe in recipes:
                if connector.probe(recipe) is not None:
                    for body in HOSTILE.values():
                        with pytest.raises(NotData):
                            connector.validators(body)

    return Conformance
