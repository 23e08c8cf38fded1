"""SDMX-ML 2.1 data messages, generic and structure-specific, grouped in series or flat.

Read as a stream of tags, so that a message needs little more memory than its cells; without DTD or entities.
"""

import io
import re
from collections import defaultdict
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from services.ingest.decode.answer import Answer, Cell, Codes, Scope, distinct, span
from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.sdmx import ATTRIBUTES, CONF, FLAG_NAMES, TIME, VALUE, flags_of, time_of, value_of
from services.ingest.decode.source_errors import classify

_MAX_DEPTH = 64
_LARGEST_ERROR = 1_000_000
_LATER = "413"
_URN = re.compile(r"=([^:=]+):([^(=]+)\(")
_GENERIC = frozenset({"GenericData", "GenericTimeSeriesData"})
_SPECIFIC = frozenset({"StructureSpecificData", "StructureSpecificTimeSeriesData"})
_NO_DIMENSION = ATTRIBUTES | {TIME}
_FLAG, _STATUS = FLAG_NAMES


def decode_sdmx_ml(body: bytes) -> Answer:
    """Decode a data message of one dataset.

    In a structure-specific message the attributes of a series are told from its dimensions by the names SDMX gives
    them; a generic message tells them itself. A message may be filtered, so it speaks only of the series it holds; an
    observation without value and flags is no cell. Raises SourceSaid for a fault, and for a footer that promises the
    data later; NotData for a structure, a second dataset, a deletion, and anything malformed, cut short, or with a
    document type or entities.
    """
    message = _Message()
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(message)
    try:
        parser.parse(io.BytesIO(body))
    except _OtherRoot as other:
        found = classify(body) if len(body) <= _LARGEST_ERROR else None
        raise found or NotData("xml", f"the XML is a {other.args[0][:40]}, no SDMX-ML data message") from other
    except DefusedXmlException as error:
        raise NotData(
            "xml_entities", "the XML has a document type or defines entities, which data never need"
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise NotData("xml_malformed", f"the XML cannot be read: {error}") from error
    return message.answer()


class _OtherRoot(Exception):
    """The document is another one than a data message."""


class _Message(ContentHandler):
    """Collects the series; an observation is complete when its tag closes."""

    def __init__(self) -> None:
        super().__init__()
        self._depth, self._sets, self._unplaced, self._generic = 0, 0, 0, False
        self._series: dict[Codes, list[Cell]] = defaultdict(list)
        self._names: tuple[str, ...] | None = None
        self._key: dict[str, str] | None = None
        self._codes: Codes | None = None
        self._observed: dict[str, str] | None = None
        self._attributes: dict[str, str] = {}
        self._target: dict[str, str] = {}
        self._varying, self._flow, self._usage = TIME, ("", ""), False
        self._footer: dict[str, str] | None = None
        self._reading, self._text = False, ""

    def answer(self) -> Answer:
        """What was collected. Raises SourceSaid when it is nothing but a promise, NotData when two cells disagree."""
        if self._footer and not self._series:
            code = self._footer.get("code")
            raise SourceSaid("source_footer", f"the source says: {self._text.strip()}", code=code, retry=code == _LATER)
        if not self._sets:
            raise NotData("no_dataset", "the message holds no dataset")
        series = {codes: distinct(codes, cells) for codes, cells in self._series.items()}
        agency, flow = self._flow
        return Answer(
            dimensions=self._names or (),
            series=series,
            scope=Scope(None, *span({cell[0] for cells in series.values() for cell in cells})),
            dataset=flow.lower() or None,
            agency=agency or None,
            unplaced=self._unplaced,
        )

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name of SAX
        tag = name.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1:
            self._open_root(tag)
        elif self._depth > _MAX_DEPTH:
            raise NotData("xml_too_deep", "the XML is nested too deeply")
        opening = _OPENING.get(tag)
        if opening:
            opening(self, dict(attrs))

    def endElement(self, name: str) -> None:  # noqa: N802 - the name of SAX
        self._depth -= 1
        closing = _CLOSING.get(name.rpartition(":")[2])
        if closing:
            closing(self)

    def characters(self, content: str) -> None:
        if self._reading:
            self._text += content

    def _open_root(self, tag: str) -> None:
        if tag not in _GENERIC | _SPECIFIC:
            raise _OtherRoot(tag)
        self._generic = tag in _GENERIC

    def _open_structure(self, attrs: dict[str, str]) -> None:
        self._varying = attrs.get("dimensionAtObservation", self._varying)

    def _open_reference(self, attrs: dict[str, str]) -> None:
        if not self._usage and "id" in attrs:
            self._flow = (attrs.get("agencyID", ""), attrs["id"])

    def _open_urn(self, attrs: dict[str, str]) -> None:
        self._reading, self._text = True, ""

    def _close_urn(self) -> None:
        self._reading = False
        if match := _URN.search(self._text):
            self._open_reference({"agencyID": match[1], "id": match[2]})

    def _close_usage(self) -> None:
        self._usage = True

    def _open_dataset(self, attrs: dict[str, str]) -> None:
        self._sets += 1
        if self._sets > 1:
            raise NotData("many_datasets", "the message holds more than one dataset")
        if any(name.rpartition(":")[2] == "action" and value == "Delete" for name, value in attrs.items()):
            raise NotData("deletion", "the message asks to delete, which is no data")

    def _open_group(self, attrs: dict[str, str]) -> None:
        self._target = {}

    def _open_series(self, attrs: dict[str, str]) -> None:
        self._key = {} if self._generic else {n: v for n, v in attrs.items() if n not in ATTRIBUTES and ":" not in n}
        self._codes = None

    def _close_series(self) -> None:
        self._key = self._codes = None

    def _open_key(self, attrs: dict[str, str]) -> None:
        parts = (self._observed, self._key)
        self._target = next((part for part in parts if part is not None), {})

    def _open_attributes(self, attrs: dict[str, str]) -> None:
        self._target = self._attributes if self._observed is not None else {}

    def _open_value(self, attrs: dict[str, str]) -> None:
        if self._generic and self._target.setdefault(attrs["id"], attrs["value"]) != attrs["value"]:
            raise NotData("conflict", f"an observation or series says {attrs['id'][:40]!r} twice, and differently")

    def _open_observation(self, attrs: dict[str, str]) -> None:
        self._observed, self._attributes = ({}, {}) if self._generic else (attrs, attrs)

    def _open_observed_dimension(self, attrs: dict[str, str]) -> None:
        if self._observed is not None:
            self._observed[attrs.get("id", self._varying)] = attrs["value"]

    def _open_observed_value(self, attrs: dict[str, str]) -> None:
        self._attributes[VALUE] = attrs.get("value", "")

    def _close_observation(self) -> None:
        observed, attributes = self._observed, self._attributes
        self._observed = None
        if observed is None:
            raise NotData("bad_line", "an observation stands where none can be")
        key = self._key
        time = observed.get(TIME) or (key or {}).get(TIME)
        if time is None:
            raise NotData("no_time", "an observation has no time period")
        codes = self._codes
        if codes is None or key is None or self._varying != TIME:
            codes = self._codes = self._identity(key, observed)
        value = value_of(attributes.get(VALUE, ""))
        flags = flags_of(attributes.get(_FLAG, ""), attributes.get(_STATUS, ""), attributes.get(CONF, ""))
        period = time_of(time)
        if period is None:
            self._unplaced += 1
        elif value is not None or flags.letters or flags.confidentiality:
            self._series[codes].append((period, value, flags))

    def _identity(self, key: dict[str, str] | None, observed: dict[str, str]) -> Codes:
        """The codes of an observation; where only time varies within a series its own attributes name no dimension."""
        found = dict(key or {})
        if key is None or self._varying != TIME:
            found |= {n: v for n, v in observed.items() if n not in _NO_DIMENSION and ":" not in n}
        found.pop(TIME, None)
        if self._names is None:
            self._names = tuple(found)
        if len(found) != len(self._names) or found.keys() != set(self._names):
            raise NotData(
                "bad_line", f"the series {' '.join(found.values())[:60]!r} has other dimensions than the first"
            )
        return tuple(found[name] for name in self._names)

    def _open_footer(self, attrs: dict[str, str]) -> None:
        self._footer, self._reading, self._text = attrs, True, ""

    def _close_footer(self) -> None:
        self._reading = False


_OPENING = {
    "Structure": _Message._open_structure,
    "Ref": _Message._open_reference,
    "URN": _Message._open_urn,
    "DataSet": _Message._open_dataset,
    "Group": _Message._open_group,
    "GroupKey": _Message._open_group,
    "Series": _Message._open_series,
    "SeriesKey": _Message._open_key,
    "ObsKey": _Message._open_key,
    "Attributes": _Message._open_attributes,
    "Value": _Message._open_value,
    "Obs": _Message._open_observation,
    "ObsDimension": _Message._open_observed_dimension,
    "ObsValue": _Message._open_observed_value,
    "Message": _Message._open_footer,
}
_CLOSING = {
    "URN": _Message._close_urn,
    "StructureUsage": _Message._close_usage,
    "Series": _Message._close_series,
    "Obs": _Message._close_observation,
    "Message": _Message._close_footer,
}
