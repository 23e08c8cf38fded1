"""What may enter the archive: response headers by an allow-list, personal bodies without their personal parts."""

import json
from collections.abc import Iterable, Mapping

HEADERS_KEPT = frozenset(
    {"content-type", "content-length", "content-disposition", "content-encoding", "date", "etag", "last-modified"}
)
"""Response headers that are archived; every other (cookies above all) is dropped."""


def kept_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers of the allow-list, lower case, sorted."""
    return dict(sorted((name.lower(), value) for name, value in headers if name.lower() in HEADERS_KEPT))


def redacted(body: bytes, keys: Iterable[str]) -> bytes:
    """A JSON body without the values of these keys at any depth; bytes that are no JSON are kept from the archive."""
    cut = frozenset(keys)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return b'"[redacted]"'
    return json.dumps(_without(document, cut), ensure_ascii=False, separators=(",", ":")).encode()


def _without(item: object, cut: frozenset[str]) -> object:
    if isinstance(item, Mapping):
        return {key: "[redacted]" if key in cut else _without(value, cut) for key, value in item.items()}
    return [_without(value, cut) for value in item] if isinstance(item, list) else item
