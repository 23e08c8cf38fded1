"""Hostile input: bodies are opened, unpacked and classified under limits before a decoder sees them."""

import json
import re
import zlib
from collections import Counter
from typing import Any

from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.zips import is_workbook, is_zip, unzipped

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16
# An escape of half of a character (UTF-16): json joins two that belong together, and lets a lone one pass
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_MAX_GZIP_MEMBERS = 10_000


def opened(body: bytes, limit: int) -> bytes:
    """The data inside a body as it was received: out of its gzip, out of its zip; a workbook stays one.

    One layer of each at most, and at most `limit` bytes. Raises NotData and TooLarge as `unpacked` and `unzipped` do,
    and NotData `nested_archive` for an archive in an archive.
    """
    inner = unpacked(body, limit)
    if is_zip(inner) and not is_workbook(inner):
        inner = unzipped(inner, limit)
    if inner.startswith(_GZIP) or (is_zip(inner) and not is_workbook(inner)):
        raise NotData("nested_archive", "the body is an archive within an archive")
    return inner


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
    """Member by member, in small pieces: what is left is never copied whole, however many members there are."""
    parts: list[bytes] = []
    room, at, members = limit + 1, 0, 0
    try:
        while at < len(body):
            members += 1
            if members > _MAX_GZIP_MEMBERS:
                raise TooLarge(f"the gzip has more than {_MAX_GZIP_MEMBERS} members")
            unzip = zlib.decompressobj(wbits=31)
            while not unzip.eof:
                piece = body[at : at + _PIECE]
                if not piece:
                    raise NotData("gzip_truncated", "the gzip ends before its last block")
                at += len(piece)
                part = unzip.decompress(piece, room)
                parts.append(part)
                room -= len(part)
                if room <= 0:
                    raise TooLarge(f"the gzip unpacks to more than the limit of {limit} bytes")
            at = _after_padding(body, at - len(unzip.unused_data))
    except zlib.error as error:
        raise NotData("gzip_damaged", f"the gzip cannot be unpacked: {error}") from error
    return b"".join(parts)


def _after_padding(body: bytes, at: int) -> int:
    """Where the zeros end that may stand between members."""
    while piece := body[at : at + _PIECE]:
        rest = piece.lstrip(b"\0")
        at += len(piece) - len(rest)
        if rest:
            break
    return at


def kind_of(body: bytes) -> str:
    """What the bytes look like: `json`, `xml`, `html`, `zip`, `empty` or `text`; headers are not to be trusted."""
    if is_zip(body):
        return "zip"
    head = _head(body)
    if not head:
        return "empty"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:1] == b"<":
        lowered = head.lower()
        return "html" if b"<html" in lowered or b"<!doctype html" in lowered else "xml"
    return "text"


def _head(body: bytes) -> bytes:
    """The first characters that are not blank; of UTF-16, which has a zero in every other byte, as plain bytes."""
    head = body[:1024]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")[:512]


def parse_json(body: bytes) -> Any:
    """Parse JSON with every number kept as the text that was published (`5.10` stays `5.10`).

    Raises NotData when it is incomplete, malformed, nested too deeply, not UTF-8, has a name twice in one object, or
    holds NaN, Infinity or half of a character.
    """
    try:
        found = json.loads(
            body.decode("utf-8-sig"),
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse,
            object_pairs_hook=_distinct,
        )
        if _SURROGATE.search(body):
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as error:
        raise NotData("json_too_deep", "the JSON is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise NotData("bad_encoding", f"the JSON is not UTF-8: {error}") from error
    except UnicodeEncodeError as error:
        raise NotData("bad_encoding", f"a text of the JSON holds half of a character: {error}") from error
    except ValueError as error:
        raise NotData("json_malformed", f"the JSON cannot be read: {error}") from error
    return found


def _refuse(constant: str) -> None:
    raise NotData("not_finite", f"the JSON holds {constant}, which is no number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise NotData("duplicate_key", f"the JSON says {twice[:40]!r} twice in one object")
    return found
