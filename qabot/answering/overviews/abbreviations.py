"""What an abbreviation stands for: a long form in brackets beside it, or written out elsewhere in the same article.

Long forms in brackets are found as by Schwartz and Hearst (2003), "A Simple Algorithm for Identifying Abbreviation
Definitions in Biomedical Text".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABBREVIATION = re.compile(r"^[A-Z][A-Za-z&.-]{1,9}$")
_LEAST_WRITTEN_OUT = 3
"""Letters that an abbreviation must have for its long form to be known without brackets: two fit too many names."""
_PARTICLES = frozenset(
    ("al", "and", "de", "del", "der", "des", "du", "el", "for", "in", "la", "of", "on", "the", "to", "ul")
)
_RUN = re.compile(
    r"(?<![\w’'-])[A-Z][\w’']*(?:(?:[ -](?:al|and|de|del|der|des|du|el|for|in|la|of|on|the|to|ul))*[ -][A-Z][\w’']*)+"
)
"""A name of several words, with small words between them."""
_WORD = re.compile(r"[\w’']+")


def letters_of(abbreviation: str) -> list[str]:
    """Return the letters of an abbreviation in lower case; empty if the word has fewer than two capitals."""
    if not _ABBREVIATION.match(abbreviation) or sum(char.isupper() for char in abbreviation) < 2:
        return []
    return [char.lower() for char in abbreviation if char.isalpha()]


def written_out(abbreviation: str, text: str) -> str | None:
    """Return the one name in a text whose words begin with an abbreviation's letters: "Hayat Tahrir al-Sham" for "HTS".

    Small words such as "of" and "al" may count or not. ``None`` if there is no such name, or more than one.
    """
    letters = letters_of(abbreviation)
    if len(letters) < _LEAST_WRITTEN_OUT:
        return None
    found = set()
    for run in _RUN.finditer(text):
        words = [(word.group(), Span(*word.span())) for word in _WORD.finditer(run.group())]
        for first, (_, start) in enumerate(words):
            for last, (_, end) in enumerate(words[first + 1 :], first + 1):
                if _begin_with([word for word, _ in words[first : last + 1]], letters):
                    found.add(run.group()[start.start : end.end].removesuffix("’s").removesuffix("'s"))
    return found.pop() if len(found) == 1 else None


def _begin_with(words: Sequence[str], letters: Sequence[str]) -> bool:
    """Return whether the words' first letters spell an abbreviation; the first and the last word always count."""
    if words[0] in _PARTICLES or words[-1] in _PARTICLES:
        return False
    ways = {0}
    for word in words:
        taken = {place + 1 for place in ways if place < len(letters) and letters[place] == word[0].lower()}
        ways = taken | ways if word in _PARTICLES else taken
    return len(letters) in ways


def long_form_beside(text: str, mention: Span) -> Span | None:
    """Return the long form of an abbreviation: "Long Form (LF)", or "LF (Long Form)"."""
    letters = letters_of(text[mention.start : mention.end])
    if not letters:
        return None
    if text[: mention.start].endswith("(") and re.match(r"[),;]", text[mention.end :]):
        start = _begins(text[: mention.start - 1].rstrip(), letters)
        return None if start is None else Span(start, len(text[: mention.start - 1].rstrip()))
    behind = re.match(r"\s*\(([^()]{3,80})\)", text[mention.end :])
    if behind:
        first = mention.end + behind.start(1)
        start = _begins(behind[1], letters)
        return Span(first + start, mention.end + behind.end(1)) if start is not None and start == 0 else None
    return None


def _begins(text: str, letters: Sequence[str]) -> int | None:
    """Return where the long form that ends a text begins, ``None`` if its letters do not spell the abbreviation."""
    place = len(text) - 1
    for number in range(len(letters) - 1, -1, -1):
        while place >= 0 and (
            text[place].lower() != letters[number] or (number == 0 and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    start = place + 1
    return start if len(text[start:].split()) <= min(len(letters) + 5, 2 * len(letters)) else None
