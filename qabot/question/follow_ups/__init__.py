"""Rewrites a follow-up question so that it stands alone."""
