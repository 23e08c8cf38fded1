"""Apache Kafka as a server of this process: started, stopped and killed by it, and gone with it."""

import signal
from pathlib import Path

from services.runtime.embedded.guarded import GuardedProcess
from services.runtime.embedded.kafka import java
from services.runtime.embedded.kafka.process import process_of, wait_ready
from services.runtime.embedded.kafka.storage import Folder, Ports, Secured
from services.runtime.embedded.leftover import end
from services.runtime.errors import ConfigError

_GRACE_S = 20.0


class ApacheKafka:
    """One broker with its data, configuration and log in `data_dir`.

    Started again it has its data and its port; another object on the same directory finds the data, and the port
    unless something else took it meanwhile. Topics are only made when asked for.
    """

    def __init__(
        self, data_dir: Path, *, port: int | None = None, heap_mb: int = 384, timeout: float = 60.0,
        secured: Secured | None = None,
    ) -> None:  # fmt: skip
        """`timeout` bounds a start, in seconds, the fetching of jars apart; `secured` adds a listener over TLS."""
        self._folder = Folder(data_dir, secured)
        self._wanted = port
        self._heap_mb = heap_mb
        self._timeout = timeout
        self._ports: Ports | None = None
        self._process: GuardedProcess | None = None

    @property
    def bootstrap(self) -> str:
        """The address of the last start, as "127.0.0.1:port". Raises ConfigError before the first."""
        if self._ports is None:
            raise ConfigError("Apache Kafka has no address before its first start")
        return self._ports.bootstrap

    @property
    def pid(self) -> int | None:
        """The Java process, None when it is not running."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the Java process is alive."""
        return self._process is not None and self._process.running

    def start(self) -> str:
        """Start the broker, wait until it lists itself as alive, and return its address.

        Does nothing when it runs. A broker left behind in this directory by an owner that was killed is ended first.
        Raises ConfigError when Java, Maven or the port is missing, TransientError when it does not come up.
        """
        if self.running:
            return self.bootstrap
        self.stop()
        if leftover := process_of(self._folder):
            end(leftover, signal.SIGTERM, _GRACE_S)
        class_path = java.class_path()
        self._ports = self._folder.choose_ports(self._ports.client if self._ports else self._wanted)
        self._folder.prepare(self._ports, class_path)
        try:
            self._launch(class_path)
            wait_ready(self.bootstrap, lambda: self.running, self._folder, self._timeout)
        except BaseException:
            self.kill()
            raise
        return self.bootstrap

    def _launch(self, class_path: str) -> None:
        command = self._folder.command(class_path, self._heap_mb)
        self._process = GuardedProcess(command, log=self._folder.log, directory=self._folder.path, grace=_GRACE_S)
        self._folder.pid_file.write_text(str(self._process.pid))

    def stop(self) -> None:
        """A clean stop, SIGKILL when that takes too long; does nothing when it is not running."""
        if self._process:
            self._process.stop()
        self._process = None

    def kill(self) -> None:
        """SIGKILL, as a crash would; the data stays."""
        if self._process:
            self._process.kill()
        self._process = None
