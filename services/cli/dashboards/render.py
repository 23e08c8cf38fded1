"""The dashboards as the JSON files that are committed."""

import json

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from services.cli.dashboards.agenda import agenda
from services.cli.dashboards.alerts import alerts
from services.cli.dashboards.indicator import indicator
from services.cli.dashboards.operations import operations
from services.cli.dashboards.parts import annotations
from services.cli.dashboards.sources import sources

_FILES = {
    "operations": operations,
    "sources": sources,
    "agenda": agenda,
    "indicator": indicator,
    "alerts": alerts,
}


def rendered() -> dict[str, str]:
    """File name to content."""
    found = {}
    for name, make in _FILES.items():
        document = json.loads(JSONEncoder(sort_keys=True).encode(make().build()))
        document["annotations"] = {"list": annotations()}
        found[f"{name}.json"] = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return found
