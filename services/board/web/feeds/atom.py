"""An Atom feed (RFC 4287)."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.runtime.wording import Lang

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_ATOM: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. `name` is the same for ever and gives its id; `link` is an absolute address."""

    name: str
    title: str
    text: str
    link: str
    at: datetime


def atom(*, title: str, address: str, page: str, entries: Sequence[Entry], lang: Lang, now: datetime) -> bytes:
    """The feed at `address` about `page`; without entries it was last updated `now`."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _put(feed, "id", _id(address))
    _put(feed, "title", title)
    _put(feed, "updated", _moment(max((entry.at for entry in entries), default=now)))
    ET.SubElement(feed, _tag("link"), {"rel": "self", "href": address, "type": "application/atom+xml"})
    ET.SubElement(feed, _tag("link"), {"rel": "alternate", "href": page, "type": "text/html", "hreflang": lang})
    _put(ET.SubElement(feed, _tag("author")), "name", "Koers")
    for entry in entries:
        item = ET.SubElement(feed, _tag("entry"))
        _put(item, "id", _id(entry.name))
        _put(item, "title", entry.title)
        _put(item, "updated", _moment(entry.at))
        ET.SubElement(item, _tag("link"), {"rel": "alternate", "href": entry.link, "type": "text/html"})
        _put(item, "summary", entry.text)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _put(parent: ET.Element, name: str, text: str) -> None:
    """Text without the characters that XML has no place for."""
    ET.SubElement(parent, _tag(name)).text = "".join(c for c in text if c.isprintable() or c in "\n\t\xa0")


def _id(name: str) -> str:
    """An id that stays the same for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"koers:{name}").urn


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
