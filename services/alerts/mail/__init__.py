"""What a mail says, how it is laid out, and how it is sent."""
