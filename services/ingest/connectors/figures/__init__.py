"""Figures that exist only in print or on a page, transcribed with where each was published."""
