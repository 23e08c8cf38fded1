"""The broker's process: when it is ready, and which one it is."""

import time
from collections.abc import Callable

import psutil
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from services.runtime.embedded.kafka.storage import Folder
from services.runtime.errors import TransientError

_POLL_S = 0.1


def wait_ready(bootstrap: str, alive: Callable[[], bool], folder: Folder, timeout: float) -> None:
    """Return when Metadata lists a live broker.

    Raises TransientError when the broker dies first or `timeout` seconds have passed.
    """
    quick = {"reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 100, "log_level": 0}
    client = AdminClient({"bootstrap.servers": bootstrap, **quick})
    deadline = time.monotonic() + timeout
    while alive() and time.monotonic() < deadline:
        try:
            if client.list_topics(timeout=0.5).brokers:
                return
        except KafkaException:
            time.sleep(_POLL_S)
    state = "does not answer" if alive() else "ended at its start"
    raise TransientError(f"Apache Kafka on {bootstrap} {state}; see {folder.log}", log=str(folder.log))


def process_of(folder: Folder) -> psutil.Process | None:
    """The broker that runs in this folder, by its pid file and, because pids are used again, its command line."""
    try:
        process = psutil.Process(int(folder.pid_file.read_text()))
        ours = process.cmdline()[-2:] == ["kafka.Kafka", str(folder.properties)]
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return process if ours else None
