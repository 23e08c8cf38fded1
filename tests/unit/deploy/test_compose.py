"""The compose file runs the same processes with settings that exist, least privilege and loopback ports."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.secrets import make
from services.cli.deployment import Deployment, Endpoints
from services.cli.documentation import ROOT, SERVICES
from services.cli.env_example import env_example
from services.indicators.settings import IndicatorsSettings

MODULE_SETTINGS = {
    "services.ingest": "ingest",
    "services.indicators": "indicators",
    "services.alerts consumer": "alerts consumer",
    "services.alerts sender": "alerts sender",
    "services.alerts web": "alerts web",
    "services.board projector": "board projector",
    "services.board web": "board web",
}


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found


@pytest.fixture(scope="module")
def services(file: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = file["services"]
    return found


def ours(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The services that run a process of ours, by what follows `python -m`; the demo's catcher is none of them."""
    running = (s for s in services.values() if s.get("command", [""])[0] == "python" and s["profiles"] == ["core"])
    return {" ".join(s["command"][2:]): s for s in running}


def test_the_same_processes_run_as_on_one_machine(services: dict[str, dict[str, Any]], tmp_path: Any) -> None:
    deployment = Deployment(tmp_path, Endpoints(kafka="k:1", postgres="p", smtp="s:1"), live=True)
    with deployment.opened(fresh=False):
        expected = {" ".join(part.command[2:]) for part in deployment.parts("p")}
    assert set(ours(services)) == expected == set(MODULE_SETTINGS)


def test_every_variable_is_a_setting_of_that_process_and_none_that_is_required_is_missing(
    services: dict[str, dict[str, Any]],
) -> None:
    for module, service in ours(services).items():
        fields = SERVICES[MODULE_SETTINGS[module]].model_fields
        given = {name.removeprefix("KOERS_").removesuffix("_FILE").lower() for name in service["environment"]}
        given |= {name.removeprefix("KOERS_").lower() for name in service["environment"]}
        for name in service["environment"]:
            plain = name.removeprefix("KOERS_").lower()
            assert plain in fields or plain.removesuffix("_file") in fields, f"{module}: {name} is no setting of it"
        required = {name for name, field in fields.items() if field.is_required()} - {"state_dir"}
        assert required <= given, f"{module} lacks {sorted(required - given)}"


def test_processes_are_confined_and_ports_are_on_loopback(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["cap_drop"] == ["ALL"], name
        # Kafka's official image writes its configuration into its own root at the start
        assert service.get("read_only") or name == "kafka", name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    for service in ours(services).values():
        assert service["user"] == "10001:10001"


def test_only_ingest_the_catcher_and_a_person_write_the_state_folder(services: dict[str, dict[str, Any]]) -> None:
    writers = {name for name, s in services.items() if "state:/var/lib/koers" in s.get("volumes", [])}
    assert writers == {"ingest", "mail-catcher", "koers"}


def test_jobs_have_run_before_anything_starts(services: dict[str, dict[str, Any]]) -> None:
    for service in ours(services).values():
        assert service["depends_on"]["topics"] == {"condition": "service_completed_successfully"}
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["topics"]["depends_on"]["kafka"] == {"condition": "service_healthy"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_every_service_is_watched_limited_pinned_restarted_and_logs_little(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        if name not in ("topics", "migrate", "koers"):
            assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
            assert service["restart"] == "unless-stopped", name
        assert service["mem_limit"], name
        assert re.search(r":v?\d+\.\d+(\.\d+)?$", service["image"]), f"{name} is not pinned"
        assert service["logging"]["options"]["max-size"], name


def test_profiles_and_volumes_are_those_there_should_be(
    services: dict[str, dict[str, Any]], file: dict[str, Any]
) -> None:
    assert {name for s in services.values() for name in s["profiles"]} == {"core", "monitoring", "demo", "tools"}
    named = {v.partition(":")[0] for s in services.values() for v in s.get("volumes", []) if v[0].isalpha()}
    assert named == set(file["volumes"])
    used = {secret for s in services.values() for secret in s.get("secrets", [])} | {"postgres_password"}
    assert used == set(file["secrets"])


def test_a_worker_has_longer_to_end_than_its_group_to_notice(services: dict[str, dict[str, Any]]) -> None:
    session = IndicatorsSettings.model_fields["session_timeout"].default
    assert int(services["indicators"]["stop_grace_period"].removesuffix("s")) > session + 15


def test_secrets_are_made_once_for_their_owner_only_and_are_all_the_file_names(
    file: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    assert set(make(folder)) == set(file["secrets"])
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert make(folder) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert len(set(before.values())) == len(before)
    assert folder.stat().st_mode & 0o077 == 0
    assert len(before["link_secret"]) >= 32
    assert before["postgres_password"] in before["postgres_dsn"]


def test_the_example_of_the_environment_names_every_setting_and_all_the_compose_file_asks_for() -> None:
    text = (ROOT / ".env.example").read_text()
    assert text == env_example(SERVICES, (ROOT / "docker-compose.yml").read_text())
    settings = {f"KOERS_{name.upper()}" for kind in SERVICES.values() for name in kind.model_fields}
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    for name in settings | asked:
        assert re.search(rf"\b{name}(_FILE)?\b", text), f"{name} is not in .env.example"
    for line in text.splitlines():
        assert re.match(r"^(#.*|\w+=.*|)$", line), line
    assert not re.search(r"^KOERS_(POSTGRES|LINK_SECRET|SMTP_PASSWORD)=", text, re.MULTILINE), "a secret in the open"


def test_prometheus_asks_every_process_by_the_name_it_has_here(services: dict[str, dict[str, Any]]) -> None:
    text = (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text()
    jobs = yaml.safe_load(text)["scrape_configs"]
    hosts = {t.partition(":")[0] for j in jobs for s in j.get("static_configs", []) for t in s["targets"]}
    hosts |= {name for j in jobs for s in j.get("dns_sd_configs", []) for name in s["names"]}
    assert {name for name, s in services.items() if s in ours(services).values()} <= hosts
    assert hosts - {"localhost"} <= set(services)
