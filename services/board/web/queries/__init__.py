"""What the pages ask the database, one module for each kind of page."""
