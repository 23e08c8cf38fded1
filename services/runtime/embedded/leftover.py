"""Ending a process that is not ours to wait for: a server that outlived the process that started it."""

import signal
import time

import psutil

_POLL_S = 0.02


def end(process: psutil.Process, stop_signal: signal.Signals, grace: float) -> None:
    """Send `stop_signal`, and SIGKILL after `grace` seconds; returns when the process runs no longer."""
    try:
        process.send_signal(stop_signal)
        if not wait_gone(process, grace):
            process.kill()
            wait_gone(process, grace)
    except psutil.NoSuchProcess:
        return


def wait_gone(process: psutil.Process, timeout: float) -> bool:
    """Whether the process ends within `timeout` seconds.

    One that has ended but was not reaped counts as gone: in a container its new parent may never reap it.
    """
    deadline = time.monotonic() + timeout
    while _runs(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
