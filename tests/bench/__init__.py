"""The measurements: JSON lines, ratios within one run, a committed baseline to compare with; never a timed test."""
