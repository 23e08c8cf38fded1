"""The ways a message leaves: each in a folder of its own, behind one protocol, proved by one suite."""
