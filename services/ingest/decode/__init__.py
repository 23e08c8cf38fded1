"""Decoding: what a publisher's bytes say, read sparsely, without I/O and without repairing anything."""
