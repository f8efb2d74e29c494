"""Checks of an index and of everything that it depends on."""
