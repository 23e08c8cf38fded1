"""What the board decides without touching anything: what changed since when, and what is behind."""
