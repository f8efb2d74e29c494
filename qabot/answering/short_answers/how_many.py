"""How many things a question asks for."""

import re

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = "|".join((*_NUMBERS, *(str(number) for number in range(2, 13))))
_ASKED_FOR = re.compile(
    rf"\b(?:which|what|who|name|list|identify|give)(?: (?:are|were))?(?: (?:the|me|all|of))* ({_COUNT})\b", re.I
)


def count_asked_for(question: str) -> int | None:
    """Return how many things a question asks for ("What are the three orders?": 3), 2 to 12, or ``None``."""
    found = _ASKED_FOR.search(question)
    if not found:
        return None
    word = found.group(1).lower()
    return _NUMBERS.index(word) + 2 if word in _NUMBERS else int(word)
