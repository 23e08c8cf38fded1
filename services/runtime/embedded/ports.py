"""Free ports on loopback that stay free while their server is away."""

import fcntl
import os
import random
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from services.runtime.errors import TransientError

# Below the range from which systems take the source ports of outgoing connections (Linux 32768, macOS 49152). A port
# inside it can be taken while its server restarts, even by a client that tries to reach that very port and so
# connects to itself.
_RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Distinct free ports, chosen at random. Raises TransientError when too few are found."""
    found: list[int] = []
    for port in random.sample(_RANGE, 500):
        if is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise TransientError(f"found no {count} free ports between {_RANGE.start} and {_RANGE.stop}")


def claim(port: int, kept: ExitStack) -> bool:
    """Keep a port for this process as long as the stack is open; False while another process of this user has it.

    Between choosing a port and a server's listening on it another deployment may choose the same: this tells it not to.
    """
    folder = Path(tempfile.gettempdir()) / f"koers-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    claimed = kept.enter_context((folder / str(port)).open("w"))
    try:
        fcntl.flock(claimed, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
