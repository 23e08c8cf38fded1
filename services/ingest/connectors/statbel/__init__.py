"""Statbel: views of be.STAT, flat facts with labels in place of codes."""
