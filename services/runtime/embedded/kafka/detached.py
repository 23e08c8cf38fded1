"""Apache Kafka as a server of its own, for `koers kafka up` and `down`: it stays when the command ends."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from services.runtime.embedded.kafka import java
from services.runtime.embedded.kafka.process import process_of, wait_ready
from services.runtime.embedded.kafka.storage import Folder
from services.runtime.embedded.leftover import end

_GRACE_S = 20.0
_START_TIMEOUT_S = 60.0


def up(state_dir: Path, *, port: int | None = None, heap_mb: int = 384) -> str:
    """Start a broker in `state_dir`/kafka, or find the one that runs there; return its address.

    It keeps its data and, if still free, its port between runs. When the start fails or is interrupted, nothing stays
    behind. Raises ConfigError when Java, Maven or the port is missing, TransientError when the broker does not come up.
    """
    folder = Folder(state_dir / "kafka")
    known = folder.remembered()
    if known and process_of(folder):
        return known.bootstrap
    class_path = java.class_path()
    ports = folder.choose_ports(port)
    folder.prepare(ports, class_path)
    broker = _launch(folder, folder.command(class_path, heap_mb))
    try:
        folder.pid_file.write_text(str(broker.pid))
        wait_ready(ports.bootstrap, lambda: broker.poll() is None, folder, _START_TIMEOUT_S)
    except BaseException:
        end(psutil.Process(broker.pid), signal.SIGTERM, _GRACE_S)
        folder.pid_file.unlink(missing_ok=True)
        raise
    return ports.bootstrap


def down(state_dir: Path) -> bool:
    """Stop the broker of `state_dir`, whose data stays; false when none runs there.

    Ends the one process of the pid file, and only when its command line is that of this very broker.
    """
    folder = Folder(state_dir / "kafka")
    process = process_of(folder)
    if process:
        end(process, signal.SIGTERM, _GRACE_S)
    folder.pid_file.unlink(missing_ok=True)
    return process is not None


def _launch(folder: Folder, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it."""
    with folder.log.open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder.path,
            start_new_session=True,
        )
