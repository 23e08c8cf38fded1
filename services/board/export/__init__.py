"""The bulk download: everything the board knows in one file, made every night."""
