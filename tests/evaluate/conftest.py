"""Marks of answers made by hand."""

import pytest
from by_hand import ARTICLES

from qabot.evaluate.marking import mark


@pytest.fixture
def marked():
    """Mark an answer to a question against the articles by hand."""
    return lambda question, given: mark(question, given, article=ARTICLES.__getitem__)
