"""Messages as signed JSON to an address on the web."""
