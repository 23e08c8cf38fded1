"""The schema `alerts` in PostgreSQL, table by table; every function works inside the caller's transaction."""
