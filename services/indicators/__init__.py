"""The indicator service: series become indicator inputs, inputs become verdicts, verdicts become roll-ups."""
