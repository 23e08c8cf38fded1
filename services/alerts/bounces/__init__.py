"""Mail that comes back: known by its signed envelope sender, read as RFC 3464 says, and told to the desk."""
