"""What readers report as wrong, and what the desk answers in public."""
