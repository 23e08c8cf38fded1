"""The embedded broker: the mock cluster in a process of its own, which ends when its parent does.

Run as `python -m services.runtime.embedded.mock_broker` it is that process: it prints one JSON line with its address,
then answers one JSON line per request on standard input, and exits when that closes. `MockBroker` is the parent's side.
"""

import json
import select
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from services.runtime.embedded.librdkafka import MockCluster
from services.runtime.errors import ConfigError, TransientError

_REBALANCE_DELAY_MS = 20


class MockBroker:
    """A Kafka broker without durability, compaction or rebalancing, for one machine and for tests.

    Each `start` begins empty and on another port. Topics not named at the start are made on first use, with four
    partitions. A partition keeps its newest 5 MiB or 100,000 batches, whichever is less.
    """

    def __init__(self, *, log: Path | None = None, timeout: float = 20.0) -> None:
        """`log` receives the broker's own messages (None: our standard error); `timeout` bounds each request, in s."""
        self._log = log
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._bootstrap = ""

    @property
    def bootstrap(self) -> str:
        """The address of the last start, as "127.0.0.1:port"; empty before."""
        return self._bootstrap

    @property
    def pid(self) -> int | None:
        """The broker's process, None when it is not running."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the broker's process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self, topics: Mapping[str, int]) -> str:
        """Start with these topics (name to partitions) and return the bootstrap address.

        Raises ConfigError when librdkafka cannot be used or a topic is refused, TransientError when nothing answers.
        """
        if self.running:
            raise ConfigError("the embedded broker is running already", pid=self.pid)
        self.stop()
        self._process = self._spawn()
        try:
            self._bootstrap = str(self._answer(self._process))
            self.create_topics(topics)
        except BaseException:
            self.stop()
            raise
        return self._bootstrap

    def stop(self) -> None:
        """End the broker's process; does nothing when it is not running."""
        if self._process is None:
            return
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what a request left in the buffer cannot reach a broker that has died
                if pipe:
                    pipe.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Add topics (name to partitions). Raises ConfigError for one that exists or is refused."""
        self._request("create_topics", topics=dict(topics))

    def broker_down(self) -> None:
        """Fault: close all connections and refuse new ones, keeping the data."""
        self._request("broker_down")

    def broker_up(self) -> None:
        """End the fault: answer again, on the same port."""
        self._request("broker_up")

    def push_request_errors(self, api_key: int, errors: Sequence[int]) -> None:
        """Fault: answer the next requests with this protocol key (0 = Produce) with these error codes, in order."""
        self._request("push_request_errors", api_key=api_key, errors=list(errors))

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "services.runtime.embedded.mock_broker"]
        log = self._log.open("ab") if self._log else None
        try:
            # Its own session: Ctrl-C in a terminal must reach the parent alone, which stops its processes in order.
            return subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        finally:
            if log:
                log.close()

    def _request(self, do: str, **arguments: object) -> object:
        if self._process is None or self._process.stdin is None:
            raise TransientError("the embedded broker is not running")
        try:
            self._process.stdin.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise TransientError(f"the embedded broker has died: {error}") from error
        return self._answer(self._process)

    def _answer(self, process: subprocess.Popen[bytes]) -> object:
        pipe = process.stdout
        ready = select.select([pipe], [], [], self._timeout)[0] if pipe else []
        line = ready[0].readline() if ready else b""
        if not line:
            raise TransientError("the embedded broker does not answer", waited_s=self._timeout, timed_out=not ready)
        reply: dict[str, object] = json.loads(line)
        if "error" in reply:
            raise ConfigError(str(reply["error"]))
        return reply["ok"]


def _serve(cluster: MockCluster) -> None:
    """Answer requests until standard input closes."""

    def create_topics(topics: Mapping[str, int]) -> None:
        for name, partitions in topics.items():
            cluster.create_topic(name, partitions)

    actions: dict[str, Callable[..., None]] = {
        "create_topics": create_topics,
        "broker_down": cluster.broker_down,
        "broker_up": cluster.broker_up,
        "push_request_errors": cluster.push_request_errors,
    }
    for line in sys.stdin:
        request = json.loads(line)
        try:
            actions[request.pop("do")](**request)
            _reply(ok=None)
        except ConfigError as error:
            _reply(error=error.message)


def _reply(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def main() -> None:
    """Be the broker's process."""
    try:
        cluster = MockCluster(rebalance_delay_ms=_REBALANCE_DELAY_MS)
    except ConfigError as error:
        return _reply(error=error.message)
    try:
        _reply(ok=cluster.bootstrap)
        _serve(cluster)
    finally:
        cluster.close()


if __name__ == "__main__":
    main()
