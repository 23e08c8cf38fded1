"""The glossary as a SKOS concept scheme, with the edition of the agenda as its version."""

from collections.abc import Mapping

from services.board.web.glossary import Term
from services.board.web.linked.things import Addresses, Node, both, document


def concept_scheme(terms: Mapping[str, Term], edition: int, a: Addresses) -> Node:
    """The scheme with its concepts."""
    address = f"{a.public_url}/id/terms"
    scheme: Node = {
        "@id": address,
        "@type": "skos:ConceptScheme",
        "schema:version": edition,
        "skos:hasTopConcept": [a.node("terms", name) for name in terms],
    }
    return document(scheme, *(_concept(name, term, address, a) for name, term in terms.items()))


def _concept(name: str, term: Term, scheme: str, a: Addresses) -> Node:
    return {
        "@id": a.of("terms", name),
        "@type": "skos:Concept",
        "skos:prefLabel": both(term.term),
        "skos:definition": both(term.means),
        "skos:topConceptOf": {"@id": scheme},
        "skos:inScheme": {"@id": scheme},
        "foaf:page": a.pages(f"/glossary/#{name}"),
    }
