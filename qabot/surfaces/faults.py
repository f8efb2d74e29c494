"""What pydantic says of a wrong value, in words for people who know no types."""

from __future__ import annotations

import re

_PLAIN = {
    r"Field required": "is missing",
    r"Invalid JSON.*": "is no JSON",
    r"Input should be a valid integer.*": "is no whole number",
    r"Input should be a valid number.*": "is no number",
    r"Input should be a valid string.*": "is no text",
    r"Input should be an object": "is no object",
    r"Input should be less than or equal to (\S+)": r"is more than \1",
    r"Input should be greater than or equal to (\S+)": r"is less than \1",
}


def describe_fault(name: str, message: str) -> str:
    """Return what is wrong with a value, beginning with its name: "question is missing"."""
    message = message.removeprefix("Value error, ").rstrip(".")
    for pattern, plain in _PLAIN.items():
        if found := re.fullmatch(pattern, message):
            return f"{name} {found.expand(plain)}"
    return f"{name}: {message}"
