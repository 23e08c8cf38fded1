"""The catalogue entry of the board after DCAT-AP 3, for data portals that harvest it."""

from datetime import datetime
from typing import Final

from services.board.web.linked.things import Addresses, Node, both, document
from services.board.web.rendering import Renderer
from services.board.web.site import Site

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_LICENCE: Final = {"@id": f"{_AUTHORITY}/licence/EUPL_1_2"}
# Name of the dataset, its distributions as (file type of the authority, path)
_DATASETS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "recommendations": (
        ("CSV", "/nl/recommendations.csv"),
        ("XLSX", "/nl/recommendations.xlsx"),
        ("JSON", "/api/v1/recommendations"),
    ),
    "indicators": (("CSV", "/nl/indicators.csv"), ("CSV", "/api/v1/sdmx/indicators"), ("JSON", "/api/v1/indicators")),
    "milestones": (("CSV", "/nl/milestones.csv"), ("JSON", "/api/v1/milestones")),
    "changes": (("ATOM", "/nl/feed.atom"), ("JSON", "/api/v1/changes")),
    "everything": (("ZIP", "/open-data/latest.zip"),),
}


def catalogue(site: Site, changed: datetime) -> Node:
    """The catalogue with its datasets; `changed` is when something was stored last."""
    a = Addresses(site.public_url)
    publisher: Node = {
        "@id": a.of("publisher", "koers"),
        "@type": "foaf:Agent",
        "foaf:name": "Koers",
        "foaf:homepage": {"@id": f"{site.public_url}/"},
    }
    modified = {"@value": changed.isoformat(), "@type": "xsd:dateTime"}
    entry: Node = {
        "@id": a.of("catalogue", "koers"),
        "@type": "dcat:Catalog",
        "dct:title": _both(site, "catalogue.title"),
        "dct:description": _both(site, "catalogue.about"),
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:language": [{"@id": f"{_AUTHORITY}/language/{code}"} for code in ("NLD", "ENG")],
        "dct:modified": modified,
        "dct:license": _LICENCE,
        "foaf:homepage": {"@id": f"{site.public_url}/"},
        "dcat:themeTaxonomy": {"@id": f"{_AUTHORITY}/data-theme"},
        "dcat:dataset": [{"@id": a.of("datasets", name)} for name in _DATASETS],
    }
    datasets = [_dataset(name, files, site, a, publisher, modified) for name, files in _DATASETS.items()]
    return document(entry, publisher, *datasets)


def _dataset(
    name: str, files: tuple[tuple[str, str], ...], site: Site, a: Addresses, publisher: Node, modified: Node
) -> Node:  # fmt: skip
    return {
        "@id": a.of("datasets", name),
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _both(site, f"catalogue.{name}"),
        "dct:description": _both(site, f"catalogue.{name}_about"),
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:modified": modified,
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}/frequency/DAILY"},
        "dct:spatial": {"@id": "http://data.europa.eu/nuts/code/BE2"},
        "dcat:theme": [{"@id": f"{_AUTHORITY}/data-theme/{theme}"} for theme in ("GOVE", "TECH")],
        "dcat:landingPage": {"@id": f"{site.public_url}/nl/data/"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _both(site, "catalogue.rights")},
        "dcat:distribution": [_distribution(kind, path, a) for kind, path in files],
    }


def _distribution(kind: str, path: str, a: Addresses) -> Node:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": f"{a.public_url}{path}"},
        "dcat:downloadURL": {"@id": f"{a.public_url}{path}"},
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{kind}"},
        "dct:license": _LICENCE,
    }


def _both(site: Site, name: str) -> list[Node]:
    def say(renderer: Renderer) -> str:
        return renderer.t(name)

    return both(site.in_both(say))
