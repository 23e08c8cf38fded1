"""Bodies in gzip and zip, friendly and hostile. All contents are made up."""

import gzip
import io
import struct
import zipfile

import pytest

from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.guard import opened
from services.ingest.decode.zips import unzipped
from tests.unit.ingest.decode.workbooks import workbook

LIMIT = 1_000_000


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def refusal(body: bytes) -> str:
    with pytest.raises(NotData) as caught:
        opened(body, LIMIT)
    return caught.value.reason


@pytest.mark.parametrize(
    "body",
    [
        b"a,b",
        gzip.compress(b"a,b"),
        zipped(("t.csv", b"a,b")),
        zipped(("folder/t.csv", b"a,b"), ("README.md", b"x"), ("folder/", b"")),
        zipped(("whatever", b"a,b")),
        gzip.compress(zipped(("t.txt", b"a,b"))),
    ],
)
def test_the_table_is_taken_out(body: bytes) -> None:
    assert opened(body, LIMIT) == b"a,b"


def test_a_workbook_stays_one_also_within_a_zip() -> None:
    body = workbook(("a",))
    assert opened(body, LIMIT) == body
    assert opened(zipped(("TF_BANKRUPTCIES.xlsx", body)), LIMIT) == body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (zipped(("a.csv", b"1"), ("b.csv", b"2")), "many_files"),
        (zipped(), "many_files"),
        (zipped(("inner.zip", zipped(("t.csv", b"a,b")))), "nested_archive"),
        (zipped(("t.csv", gzip.compress(b"a,b"))), "nested_archive"),
        (gzip.compress(gzip.compress(b"a,b")), "nested_archive"),
        (zipped(("../../etc/passwd", b"x")), "unsafe_name"),
        (zipped(("/etc/passwd", b"x")), "unsafe_name"),
        (zipped(("C:\\Windows\\x.csv", b"x")), "unsafe_name"),
        (zipped(("a\\..\\..\\x.csv", b"x")), "unsafe_name"),
        (zipped(("t.csv", b"a,b" * 999))[:-30], "zip_damaged"),
        (b"PK\x03\x04", "zip_damaged"),
        (b"PK\x05\x06" + bytes(18), "many_files"),
    ],
)
def test_other_archives_are_refused_by_name(body: bytes, reason: str) -> None:
    assert refusal(body) == reason


def test_a_wrong_checksum_is_damage() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("t.csv", b"geo,period,value\n")
    assert refusal(out.getvalue().replace(b"geo,period", b"gea,period")) == "zip_damaged"


def test_a_file_without_a_name_is_damage() -> None:
    body = zipped(("t", b"a,b"))
    entry = body.index(b"PK\x01\x02")
    nameless = bytearray(body[: entry + 46] + body[entry + 47 :])
    nameless[entry + 28 : entry + 30] = struct.pack("<H", 0)
    end = nameless.index(b"PK\x05\x06")
    (size,) = struct.unpack("<I", nameless[end + 12 : end + 16])
    nameless[end + 12 : end + 16] = struct.pack("<I", size - 1)
    assert refusal(bytes(nameless)) == "zip_damaged"


def test_an_encrypted_file_is_told() -> None:
    body = bytearray(zipped(("t.csv", b"a,b")))
    body[body.index(b"PK\x01\x02") + 8] |= 1
    body[6] |= 1
    assert refusal(bytes(body)) == "zip_encrypted"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(bytes(2_000_000)),
        gzip.compress(bytes(900_000)) + gzip.compress(bytes(900_000)),
        zipped(("t.csv", bytes(2_000_000))),
        zipped(*((f"{n}.csv", b"") for n in range(300))),
        b"x" * (LIMIT + 1),
    ],
)
def test_bombs_and_bodies_over_the_limit_are_too_large(body: bytes) -> None:
    with pytest.raises(TooLarge):
        opened(body, LIMIT)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_beyond_the_limit() -> None:
    body = bytearray(zipped(("t.csv", bytes(50_000_000))))
    directory = body.index(b"PK\x01\x02")
    body[directory + 24 : directory + 28] = struct.pack("<I", 10)
    with pytest.raises(NotData) as caught:
        unzipped(bytes(body), LIMIT)
    assert caught.value.reason in ("too_large", "zip_damaged")


def test_a_zip_of_overlapping_files_is_refused() -> None:
    """The same bytes named a hundred times in the directory, as a zip bomb without nesting does."""
    body = zipped(("t.csv", bytes(100_000)))
    start, end = body.index(b"PK\x01\x02"), body.index(b"PK\x05\x06")
    entry = body[start:end]
    count = 100
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    with pytest.raises(NotData) as caught:
        opened(body[:start] + entry * count + tail, LIMIT)
    assert caught.value.reason in ("too_large", "many_files")
