"""Checks an index and its surroundings."""
