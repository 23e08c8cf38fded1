"""Mail to a relay."""
