"""Every alarm is tested (silent, firing, over), routed, and has a runbook whose commands exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.cli.documentation import ROOT
from services.runtime.metrics import Metrics
from tests.unit.deploy.tools import run

PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTMANAGER = ROOT / "deploy" / "alertmanager"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
# Metrics of others: Prometheus itself, process collector, kafka_exporter, postgres_exporter
FOREIGN = {"up", "process_start_time_seconds", "kafka_brokers", "pg_up"}
DASHBOARDS = {"koers-operations", "koers-sources", "koers-agenda", "koers-indicator", "koers-alerts"}


def alarms() -> list[dict[str, Any]]:
    files = (yaml.safe_load(path.read_text()) for path in RULES)
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


ALARMS = alarms()
NAMES = [alarm["alert"] for alarm in ALARMS]


def test_prometheus_takes_its_configuration_and_every_rule() -> None:
    run("promtool", "check", "config", "--lint-fatal", str(PROMETHEUS / "prometheus.yml"))
    run("promtool", "check", "rules", "--lint-fatal", *map(str, RULES))


@pytest.mark.parametrize("rules", RULES, ids=lambda path: path.stem)
def test_alarms_are_silent_fire_and_end_as_they_should(rules: Path) -> None:
    run("promtool", "test", "rules", str(PROMETHEUS / "tests" / f"{rules.stem}.test.yml"))


def test_every_alarm_has_a_silent_a_firing_and_an_over_case() -> None:
    checks: dict[str, list[list[bool]]] = {}
    for path in sorted((PROMETHEUS / "tests").glob("*.yml")):
        for case in yaml.safe_load(path.read_text())["tests"]:
            name = re.search(r'alertname="(\w+)"', case["promql_expr_test"][0]["expr"])
            assert name
            checks.setdefault(name[1], []).append([bool(c["exp_samples"]) for c in case["promql_expr_test"]])
    assert set(checks) == set(NAMES)
    assert {name for name, cases in checks.items() if [False, True, False] not in cases} == set()


@pytest.mark.parametrize("alarm", ALARMS, ids=NAMES)
def test_an_alarm_says_how_bad_it_is_what_it_means_and_where_to_look(alarm: dict[str, Any]) -> None:
    name, notes = alarm["alert"], alarm["annotations"]
    assert re.fullmatch(r"([A-Z][a-z]+)+", name)
    assert alarm["labels"] == {"severity": alarm["labels"]["severity"]}
    assert alarm["labels"]["severity"] in {"critical", "warning"}
    assert {"summary", "description", "dashboard", "runbook"} == set(notes)
    assert notes["dashboard"].removeprefix("{{ $externalLabels.grafana }}/d/") in DASHBOARDS
    assert notes["runbook"] == f"{{{{ $externalLabels.runbooks }}}}/{name}.md"
    assert "for" in alarm or "keep_firing_for" in alarm, "it would flap"


@pytest.mark.parametrize("alarm", ALARMS, ids=NAMES)
def test_an_alarm_looks_at_metrics_there_are(alarm: dict[str, Any]) -> None:
    known = {family.name for family in Metrics().described()} | FOREIGN
    words = set(re.findall(r"\b(?:koers|kafka|pg|process)_\w+|\bup\b", alarm["expr"]))
    assert words
    assert words <= known


def test_alarms_are_routed_as_the_table_says_and_inhibitions_name_alarms_there_are() -> None:
    config = ALERTMANAGER / "alertmanager.yml"
    run("amtool", "check-config", str(config))
    table = yaml.safe_load((ALERTMANAGER / "routes.test.yml").read_text())
    for row in table:
        labels = [f"{name}={value}" for name, value in row["labels"].items()]
        verify = f"--verify.receivers={row['receiver']}"
        run("amtool", "config", "routes", "test", f"--config.file={config}", verify, *labels)
    assert {row["receiver"] for row in table} == {"pager", "operations", "desk"}
    named = re.findall(r'alertname=~?"([\w|]+)"', config.read_text())
    assert {name for names in named for name in names.split("|")} <= set(NAMES)
