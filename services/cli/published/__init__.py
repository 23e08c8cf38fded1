"""Files of published results: read, computed again by the method that made them, compared and written."""
