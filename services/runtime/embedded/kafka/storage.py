"""One node's folder: its configuration, its ports and its formatted storage."""

import base64
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.runtime.embedded.kafka import java
from services.runtime.embedded.ports import free_ports, is_free
from services.runtime.errors import ConfigError

_FORMAT_HEAP = "-Xmx128m"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the node listens on loopback: for clients, and for itself as controller."""

    client: int
    controller: int

    @property
    def bootstrap(self) -> str:
        """The clients' address."""
        return f"127.0.0.1:{self.client}"


@dataclass(frozen=True, slots=True)
class Secured:
    """A second listener for clients, over TLS: they log in by SCRAM-SHA-512.

    `keystore` is a PEM file with the private key (PKCS #8) and the certificates; `users` are names and passwords.
    """

    port: int
    keystore: Path
    users: Mapping[str, str]


class Folder:
    """The data directory of one node; everything in it survives a stop."""

    def __init__(self, path: Path, secured: Secured | None = None) -> None:
        self.path, self._secured = path.resolve(), secured
        self.properties = self.path / "server.properties"
        self.log = self.path / "kafka.log"
        self.pid_file = self.path / "kafka.pid"

    def choose_ports(self, wanted: int | None) -> Ports:
        """The wanted port, else that of the last start, else a free one.

        Raises ConfigError when a wanted port is taken. A remembered one that is taken is given up.
        """
        if wanted is not None and not is_free(wanted):
            raise ConfigError(f"port {wanted} is in use: stop what listens there, or choose another")
        last = self.remembered()
        if last and is_free(last.controller) and (wanted == last.client or (wanted is None and is_free(last.client))):
            return last
        first, second = free_ports(2)
        return Ports(first if wanted is None else wanted, second)

    def remembered(self) -> Ports | None:
        """The ports of the last start; None when there was none."""
        if not self.properties.exists():
            return None
        listeners = next(line for line in self.properties.read_text().splitlines() if line.startswith("listeners="))
        client, controller, *_ = (int(address.rsplit(":", 1)[1]) for address in listeners.split(","))
        return Ports(client, controller)

    def prepare(self, ports: Ports, class_path: str) -> None:
        """Write the configuration, and format the storage when that was not done. Raises ConfigError."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.properties.write_text(_properties(self.path / "data", ports, self._secured))
        if (self.path / "data" / "meta.properties").exists():
            return
        tool = [java.executable(), _FORMAT_HEAP, *java.FLAGS, "-cp", class_path]
        tool += ["kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(self.properties)]
        for name, password in self._secured.users.items() if self._secured else ():
            tool += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
        done = subprocess.run(tool, capture_output=True, text=True)
        if done.returncode:
            raise ConfigError(f"cannot format Kafka's storage in {self.path}", output=done.stdout + done.stderr)

    def command(self, class_path: str, heap_mb: int) -> list[str]:
        """The command that runs the broker in this folder. Raises ConfigError without a fitting Java."""
        heap = [f"-Xmx{heap_mb}m", "-Xms64m"]
        return [java.executable(), *heap, *java.FLAGS, "-cp", class_path, "kafka.Kafka", str(self.properties)]


def _cluster_id() -> str:
    """A random identity; its fixed first byte keeps it from beginning with "-", which would read as an option."""
    return base64.urlsafe_b64encode(b"k" + secrets.token_bytes(15)).decode().rstrip("=")


def _properties(data: Path, ports: Ports, secured: Secured | None) -> str:
    """One node that is broker and controller, with every internal topic on itself.

    Static voters, because formatted storage then holds no ports and these may change. A short session, because after a
    crash the node may not register again until its former self has timed out. The cleaner's buffer is small (the
    default alone takes 128 MB) and it looks often, so that tests need not wait for compaction.
    """
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "listeners": f"PLAINTEXT://127.0.0.1:{ports.client},CONTROLLER://127.0.0.1:{ports.controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{ports.client}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "controller.quorum.voters": f"1@127.0.0.1:{ports.controller}",
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        "log.dirs": data,
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "log.cleaner.backoff.ms": 1000,
        "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    }
    if secured:
        address = f",SECURED://127.0.0.1:{secured.port}"
        settings["listeners"] = f"{settings['listeners']}{address}"
        settings["advertised.listeners"] = f"{settings['advertised.listeners']}{address}"
        settings["listener.security.protocol.map"] = f"{settings['listener.security.protocol.map']},SECURED:SASL_SSL"
        settings["sasl.enabled.mechanisms"] = "SCRAM-SHA-512"
        settings["listener.name.secured.ssl.keystore.type"] = "PEM"
        settings["listener.name.secured.ssl.keystore.location"] = secured.keystore
        module = "org.apache.kafka.common.security.scram.ScramLoginModule"
        settings["listener.name.secured.scram-sha-512.sasl.jaas.config"] = f"{module} required;"
    return "".join(f"{name}={value}\n" for name, value in settings.items())
