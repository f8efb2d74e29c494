"""Decides what is said, cites and verifies it, or refuses."""
