"""The guard script: runs one server and ends it when the guard's own standard input closes.

A process holds the other end of that pipe until it stops or dies, so nothing it started outlives it, not even after
SIGKILL. (The kernel's parent-death signal cannot do this: it follows the *thread* that started the child.)

Started by path with `python -I -S`, so it imports the standard library alone. Arguments, as one JSON object:
command, stop_signal, grace (seconds until SIGKILL), account ([uid, gid] or null), directory. Prints one JSON line,
`{"pid": …}` or `{"error": …}`, and exits with the server's exit code (128 + n when signal n ended it).
"""

import json
import os
import signal
import subprocess
import sys
import threading
from types import FrameType


def main() -> int:
    order = json.loads(sys.argv[1])
    try:
        server = _launch(order["command"], order["account"], order["directory"])
    except OSError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 127
    _pass_signals_on(server, order["stop_signal"])
    arguments = (server, order["stop_signal"], order["grace"])
    threading.Thread(target=_end_with_parent, args=arguments, daemon=True).start()
    print(json.dumps({"pid": server.pid}), flush=True)
    code = server.wait()
    return code if code >= 0 else 128 - code


def _launch(command: list[str], account: list[int] | None, directory: str) -> subprocess.Popen[bytes]:
    """Start the server with the guard's standard error as its only output, away from the guard's two pipes."""
    uid, gid = account or (None, None)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
        cwd=directory,
        user=uid,
        group=gid,
        extra_groups=[] if account else None,
    )


def _pass_signals_on(server: subprocess.Popen[bytes], stop_signal: int) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        server.send_signal(stop_signal)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def _end_with_parent(server: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.send_signal(stop_signal)
    try:
        server.wait(timeout=grace)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    sys.exit(main())
