"""What a page is about, as JSON-LD: recommendations, indicators, areas, bodies, milestones and the whole agenda."""

from collections.abc import Iterable
from typing import Any, Final

from schemas.agenda import Agenda, Area, Body, Milestone, Recommendation
from schemas.assessment import Assessment
from schemas.base import Text
from schemas.chart import PointSource
from schemas.indicator import Indicator

Node = dict[str, Any]
MEDIA_TYPE: Final = "application/ld+json"
CONTEXT: Final[Node] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Where the places of our figures have an address of their own; NUTS codes as the Publications Office gives them
_PLACES: Final = {
    "BE2": "http://data.europa.eu/nuts/code/BE2",
    "BE": "http://publications.europa.eu/resource/authority/country/BEL",
}


class Addresses:
    """The addresses of things on one site."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url

    def of(self, kind: str, name: object) -> str:
        """The address of a thing itself, in no language."""
        return f"{self.public_url}/id/{kind}/{name}"

    def node(self, kind: str, name: object) -> Node:
        """A reference to a thing."""
        return {"@id": self.of(kind, name)}

    def pages(self, path: str) -> list[Node]:
        """Its page in each language."""
        return [{"@id": f"{self.public_url}/{lang}{path}", "dct:language": lang} for lang in ("nl", "en")]


def document(*nodes: Node) -> Node:
    """The nodes as one document."""
    return {"@context": CONTEXT, "@graph": list(nodes)}


def both(text: Text) -> list[Node]:
    """A text in both languages."""
    return [{"@value": text.nl, "@language": "nl"}, {"@value": text.en, "@language": "en"}]


def recommendation_node(found: Recommendation, standing: str, indicators: Iterable[str], a: Addresses) -> Node:
    """A recommendation; `standing` is its concept of the glossary, `indicators` those that measure it."""
    return {
        "@id": a.of("recommendations", found.number),
        "@type": ["schema:CreativeWork", "skos:Concept"],
        "dct:identifier": str(found.number),
        "dct:title": both(found.title),
        "dct:description": both(found.summary),
        "dct:isPartOf": a.node("areas", found.area),
        "schema:accountablePerson": a.node("bodies", found.lead),
        "schema:creativeWorkStatus": a.node("terms", standing.replace("_", "-")),
        "dct:relation": [a.node("indicators", name) for name in indicators],
        "foaf:page": a.pages(f"/recommendations/{found.number}/"),
    }


def indicator_node(found: Indicator, assessment: Assessment | None, a: Addresses) -> Node:
    """An indicator as a dataset: what it measures, what it was made from, where its figures are."""
    here = f"{a.public_url}/nl/indicators/{found.id}"
    node: Node = {
        "@id": a.of("indicators", found.id),
        "@type": "dcat:Dataset",
        "dct:identifier": found.id,
        "dct:title": both(found.title),
        "dct:description": both(found.definition),
        "dct:relation": [a.node("recommendations", link.number) for link in found.recommendations],
        "foaf:page": a.pages(f"/indicators/{found.id}/"),
        "dcat:distribution": [
            _distribution(f"{here}/figures.csv", "text/csv"),
            _distribution(f"{a.public_url}/api/v1/indicators/{found.id}", "application/json"),
        ],
    }
    if found.geography.primary in _PLACES:
        node["dct:spatial"] = {"@id": _PLACES[found.geography.primary]}
    if assessment is not None:
        node |= _judged(assessment, a)
    return node


def area_node(area: Area, a: Addresses) -> Node:
    """An area of the agenda."""
    return {
        "@id": a.of("areas", area.id),
        "@type": "skos:Collection",
        "dct:identifier": area.id,
        "dct:title": both(area.name),
        "skos:member": [a.node("recommendations", number) for number in area.recommendations],
        "foaf:page": a.pages(f"/areas/{area.id}/"),
    }


def body_node(body: Body, a: Addresses) -> Node:
    """A body; its successors where it has any."""
    node: Node = {
        "@id": a.of("bodies", body.id),
        "@type": ["org:Organization", "foaf:Agent"],
        "dct:identifier": body.id,
        "foaf:name": both(body.name),
        "foaf:page": a.pages(f"/bodies/{body.id}/"),
    }
    if body.successors:
        node["dct:isReplacedBy"] = [a.node("bodies", name) for name in body.successors]
    return node


def milestone_node(milestone: Milestone, a: Addresses) -> Node:
    """A milestone and what it shows."""
    node: Node = {
        "@id": a.of("milestones", milestone.id),
        "@type": "schema:Event",
        "dct:identifier": milestone.id,
        "dct:title": both(milestone.title),
        "dct:description": both(milestone.done_when),
        "dct:relation": [a.node("recommendations", number) for number in milestone.recommendations],
        "foaf:page": a.pages(f"/milestones/{milestone.id}/"),
    }
    if milestone.due:
        node["dct:date"] = {"@value": milestone.due.isoformat(), "@type": "xsd:date"}
    return node


def agenda_node(agenda: Agenda, a: Addresses) -> Node:
    """The whole agenda of an edition."""
    return {
        "@id": a.of("agenda", "digital-society"),
        "@type": ["schema:CreativeWork", "skos:ConceptScheme"],
        "schema:version": agenda.edition,
        "dct:hasPart": [a.node("areas", area.id) for area in agenda.areas],
        "foaf:page": a.pages("/"),
    }


def _judged(assessment: Assessment, a: Addresses) -> Node:
    sources = [point.source for point in assessment.chart.points]
    known: Node = {
        "schema:creativeWorkStatus": a.node("terms", assessment.verdict.value.replace("_", "-")),
        "prov:wasDerivedFrom": _derived(sources),
    }
    if assessment.inputs:
        newest = max(found.retrieved_at for found in assessment.inputs)
        known["dct:modified"] = {"@value": newest.isoformat(), "@type": "xsd:dateTime"}
    return known


def _derived(sources: Iterable[PointSource]) -> list[Node]:
    """The publishers' series, each once."""
    return [
        {
            "@type": "prov:Entity",
            "dct:identifier": source.series_id,
            "dct:publisher": source.publisher,
            "schema:sha256": source.raw_sha256,
            **({"dct:source": {"@id": source.url}} if source.url and source.url.startswith("http") else {}),
        }
        for source in {source.series_id: source for source in sources}.values()
    ]


def _distribution(address: str, media_type: str) -> Node:
    return {"@type": "dcat:Distribution", "dcat:accessURL": {"@id": address}, "dcat:mediaType": media_type}
