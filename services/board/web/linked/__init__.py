"""The board as linked data (JSON-LD): every thing under an address that never changes."""
