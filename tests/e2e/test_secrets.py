"""No secret is told: not in logs, command lines, metrics, pages, files or errors. Every secret here is made up."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx
import psutil
import pytest
from pydantic_settings import BaseSettings

from services.cli.documentation import SERVICES
from services.runtime.embedded.ports import free_ports
from services.runtime.settings import ReaderSettings
from tests.e2e.conftest import HARMLESS, Drained, mark_of

PARTS = {
    "ingest": ("services.ingest",),
    "indicators": ("services.indicators",),
    "alerts consumer": ("services.alerts", "consumer"),
    "alerts sender": ("services.alerts", "sender"),
    "alerts web": ("services.alerts", "web"),
    "board projector": ("services.board", "projector"),
    "board web": ("services.board", "web"),
}


def secret_settings() -> set[str]:
    """The name of every setting that is a secret, as the typed settings have it."""
    kinds: tuple[type[BaseSettings], ...] = (*SERVICES.values(), ReaderSettings)
    return {
        f"KOERS_{name.upper()}" for kind in kinds for name, field in kind.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }  # fmt: skip


def told(text: str, where: str) -> list[str]:
    """Which secrets a text tells; the mark of one is the same wherever it is given."""
    return [f"{where} tells {name}" for name in secret_settings() if mark_of(name) in text]


@pytest.fixture
def broken(tmp_path: Path) -> dict[str, str]:
    """An environment with every secret there is, in which no server answers."""
    (port,) = free_ports(1)
    there = {name: mark_of(name) for name in secret_settings()}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("KOERS_")},
        **there,
        "KOERS_POSTGRES": f"postgresql://koers:{there['KOERS_POSTGRES']}@127.0.0.1:{port}/koers?connect_timeout=2",
        "KOERS_KAFKA": f"127.0.0.1:{port}",
        "KOERS_KAFKA_TLS": "true",
        "KOERS_KAFKA_USER": "koers",
        "KOERS_SMTP": f"127.0.0.1:{port}",
        "KOERS_SMTP_TLS": "implicit",
        "KOERS_SMTP_USER": "koers",
        "KOERS_STATE_DIR": str(tmp_path),
        "KOERS_PUBLIC_URL": "http://koers.example",
        "KOERS_BOARD_URL": "http://koers.example",
        "KOERS_DESK_ADDRESS": "desk@koers.example",
        "KOERS_MAIL_FROM": "koers@koers.example",
        "KOERS_VDAB_CLIENT_ID": "koers",
        "KOERS_LIVE": "false",
        "KOERS_LOG_LEVEL": "DEBUG",
    }


def test_the_parts_are_all_there_are() -> None:
    assert set(PARTS) == set(SERVICES)


def test_no_part_tells_a_secret_when_nothing_it_needs_answers(broken: Mapping[str, str]) -> None:
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", *words], env=broken, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, words in PARTS.items()
    }
    running["doctor"] = subprocess.Popen(
        [sys.executable, "-m", "services.cli", "doctor"],
        env=broken, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    faults: list[str] = []
    for name, process in running.items():
        try:
            said, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        assert said, f"{name} said nothing"
        assert process.returncode != 0, f"{name} was content: {said}"
        faults += told(said, name)
    assert faults == []


def test_a_setting_that_is_wrong_is_named_without_its_value(broken: Mapping[str, str]) -> None:
    short = {**broken, "KOERS_LINK_SECRET": "short-" + mark_of("KOERS_LINK_SECRET")[:8]}
    done = subprocess.run(
        [sys.executable, "-m", *PARTS["alerts web"]], env=short, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "KOERS_LINK_SECRET" in done.stderr
    assert short["KOERS_LINK_SECRET"] not in done.stderr


def test_a_whole_run_tells_no_secret(again: Drained, board: str, parts: Mapping[str, Mapping[str, str]]) -> None:
    link = (again.state / "secrets" / "link").read_text().strip()
    assert len(parts) == len(SERVICES)
    assert all(parts["koers-ingest"][name] == mark_of(name) for name in HARMLESS), "the run was given secrets"
    faults: list[str] = []
    texts = {"stderr": again.outcome.said, "stdout": str(again.outcome.facts)}
    for name, environment in parts.items():
        with httpx.Client(base_url=f"http://127.0.0.1:{environment['KOERS_ADMIN_PORT']}", trust_env=False) as admin:
            texts |= {f"{name}{page}": admin.get(page).text for page in ("/metrics", "/status", "/healthz")}
    for process in psutil.Process().children(recursive=True):
        texts[f"argv of {process.pid}"] = " ".join(process.cmdline())
    with httpx.Client(base_url=board, trust_env=False, follow_redirects=True) as pages:
        texts |= {page: pages.get(page).text for page in ("/nl/", "/en/data/", "/api/v1/openapi.json", "/en/nothing/")}
    kept = [path for path in again.state.rglob("*") if path.is_file() and "secrets" not in path.parts]
    texts |= {
        str(path.relative_to(again.state)): path.read_bytes().decode("latin-1") for path in kept if _is_ours(path)
    }
    for where, text in texts.items():
        faults += told(text, where)
        faults += [f"{where} tells the link secret"] if link in text else []
    assert faults == []
    assert any(where.endswith(".log") for where in texts), "the logs were looked at"


def _is_ours(path: Path) -> bool:
    """A file that we wrote; PostgreSQL's own are too many to read, and the folder of secrets is where they belong."""
    return path.is_file() and not {"cluster", "secrets"} & set(path.parts)
