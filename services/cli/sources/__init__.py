"""`koers source`: what a data engineer needs to add, check and keep a source."""
