"""How a verdict is made: pure functions from the agenda and the known snapshots to assessments and roll-ups."""
