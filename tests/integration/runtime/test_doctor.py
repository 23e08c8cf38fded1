"""The doctor: each fault of a deployment is found and comes with a fix; a good part is left alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from services.alerts.settings import SenderSettings
from services.cli.main import app
from services.cli.operations import checks, checks_outside
from services.cli.operations.findings import Finding
from services.runtime.clock import FixedClock, SystemClock
from services.runtime.database import migrate
from services.runtime.embedded.catcher import MailFolder, catching
from services.runtime.embedded.ports import free_ports


def levels(findings: list[Finding]) -> dict[str, str]:
    assert all(finding.fix for finding in findings if finding.level != "ok"), "a fault without a fix"
    return {finding.check: finding.level for finding in findings}


async def test_a_database_without_migrations_or_with_newer_ones_is_at_fault(database_url: str) -> None:
    assert levels(list(await checks.database(database_url))) == {"database": "ok", "migrations": "fault"}
    migrate(database_url)
    assert levels(list(await checks.database(database_url))) == {"database": "ok", "migrations": "ok"}
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO _yoyo_migration VALUES ('a newer one', '0999.newer', now())")
    [_, newer] = await checks.database(database_url)
    assert newer.level == "fault"
    assert "newer version" in newer.fix


async def test_a_database_in_another_encoding_or_absent_is_at_fault(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE in_bytes ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        )
        try:
            other = psycopg.conninfo.make_conninfo(database_url, dbname="in_bytes")
            found = list(await checks.database(other))
        finally:
            connection.execute("DROP DATABASE in_bytes WITH (FORCE)")
    assert any("SQL_ASCII" in finding.found and finding.level == "fault" for finding in found)
    away = f"postgresql://koers@127.0.0.1:{free_ports(1)[0]}/koers"
    assert levels(list(await checks.database(away))) == {"database": "fault"}


async def test_a_clock_that_is_off_is_at_fault(database_url: str) -> None:
    assert levels(list(await checks.clock_of_database(database_url, SystemClock()))) == {"clock": "ok"}
    late = FixedClock(datetime.now(UTC) - timedelta(minutes=2))
    assert levels(list(await checks.clock_of_database(database_url, late))) == {"clock": "fault"}


async def test_a_state_folder_that_cannot_be_written_is_at_fault(tmp_path: Path) -> None:
    assert levels(list(await checks.disk(tmp_path)))["disk"] != "fault"
    assert levels(list(await checks.disk(tmp_path / "absent"))) == {"disk": "fault"}


def sender(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, smtp: str) -> SenderSettings:
    values = {
        "KAFKA": "kafka:9092",
        "STATE_DIR": str(tmp_path),
        "POSTGRES": "postgresql://x@y/z",
        "LINK_SECRET": "made up for this test, long enough",
        "PUBLIC_URL": "https://alerts.example.org",
        "BOARD_URL": "https://koers.example.org",
        "DESK_ADDRESS": "desk@example.org",
        "MAIL_FROM": "koers@example.org",
        "SMTP": smtp,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"KOERS_{name}", value)
    return SenderSettings()


async def test_the_relay_is_spoken_to_and_gets_no_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mail = MailFolder(tmp_path, SystemClock())
    async with catching(mail, "127.0.0.1", 0) as port:
        settings = sender(monkeypatch, tmp_path, f"127.0.0.1:{port}")
        found = levels(list(await checks_outside.relay(settings, SystemClock())))
    assert found == {"mail relay": "ok", "canary": "warning"}
    assert mail.count == 0
    gone = sender(monkeypatch, tmp_path, f"127.0.0.1:{free_ports(1)[0]}")
    assert levels(list(await checks_outside.relay(gone, SystemClock()))) == {"mail relay": "fault"}


def test_the_command_tells_every_setting_that_is_missing_and_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("KAFKA", "POSTGRES", "STATE_DIR", "LINK_SECRET", "SMTP", "MAIL_FROM", "PUBLIC_URL"):
        monkeypatch.delenv(f"KOERS_{name}", raising=False)
    monkeypatch.setenv("KOERS_LINK_SECRET", "too short, secret")
    done = CliRunner().invoke(app, ["doctor", "--json", "--offline"])
    findings = json.loads(done.output)
    assert done.exit_code == 1
    told = {finding["check"]: finding["found"] for finding in findings if finding["level"] == "fault"}
    assert "KOERS_SMTP" in told["settings of alerts sender"]
    assert "KOERS_KAFKA" in told["settings of ingest"]
    assert "too short, secret" not in done.output


def test_topics_that_are_missing_or_declared_otherwise_are_at_fault() -> None:
    topics = checks.load_topics()
    counts = topics.partition_counts()
    assert checks._partitions(topics, counts) == []
    fewer = {**counts, "stats.series.v1": 3}
    del fewer["policy.tick.v1"]
    found = {finding.found for finding in checks._partitions(topics, fewer)}
    assert found == {"stats.series.v1 has 3 partitions, declared are 6", "policy.tick.v1 is missing"}
