"""The board: what is known and was known, public pages on it, and the reconciler that keeps the verdicts true."""
