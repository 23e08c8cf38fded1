"""The folder of a deployment on one machine, and the ports that no other may have meanwhile."""

import json
from pathlib import Path

import pytest

from services.cli.deployment import Deployment, Endpoints
from services.runtime.errors import ConfigError


def deployment(folder: Path) -> Deployment:
    return Deployment(folder, Endpoints(), live=False)


def test_two_that_start_at_once_never_share_a_port(tmp_path: Path) -> None:
    one, other = deployment(tmp_path / "one"), deployment(tmp_path / "other")
    with one.opened(fresh=False), other.opened(fresh=False):
        assert not set(one.ports.values()) & set(other.ports.values())


def test_the_ports_stay_the_same_so_that_links_in_mails_keep_working(tmp_path: Path) -> None:
    with (first := deployment(tmp_path)).opened(fresh=False):
        before = first.ports
    with (second := deployment(tmp_path)).opened(fresh=False):
        assert second.ports == before


def test_a_port_that_went_to_another_meanwhile_is_told_by_name(tmp_path: Path) -> None:
    one, other = deployment(tmp_path / "one"), deployment(tmp_path / "other")
    with one.opened(fresh=False):
        marker = json.loads((tmp_path / "one" / "deployment.json").read_text())
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "deployment.json").write_text(json.dumps(marker))
        with pytest.raises(ConfigError, match=rf"port {one.ports['board']} \(board\)"), other.opened(fresh=False):
            pytest.fail("it started beside the other")


def test_fresh_deletes_nothing_of_a_deployment_that_runs(tmp_path: Path) -> None:
    with deployment(tmp_path).opened(fresh=False):
        (tmp_path / "mail" / "1.eml").write_text("sent")
        with pytest.raises(ConfigError, match="another `koers up`"), deployment(tmp_path).opened(fresh=True):
            pytest.fail("it started beside the other")
        assert (tmp_path / "mail" / "1.eml").exists()


def test_fresh_starts_from_nothing(tmp_path: Path) -> None:
    with deployment(tmp_path).opened(fresh=False):
        (tmp_path / "mail" / "1.eml").write_text("sent")
    with deployment(tmp_path).opened(fresh=True):
        assert not list((tmp_path / "mail").iterdir())


def test_the_embedded_broker_is_not_asked_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOERS_KAFKA_TLS", "true")
    with (
        pytest.raises(ConfigError, match="unset KOERS_KAFKA_TLS, or give --kafka"),
        deployment(tmp_path).opened(fresh=False),
    ):
        pytest.fail("it started")
    with Deployment(tmp_path, Endpoints(kafka="broker:9093"), live=False).opened(fresh=False):
        assert (tmp_path / "deployment.json").exists()
