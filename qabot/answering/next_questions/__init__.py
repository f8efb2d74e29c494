"""Questions that go on from an answer: proposed from its question and its articles, to be checked by asking them."""
