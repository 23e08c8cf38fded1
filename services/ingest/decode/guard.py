"""Hostile input: bodies are opened, unpacked and classified under limits before a decoder sees them."""

import json
import zlib
from typing import Any

from services.ingest.decode.errors import NotData, TooLarge

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


def unpacked(body: bytes, limit: int) -> bytes:
    """The body, gunzipped where it is gzip (publishers send gzip without saying so), at most `limit` bytes long.

    Raises TooLarge beyond the limit, without unpacking further, and NotData for a truncated or damaged gzip.
    """
    if not body.startswith(_GZIP):
        if len(body) > limit:
            raise TooLarge(f"the body has {len(body)} bytes, the limit is {limit}")
        return body
    return _gunzip(body, limit)


def _gunzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    room, rest = limit + 1, body
    try:
        while rest:
            unzip = zlib.decompressobj(wbits=31)
            part = unzip.decompress(rest, room)
            parts.append(part)
            room -= len(part)
            if room <= 0:
                raise TooLarge(f"the gzip unpacks to more than the limit of {limit} bytes")
            if not unzip.eof:
                raise NotData("gzip_truncated", "the gzip ends before its last block")
            rest = unzip.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise NotData("gzip_damaged", f"the gzip cannot be unpacked: {error}") from error
    return b"".join(parts)


def kind_of(body: bytes) -> str:
    """What the bytes look like: `json`, `xml`, `html`, `zip`, `empty` or `text`; headers are not to be trusted."""
    if body.startswith(_ZIP):
        return "zip"
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:1] == b"<":
        lowered = head.lower()
        return "html" if b"<html" in lowered or b"<!doctype html" in lowered else "xml"
    return "text"


def parse_json(body: bytes) -> Any:
    """Parse JSON with every number kept as the text that was published (`5.10` stays `5.10`).

    Raises NotData when it is incomplete, malformed, nested too deeply or holds NaN or Infinity.
    """
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=_refuse)
    except RecursionError as error:
        raise NotData("json_too_deep", "the JSON is nested too deeply") from error
    except ValueError as error:
        raise NotData("json_malformed", f"the JSON cannot be read: {error}") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
