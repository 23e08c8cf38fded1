"""The compose file runs the same processes with settings that exist, least privilege and loopback ports."""

from typing import Any

import pytest
import yaml

from services.cli.deployment import Deployment, Endpoints
from services.cli.documentation import ROOT, SERVICES

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
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def ours(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The services that run a process of ours, by what follows `python -m`."""
    return {" ".join(s["command"][2:]): s for s in services.values() if s.get("command", [""])[0] == "python"}


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
    for service in ours(services).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_jobs_have_run_before_anything_starts(services: dict[str, dict[str, Any]]) -> None:
    for service in ours(services).values():
        assert service["depends_on"]["topics"] == {"condition": "service_completed_successfully"}
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
