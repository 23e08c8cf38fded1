"""What keeps Faust from losing, doubling or pretending: one small module for each way it was seen to fail."""
