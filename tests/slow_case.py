"""Marks single cases of a test as slow."""

import pytest


def slow(*values):
    """Return a further case of a kind that the quick tests cover; it is left to the slow ones."""
    return pytest.param(*values, marks=pytest.mark.slow)
