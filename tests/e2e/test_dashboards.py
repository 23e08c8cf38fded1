"""Every query of every dashboard and alarm on a real run: its PostgreSQL, and a Prometheus that scrapes its parts."""

import contextlib
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml

from services.cli.dashboards.render import rendered
from services.cli.documentation import ROOT
from services.runtime.embedded.ports import free_ports
from services.runtime.metrics import Metrics

PANELS = [
    pytest.param(panel["type"], target, id=f"{name}: {panel['title']}")
    for name, text in rendered().items()
    for panel in json.loads(text)["panels"]
    for target in panel["targets"]
]
SQL = [case for case in PANELS if "rawSql" in case.values[1]]
PROMQL = [case for case in PANELS if "expr" in case.values[1]]
SCRAPES = 6
# Shown only once there is something to show: polling is off in this run, its relay is plain, nothing was refused
NOT_IN_THIS_RUN = {
    "koers_ingest_poll_interval_seconds",
    "koers_consumer_dead_letters_total",
    "koers_ingest_quarantined_total",
    "koers_alerts_opened_total",
}


@pytest.fixture(scope="module")
def reader(parts: dict[str, dict[str, str]]) -> Iterator[psycopg.Connection[Any]]:
    """The deployment's database, as Grafana reads it."""
    with psycopg.connect(parts["koers-board-web"]["KOERS_POSTGRES"], autocommit=True) as connection:
        connection.execute("SET ROLE koers_reader")
        yield connection


@pytest.fixture(scope="module")
def prometheus(parts: dict[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus with our rules that has scraped every part some times; its address."""
    folder, port = tmp_path_factory.mktemp("prometheus"), free_ports(1)[0]
    jobs = [
        {"job_name": name, "static_configs": [{"targets": [f"127.0.0.1:{environment['KOERS_ADMIN_PORT']}"]}]}
        for name, environment in parts.items()
        if "KOERS_ADMIN_PORT" in environment and name != "koers-runtime.embedded.catcher"
    ]
    rules = str(ROOT / "deploy" / "prometheus" / "rules" / "*.yml")
    every = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config = {"global": every, "rule_files": [rules], "scrape_configs": jobs}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
            env={**os.environ, "GOMAXPROCS": "1"},
        )
    try:
        _wait(address, len(jobs), folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, jobs: int, log: Path) -> None:
    """Until each part was scraped some times and the reconciler, which begins last, has compared once."""
    deadline = time.monotonic() + 90
    enough = f"count(count_over_time(up[2m]) >= {SCRAPES}) and on () (count(koers_board_reconciler_behind_items) > 0)"
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError, IndexError, ValueError):  # not up yet, or says so in plain words
            if float(ask(address, enough)[0]["value"][1]) == jobs:
                return
        time.sleep(0.25)
    raise AssertionError(f"Prometheus has not scraped all of {jobs} parts:\n{log.read_text()[-2000:]}")


def ask(address: str, expression: str) -> list[dict[str, Any]]:
    """The result of an instant query; an error of the expression fails the test."""
    answer = httpx.get(f"{address}/api/v1/query", params={"query": expression}, trust_env=False, timeout=20).json()
    assert answer["status"] == "success", answer
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def filled(query: str, now: datetime) -> str:
    """A query as Grafana sends it: with a time range and the variables' values."""
    values = {
        "$__timeFrom()": f"'{(now - timedelta(days=30)).isoformat()}'",
        "$__timeTo()": f"'{now.isoformat()}'",
        "${indicator:sqlstring}": "'digital-skills-basic'",
        "${geo:sqlstring}": "'BE2'",
    }
    for name, value in values.items():
        query = query.replace(name, value)
    assert "$" not in query
    return query


def test_all_parts_are_there(parts: dict[str, dict[str, str]]) -> None:
    named = set(re.findall(r"job_name: (koers-[\w-]+)", (ROOT / "deploy/prometheus/prometheus.yml").read_text()))
    assert named <= set(parts)


@pytest.mark.parametrize(("kind", "target"), SQL)
def test_a_query_of_the_database_gives_what_its_panel_needs(
    reader: psycopg.Connection[Any], kind: str, target: dict[str, str]
) -> None:
    cursor = reader.execute(filled(target["rawSql"], datetime.now(UTC)).encode())
    rows, columns = cursor.fetchall(), [column.name for column in cursor.description or ()]
    assert rows
    if target["format"] == "time_series":
        assert columns == ["time", "metric", "value"]
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        assert {type(row[2]) for row in rows} <= {int, float}
        assert all(isinstance(row[1], str) for row in rows)
    if kind == "bargauge":
        assert [type(value) for value in rows[0]] == [str, int]


def test_the_indicators_chart_has_history_path_target_and_projection(reader: psycopg.Connection[Any]) -> None:
    query = next(c.values[1]["rawSql"] for c in SQL if "History, path" in str(c.id))
    rows = reader.execute(filled(query, datetime.now(UTC)).encode()).fetchall()
    shown = {metric: [(t.year, v) for t, m, v in rows if m == metric] for _, metric, _ in rows}
    assert {"BE2", "path", "projection", "band, low", "band, high", "target"} <= set(shown)
    assert len(shown) > 6, "no other place to compare with"
    assert shown["path"] == [(2021, 54.5), (2030, 80.0)]
    assert shown["target"] == [(2030, 80.0)]


def test_variables_and_annotations_find_something(reader: psycopg.Connection[Any]) -> None:
    now = datetime.now(UTC)
    for text in rendered().values():
        dashboard = json.loads(text)
        for variable in dashboard["templating"]["list"]:
            if variable["name"] != "board":
                assert reader.execute(filled(variable["query"], now).encode()).fetchall(), variable["name"]
        for note in dashboard["annotations"]["list"]:
            if "target" in note:
                wide = filled(note["target"]["rawSql"], now).replace(str(now.year), str(now.year), 1)
                assert reader.execute(wide.encode()).description


def test_the_reader_reads_and_no_more(reader: psycopg.Connection[Any]) -> None:
    for forbidden in (
        "SELECT * FROM alerts.mutes",
        "SELECT details FROM alerts.mails",
        "SELECT * FROM alerts.answers",
        "DELETE FROM board.polls",
        "UPDATE alerts.mails SET state = 'queued'",
        "CREATE TABLE board.mine (x int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(forbidden.encode())


@pytest.mark.parametrize(("kind", "target"), PROMQL)
def test_an_expression_gives_what_its_panel_needs(prometheus: str, kind: str, target: dict[str, str]) -> None:
    found = ask(prometheus, target["expr"].replace("$__rate_interval", "10s"))
    assert found
    names = re.findall(r"{{(\w+)}}", target["legendFormat"])
    if not target["expr"].endswith("or vector(0)"):
        assert all(set(names) <= set(series["metric"]) for series in found), "the legend names labels there are not"
    if kind == "stat":
        assert len(found) == 1


def test_every_metric_that_is_listed_is_measured(prometheus: str) -> None:
    there = set(httpx.get(f"{prometheus}/api/v1/label/__name__/values", trust_env=False).json()["data"])
    listed = {f.name if f.kind != "histogram" else f"{f.name}_bucket" for f in Metrics().described()}
    assert listed - there <= NOT_IN_THIS_RUN


def test_rules_can_be_evaluated_and_none_goes_off_on_a_run_without_fault(prometheus: str) -> None:
    assert ask(prometheus, 'ALERTS{alertstate="firing"}') == []
    groups = httpx.get(f"{prometheus}/api/v1/rules", trust_env=False).json()["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len(rules) > 20
    assert {rule["name"]: rule["lastError"] for rule in rules if rule.get("lastError")} == {}
