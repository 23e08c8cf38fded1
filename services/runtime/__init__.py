"""What every service shares: settings, clock, errors, broker, database, health, metrics and logging."""
