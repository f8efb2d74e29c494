"""Searches a build with all its searchers and fuses their rankings."""
