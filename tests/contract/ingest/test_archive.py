"""One suite for every archive: what is added stays, in order, as it was; and what a crash may leave of the real one."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest.archive import Archive, FileArchive, MemoryArchive, owned, sha256_of, write_atomically
from services.runtime.errors import ConfigError, PermanentError, TransientError
from tests.builders.ingest import fetched


@pytest.fixture(params=["memory", "files"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    return MemoryArchive() if request.param == "memory" else FileArchive(tmp_path / "archive")


def test_a_body_comes_back_as_it_was(archive: Archive) -> None:
    entry = archive.add(b"\x1f\x8b\r\nbody", fetched("a.b", headers={"etag": "1"}, asked={"geo": ("BE",)}))
    assert (entry.sequence, entry.sha256, entry.bytes) == (1, sha256_of(b"\x1f\x8b\r\nbody"), 8)
    assert archive.body(entry) == b"\x1f\x8b\r\nbody"
    assert (entry.headers, entry.asked) == ({"etag": "1"}, {"geo": ("BE",)})


def test_entries_are_kept_in_order_and_by_recipe(archive: Archive) -> None:
    for recipe, body in (("a.x", b"1"), ("a.y", b"2"), ("a.x", b"3")):
        archive.add(body, fetched(recipe))
    assert [e.sequence for e in archive.entries()] == [1, 2, 3]
    assert [archive.body(e) for e in archive.entries("a.x")] == [b"1", b"3"]
    assert [e.sequence for e in archive.entries("a.x", after=1)] == [3]
    assert archive.entries("a.z") == []


def test_the_same_body_twice_is_two_readings_of_one_body(archive: Archive) -> None:
    one, two = archive.add(b"same", fetched("a.x")), archive.add(b"same", fetched("a.x"))
    assert (one.sha256 == two.sha256, one.sequence, two.sequence) == (True, 1, 2)


def test_a_body_that_is_not_there_is_told(archive: Archive) -> None:
    entry = archive.add(b"here", fetched("a.x")).model_copy(update={"sha256": "0" * 64})
    with pytest.raises(PermanentError, match="not in the archive"):
        archive.body(entry)


def test_files_survive_the_process(tmp_path: Path) -> None:
    first = FileArchive(tmp_path)
    first.add(b"1", fetched("a.x", retrieved_at=datetime(2023, 9, 21, 6, 35, 36, tzinfo=UTC), live=False, dating="day"))
    again = FileArchive(tmp_path)
    assert again.entries() == first.entries()
    assert again.add(b"2", fetched("a.x")).sequence == 2


def test_a_torn_last_line_of_the_journal_is_cut_off(tmp_path: Path) -> None:
    FileArchive(tmp_path).add(b"1", fetched("a.x"))
    whole = (tmp_path / "journal.jsonl").read_bytes()
    (tmp_path / "journal.jsonl").write_bytes(whole + whole[: len(whole) // 2])
    again = FileArchive(tmp_path)
    assert len(again.entries()) == 1
    again.add(b"2", fetched("a.x"))
    assert [e.sequence for e in FileArchive(tmp_path).entries()] == [1, 2]


def test_a_crash_before_the_journal_leaves_a_body_and_no_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = FileArchive(tmp_path)

    def torn(path: Path, *_: object, **__: object) -> object:
        raise OSError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", torn)
        with pytest.raises(OSError, match="stops here"):
            archive.add(b"1", fetched("a.x"))
    again = FileArchive(tmp_path)
    assert again.entries() == []
    assert again.body(again.add(b"1", fetched("a.x"))) == b"1"


def test_a_crash_while_writing_a_body_leaves_nothing_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(_: object) -> None:
        raise OSError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr("services.ingest.archive.os.fsync", stops)
        with pytest.raises(OSError, match="stops here"):
            write_atomically(tmp_path / "body", b"half")
    assert not (tmp_path / "body").exists()


def test_a_changed_body_is_noticed(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    entry = archive.add(b"true", fetched("a.x"))
    (path,) = (p for p in (tmp_path / "bodies").rglob("*") if p.is_file())
    path.write_bytes(b"false")
    with pytest.raises(PermanentError, match="was changed"):
        archive.body(entry)


@pytest.mark.parametrize("line", [b"{}\n", b"no json\n"])
def test_a_damaged_journal_stops_the_start(tmp_path: Path, line: bytes) -> None:
    FileArchive(tmp_path).add(b"1", fetched("a.x"))
    with (tmp_path / "journal.jsonl").open("ab") as journal:
        journal.write(line)
    with pytest.raises(ConfigError, match="line 2"):
        FileArchive(tmp_path)


def test_a_journal_with_a_hole_stops_the_start(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    archive.add(b"1", fetched("a.x"))
    archive.add(b"2", fetched("a.x"))
    lines = (tmp_path / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "journal.jsonl").write_bytes(lines[1])
    with pytest.raises(ConfigError, match="sequence 2"):
        FileArchive(tmp_path)


def test_one_worker_writes(tmp_path: Path) -> None:
    with owned(tmp_path), pytest.raises(TransientError, match="another ingest worker"), owned(tmp_path):
        pass
    with owned(tmp_path):
        pass


def test_bodies_are_kept_packed_and_what_came_packed_as_it_is(tmp_path: Path) -> None:
    archive, packed = FileArchive(tmp_path), gzip.compress(b"x" * 100_000)
    plain, own = archive.add(b"x" * 100_000, fetched("a.x")), archive.add(packed, fetched("a.x"))
    sizes = {path.suffix: path.stat().st_size for path in (tmp_path / "bodies").rglob("*") if path.is_file()}
    assert sizes[".gz"] < 1_000
    assert sizes[""] == len(packed)
    assert (archive.body(plain), archive.body(own)) == (b"x" * 100_000, packed)


def test_a_body_an_earlier_version_kept_unpacked_is_read(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    entry = archive.add(b"figures", fetched("a.x"))
    (kept,) = (path for path in (tmp_path / "bodies").rglob("*") if path.is_file())
    kept.unlink()
    kept.with_suffix("").write_bytes(b"figures")
    assert archive.body(entry) == b"figures"


def test_a_body_that_grew_in_the_archive_is_not_unpacked_whole(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    entry = archive.add(b"figures", fetched("a.x"))
    (kept,) = (path for path in (tmp_path / "bodies").rglob("*") if path.is_file())
    kept.write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(PermanentError, match="was changed"):
        archive.body(entry)


def test_a_reader_mends_nothing_while_another_writes(tmp_path: Path) -> None:
    FileArchive(tmp_path).add(b"1", fetched("a.x"))
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"half')
    size = journal.stat().st_size
    assert len(FileArchive(tmp_path, reading=True).entries()) == 1
    assert journal.stat().st_size == size
