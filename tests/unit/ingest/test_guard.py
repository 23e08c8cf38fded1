"""Hostile input is refused under limits, before anything of it is believed."""

import gzip
import zlib

import pytest

from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.guard import kind_of, parse_json, unpacked
from tests.builders.ingest import DII_2025, sample


def test_gzip_is_known_by_its_bytes_and_unpacked() -> None:
    packed = sample("eurostat", DII_2025)
    assert unpacked(packed, 1_000_000) == gzip.decompress(packed)
    assert unpacked(b"{}", 10) == b"{}"


def test_gzip_of_several_members_is_read_whole() -> None:
    assert unpacked(gzip.compress(b"one ") + gzip.compress(b"two"), 100) == b"one two"


def test_zeros_between_and_behind_members_are_padding() -> None:
    body = gzip.compress(b"one ") + bytes(100_000) + gzip.compress(b"two") + bytes(3)
    assert unpacked(body, 100) == b"one two"


def test_very_many_empty_members_end_soon() -> None:
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b"") * 200_000, 20_000_000)


@pytest.mark.parametrize("cut", [11, 40, -1, -9])
def test_truncated_gzip_is_no_data(cut: int) -> None:
    with pytest.raises(NotData) as caught:
        unpacked(gzip.compress(bytes(range(256)) * 40)[:cut], 100_000)
    assert caught.value.reason == "gzip_truncated"


def test_damaged_gzip_is_no_data() -> None:
    damaged = bytearray(gzip.compress(b"figures" * 100))
    damaged[-6] ^= 0xFF
    with pytest.raises(NotData) as caught:
        unpacked(bytes(damaged), 100_000)
    assert caught.value.reason == "gzip_damaged"


def test_a_bomb_is_not_unpacked_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    sizes: list[int] = []
    real = zlib.decompressobj

    class Watched:
        eof = False

        def __init__(self, wbits: int) -> None:
            self._inner = real(wbits=wbits)

        def decompress(self, data: bytes, most: int) -> bytes:
            part = self._inner.decompress(data, most)
            sizes.append(len(part))
            return part

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(TooLarge):
        unpacked(bomb, 1_000_000)
    assert sum(sizes) == 1_000_001


def test_a_body_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        unpacked(b"x" * 11, 10)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf {", "json"),
        (b"[1]", "json"),
        (b"<?xml version='1.0'?><S:Fault/>", "xml"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\n<HTML lang='nl'>", "html"),
        (b"PK\x03\x04", "zip"),
        (b"freq,unit,geo\\TIME_PERIOD\t2024", "text"),
    ],
)
def test_kind_is_told_by_the_bytes(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_numbers_keep_their_text() -> None:
    assert parse_json(b'{"a": 5.10, "b": 12, "c": 1e-4, "d": -0.0}') == {
        "a": "5.10",
        "b": "12",
        "c": "1e-4",
        "d": "-0.0",
    }


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"value": NaN}', "not_finite"),
        (b'{"value": -Infinity}', "not_finite"),
        (b'{"value": {"0": 1, "0": 2}}', "duplicate_key"),
        (b'{"value": {"0": 1.5, "1"', "json_malformed"),
        (b"\xff\xfe\x00", "bad_encoding"),
        (b"[" * 100_000 + b"]" * 100_000, "json_too_deep"),
    ],
)
def test_bad_json_is_no_data(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        parse_json(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize("text", [rb'{"a": "\ud800"}', rb'{"\uDFFF": 1}', rb'["\ude00\ud83d"]'])
def test_half_of_a_character_is_no_text(text: bytes) -> None:
    with pytest.raises(NotData, match="half of a character") as caught:
        parse_json(text)
    assert caught.value.reason == "bad_encoding"


def test_two_halves_that_belong_together_are_one_character() -> None:
    assert parse_json(rb'["\ud83d\ude00", "\\ud800"]') == ["\U0001f600", "\\ud800"]
