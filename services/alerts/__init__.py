"""Turns verdicts that worsen and promises that lapse into one mail to the body concerned, and takes its answer."""
