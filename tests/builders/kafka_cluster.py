"""Three real brokers on the loopback that replicate to each other, one of which may fail."""

import asyncio
import base64
import secrets
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from services.runtime.embedded.guarded import GuardedProcess
from services.runtime.embedded.kafka import java
from services.runtime.embedded.ports import free_ports
from services.runtime.topics import Topics, create_topics

NODES = 3
_PATIENCE_S = 90.0


class KafkaCluster:
    """Each node is broker and controller. Every topic, the broker's own included, has three copies, of which two must
    be written: with one node down nothing is lost and nothing stands still."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ports = free_ports(2 * NODES)
        self._clients, self._controllers = ports[:NODES], ports[NODES:]
        self._running: list[GuardedProcess | None] = [None] * NODES

    @property
    def bootstrap(self) -> str:
        """All three addresses, as an operator writes them."""
        return ",".join(f"127.0.0.1:{port}" for port in self._clients)

    def start(self, topics: Topics) -> str:
        """Format and start all nodes and make the topics with three copies; returns the address."""
        cluster = base64.urlsafe_b64encode(b"k" + secrets.token_bytes(15)).decode().rstrip("=")
        for node in range(NODES):
            self._format(node, cluster)
        for node in range(NODES):
            self.start_node(node)
        self.wait_for(NODES)
        asyncio.run(create_topics(self.bootstrap, topics.model_copy(update={"replication": NODES})))
        return self.bootstrap

    def start_node(self, node: int) -> None:
        """Start one node on its data."""
        command = [java.executable(), "-Xmx256m", "-Xms64m", *java.FLAGS, "-cp", java.class_path(), "kafka.Kafka"]
        path = self._path(node)
        self._running[node] = GuardedProcess(
            [*command, str(path / "server.properties")], log=path / "kafka.log", directory=path
        )

    def kill_node(self, node: int) -> None:
        """SIGKILL one node; its data stays."""
        running = self._running[node]
        assert running is not None
        running.kill()
        self._running[node] = None

    def stop(self) -> None:
        """End all nodes; the data is not needed any more, so no node waits for the others."""
        for node, running in enumerate(self._running):
            if running is not None:
                self.kill_node(node)

    def wait_for(self, brokers: int) -> None:
        """Until so many brokers are there and every copy of every partition is up to date with that many at least."""
        client = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            try:
                found = client.list_topics(timeout=5)
                partitions = [one for topic in found.topics.values() for one in topic.partitions.values()]
                if len(found.brokers) == brokers and all(len(one.isrs) >= brokers for one in partitions):
                    return
            except KafkaException:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{brokers} brokers were not in step within {_PATIENCE_S:.0f} s; see {self._folder}")

    def _path(self, node: int) -> Path:
        return self._folder / f"node-{node + 1}"

    def _format(self, node: int, cluster: str) -> None:
        path = self._path(node)
        path.mkdir(parents=True)
        (path / "server.properties").write_text(_properties(node, path / "data", self._clients, self._controllers))
        tool = [java.executable(), "-Xmx128m", *java.FLAGS, "-cp", java.class_path(), "kafka.tools.StorageTool"]
        command = [*tool, "format", "-t", cluster, "-c", str(path / "server.properties")]
        subprocess.run(command, check=True, capture_output=True)


def _properties(node: int, data: Path, clients: Sequence[int], controllers: Sequence[int]) -> str:
    voters = ",".join(f"{number}@127.0.0.1:{port}" for number, port in enumerate(controllers, start=1))
    settings = {
        "process.roles": "broker,controller",
        "node.id": node + 1,
        "listeners": f"PLAINTEXT://127.0.0.1:{clients[node]},CONTROLLER://127.0.0.1:{controllers[node]}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{clients[node]}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "controller.quorum.voters": voters,
        "broker.session.timeout.ms": 6000,
        "broker.heartbeat.interval.ms": 1000,
        "log.dirs": data,
        "auto.create.topics.enable": "false",
        "min.insync.replicas": 2,
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": NODES,
        "transaction.state.log.num.partitions": 1,
        "group.initial.rebalance.delay.ms": 0,
        "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
