"""Eurostat: JSON-stat by three data interfaces, a dataflow probe, and recordings of its bulk tables."""
