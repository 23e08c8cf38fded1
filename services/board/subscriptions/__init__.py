"""Readers who follow a part of the agenda by mail: they confirm, are told of changes, are forgotten at a click."""
