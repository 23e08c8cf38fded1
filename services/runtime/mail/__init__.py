"""A message and the ways it leaves: each way in a folder of its own, behind one protocol, proved by one suite."""
