"""Does the agenda fit together? Each module notes the faults of one side of it in the book."""
