"""A guarded server ends with its owner, whichever way the owner goes."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from services.runtime.embedded.guarded import GuardedProcess
from services.runtime.errors import ConfigError

# Says "ready" and, on SIGINT, "bye" before it goes.
POLITE = """
import signal, sys, time
def bye(*_):
    print("bye", flush=True)
    sys.exit(0)
signal.signal(signal.SIGINT, bye)
print("ready", flush=True)
while True:
    time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
while True:
    time.sleep(60)
"""


def _start(code: str, folder: Path, wait_for: Callable[[Path, str], None], **options: object) -> GuardedProcess:
    log = folder / "log"
    server = GuardedProcess([sys.executable, "-c", code], log=log, directory=folder, **options)  # type: ignore[arg-type]
    wait_for(log, "ready")
    return server


@pytest.fixture
def wait_for(eventually: Callable[[Callable[[], bool]], None]) -> Callable[[Path, str], None]:
    """Waits until a text stands in a log."""
    return lambda log, text: eventually(lambda: text in log.read_text())


def test_stop_sends_the_chosen_signal_and_returns_when_the_server_is_gone(
    folder: Path, wait_for: Callable[[Path, str], None]
) -> None:
    server = _start(POLITE, folder, wait_for, stop_signal=signal.SIGINT)
    assert server.running
    server.stop()
    assert not server.running
    assert not psutil.pid_exists(server.pid)
    assert (folder / "log").read_text() == "ready\nbye\n"


def test_a_server_deaf_to_the_signal_is_killed_after_the_grace(
    folder: Path, wait_for: Callable[[Path, str], None]
) -> None:
    server = _start(DEAF, folder, wait_for, grace=0.2)
    server.stop()
    assert not psutil.pid_exists(server.pid)


def test_kill_gives_the_server_no_chance_to_say_goodbye(folder: Path, wait_for: Callable[[Path, str], None]) -> None:
    server = _start(POLITE, folder, wait_for, stop_signal=signal.SIGINT)
    server.kill()
    assert not psutil.pid_exists(server.pid)
    assert (folder / "log").read_text() == "ready\n"


def test_a_server_that_ends_by_itself_is_seen_to_have_ended(
    folder: Path, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    server = GuardedProcess([sys.executable, "-c", ""], log=folder / "log", directory=folder)
    eventually(lambda: not server.running)
    server.stop()
    assert not psutil.pid_exists(server.pid)


def test_a_killed_owner_takes_the_server_with_it_in_an_orderly_way(
    folder: Path, orphan: Callable[[str], psutil.Process], gone: Callable[[psutil.Process], bool]
) -> None:
    server = orphan(f"""
        import signal, sys, time
        from pathlib import Path
        from services.runtime.embedded.guarded import GuardedProcess
        log = Path({str(folder / "log")!r})
        server = GuardedProcess([sys.executable, "-c", {POLITE!r}], log=log, directory=log.parent,
                                stop_signal=signal.SIGINT)
        while "ready" not in log.read_text():
            time.sleep(0.01)
        print(server.pid, flush=True)
    """)
    assert gone(server)
    assert (folder / "log").read_text() == "ready\nbye\n"


def test_the_server_outlives_the_thread_that_started_it(folder: Path, wait_for: Callable[[Path, str], None]) -> None:
    servers: list[GuardedProcess] = []
    starter = threading.Thread(target=lambda: servers.append(_start(POLITE, folder, wait_for)))
    starter.start()
    starter.join()
    assert servers[0].running
    servers[0].stop()


def test_ctrl_c_in_the_owners_terminal_does_not_reach_the_server(
    folder: Path, wait_for: Callable[[Path, str], None]
) -> None:
    server = _start(POLITE, folder, wait_for)
    assert os.getsid(server.pid) != os.getsid(0)
    server.stop()


def test_a_command_that_cannot_run_is_a_config_error_that_names_it(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no-such-program"):
        GuardedProcess([str(folder / "no-such-program")], log=folder / "log", directory=folder)
