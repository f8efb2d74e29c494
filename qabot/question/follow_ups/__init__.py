"""Resolves a question of a conversation into one that stands alone."""
