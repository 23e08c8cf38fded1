"""Errors that arrive in place of data, often with HTTP 200: classified by body, never by status alone."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.guard import kind_of, parse_json

_BUSY = frozenset({"ASYNCHRONOUS_RESPONSE", "DATA_NOT_YET_AVAILABLE"})
_ASYNCHRONOUS = {
    "SUBMITTED": "is being prepared",
    "PROCESSING": "is being prepared",
    "AVAILABLE": "is ready to be fetched",
    "EXPIRED": "is no longer kept",
}
_LARGEST_ERROR = 1_000_000


def reject_source_error(document: Any) -> None:
    """Raise SourceSaid when a parsed JSON body is an error, a warning or an RFC 7807 problem."""
    if not isinstance(document, dict):
        return
    for word in ("error", "warning"):
        if word in document and "value" not in document:
            items = document[word] if isinstance(document[word], list) else [document[word]]
            raise _said(word, items[0] if items and isinstance(items[0], dict) else {})
    if {"title", "status"} <= document.keys() and "value" not in document:
        raise SourceSaid("problem", str(document["title"]), code=str(document["status"]))


def classify(body: bytes) -> NotData | None:
    """What is wrong with a body that should be data, judged by its first bytes; None when it may be data.

    HTML, an empty body and XML are never data of the sources Koers reads as JSON or text.
    """
    kind = kind_of(body)
    if kind == "empty":
        return NotData("empty", "the body is empty")
    if kind == "html":
        return NotData("html", "an HTML page came in place of data")
    if kind == "xml":
        return _fault(body)
    return None


def error_of(body: bytes) -> NotData:
    """The error an unsuccessful answer carries, in the publisher's words where it has any."""
    found = classify(body)
    if found is None and kind_of(body) == "json":
        try:
            reject_source_error(parse_json(body))
        except NotData as error:
            return error
    return found or NotData("http_error", "the source answered with an error that says nothing")


def _said(word: str, item: dict[str, Any]) -> SourceSaid:
    label = str(item.get("label", "no text"))
    name = label.partition(":")[0].partition(".")[0].strip()
    code = str(item.get("id", item.get("status", "")))
    return SourceSaid(f"source_{word}", f"the source says: {label}", code=code, retry=name in _BUSY)


def _fault(body: bytes) -> NotData:
    """A SOAP fault or an asynchronous status, bare or inside an envelope; other XML is simply not the data.

    The `request` among the details of a status is the key under which the publisher keeps the answer.
    """
    if len(body) > _LARGEST_ERROR:
        return NotData("xml", "XML came in place of data")
    try:
        root: Element = ElementTree.fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return NotData("xml_malformed", f"XML came in place of data and cannot be read: {error}")
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}
    if "faultstring" in texts:
        text = texts["faultstring"]
        return SourceSaid(
            "source_fault",
            f"the source says: {text}",
            code=texts.get("faultcode"),
            retry=text.partition(":")[0] in _BUSY,
        )
    status = texts.get("status", "")
    if status in _ASYNCHRONOUS:
        return SourceSaid(
            "source_async",
            f"the answer {_ASYNCHRONOUS[status]}: {status}",
            retry=status != "EXPIRED",
            request=texts.get("key") or texts.get("id"),
        )
    return NotData("xml", "XML came in place of data")
