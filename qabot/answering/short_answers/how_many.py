"""How many things a question asks for."""

import re

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = "|".join((*_NUMBERS, *(str(number) for number in range(2, 13))))
_ASKED_FOR = re.compile(
    rf"\b(?:which|what|who|name|list|identify|give)(?: (?:are|were))?(?: (?:the|me|all|of))* (?P<count>{_COUNT})\b"
    r"(?P<things>(?: [a-z-]+){0,3})",
    re.I,
)


def count_asked_for(question: str) -> int | None:
    """Return how many things a question asks for ("What are the three orders?": 3), 2 to 12, or ``None``."""
    found = _ASKED_FOR.search(question)
    return _value(found["count"]) if found else None


def says_another_count(question: str, sentence: str) -> bool:
    """Return whether a sentence counts the things that a question counts, and otherwise: "its two bases" for three."""
    asked = _ASKED_FOR.search(question)
    thing = next((word for word in asked["things"].split() if word.endswith("s")), None) if asked else None
    if not asked or not thing:
        return False
    told = re.findall(rf"\b({_COUNT})(?: [\w-]+){{0,2}}? {re.escape(thing)}\b", sentence, re.I)
    return bool(told) and _value(asked["count"]) not in map(_value, told)


def _value(count: str) -> int:
    word = count.lower()
    return _NUMBERS.index(word) + 2 if word in _NUMBERS else int(word)
