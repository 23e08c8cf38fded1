"""Dashboards: fixed uids, links between them and to the board, metrics there are, words beside every colour."""

import json
import re
from typing import Any

import pytest
import yaml

from schemas.verdicts import Verdict
from services.cli.dashboards.parts import UIDS, VERDICTS
from services.cli.dashboards.render import rendered
from services.cli.documentation import ROOT
from services.runtime.metrics import Metrics

GRAFANA = ROOT / "deploy" / "grafana"
DASHBOARDS: dict[str, dict[str, Any]] = {name: json.loads(text) for name, text in rendered().items()}
FOREIGN = {"up", "ALERTS", "process_resident_memory_bytes"}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_found_linked_and_annotated(name: str) -> None:
    dashboard = DASHBOARDS[name]
    assert dashboard["uid"] == UIDS[dashboard["title"]]
    targets = {link["url"] for link in dashboard["links"]}
    assert targets == {f"/d/{uid}" for title, uid in UIDS.items() if title != dashboard["title"]} | {"${board}"}
    assert [a["name"] for a in dashboard["annotations"]["list"]] == ["Releases", "Revisions", "Editions of the agenda"]
    assert not dashboard["editable"]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_panel_has_a_place_a_title_a_known_source_and_a_query(name: str) -> None:
    provisioned = yaml.safe_load((GRAFANA / "provisioning" / "datasources" / "koers.yaml").read_text())
    known = {(source["type"], source["uid"]) for source in provisioned["datasources"]}
    places = []
    for panel in DASHBOARDS[name]["panels"]:
        assert panel["title"]
        assert (panel["datasource"]["type"], panel["datasource"]["uid"]) in known
        assert all(target.get("expr") or target.get("rawSql") for target in panel["targets"])
        places.append((panel["gridPos"]["x"], panel["gridPos"]["y"]))
    assert len(places) == len(set(places)), "two panels in one place"


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_asks_for_metrics_there_are(name: str) -> None:
    families = Metrics().described()
    known = {f.name for f in families} | {f"{f.name}_bucket" for f in families if f.kind == "histogram"} | FOREIGN
    for panel in DASHBOARDS[name]["panels"]:
        for target in panel["targets"]:
            asked = set(re.findall(r"\b(?:koers_\w+|process_\w+|ALERTS|up)\b(?=[{\[ )]|$)", target.get("expr", "")))
            assert asked <= known


def test_every_verdict_has_a_colour_of_its_own_and_lines_are_named_in_a_table() -> None:
    assert set(VERDICTS) == {verdict.value for verdict in Verdict}
    assert len(set(VERDICTS.values())) == len(VERDICTS)
    charts = [p for d in DASHBOARDS.values() for p in d["panels"] if p["type"] == "timeseries"]
    assert charts
    assert all(chart["options"]["legend"]["displayMode"] == "table" for chart in charts)


def test_the_indicator_is_chosen_by_name_and_place() -> None:
    names = [variable["name"] for variable in DASHBOARDS["indicator.json"]["templating"]["list"]]
    assert names == ["board", "indicator", "geo"]
