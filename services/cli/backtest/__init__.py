"""Replays what was known, day by day, through the real rules: what would have been mailed, and was it true."""
