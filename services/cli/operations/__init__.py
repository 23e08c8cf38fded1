"""What a person who runs Koers types: doctor, trace, backup and restore."""
