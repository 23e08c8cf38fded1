#!/usr/bin/env python3
"""Whether a broker answers ApiVersions, as the tool of this name asks."""
import socket
import struct
import sys

host, _, port = sys.argv[sys.argv.index("--bootstrap-server") + 1].rpartition(":")
with socket.create_connection((host, int(port)), timeout=5) as connection:
    connection.sendall(struct.pack(">ihhih", 10, 18, 0, 7, -1))
    length, correlation, error = struct.unpack(">iih", connection.recv(10))
    print(f"{host}:{port} answers, error {error}")
    sys.exit(0 if correlation == 7 and error == 0 else 1)
