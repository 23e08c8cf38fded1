"""The ingest service: polls public statistics, keeps their bytes, and publishes each series as a snapshot."""
