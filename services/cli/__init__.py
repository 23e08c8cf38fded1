"""The `koers` command: the one composition root that may import every service."""
