"""Where a short answer begins and ends: whole brackets, one sentence, no clause behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Passage

_CLAUSE = re.compile(
    r",? (?:while|whilst|whereas|although|though)\b.*|,[\"”’]? (?:who|whom|whose|which|where|when|but|because)\b.*",
    re.S,
)
_NO_END = " \n,;:–—-"
_NEAR = 80
"""Characters in which the other half of a bracket is looked for."""
_FIRST_WORD = re.compile(r"\W*(\w+)")


def whole_phrase(passage: Passage, span: Span) -> Span:
    """Return a span that a reader found, with the bounds that a person would give it.

    It ends before the next sentence ("070 Shake. In an interview" is "070 Shake") and before a clause behind a comma
    ("Colorado Springs, while it was also shot in Florence"). A bracket that is open in it is closed, or left out where
    it only begins or ends there ("Wray) and Buffy (Jones" is "Jody (Wray) and Buffy (Jones)").

    Args:
        passage: contains the span.
        span: in the article's characters.
    """
    start, end = span.start - passage.start, span.end - passage.start
    sentences = [Span(one.start - passage.start, one.end - passage.start) for one in passage.sentences]
    end = _end_of_sentence(sentences, passage.text, start, end)
    if clause := _CLAUSE.search(passage.text, start + 1, end):
        end = clause.start()
    start, end = _with_whole_brackets(passage.text, start, end)
    cut = passage.text[start:end]
    end -= len(cut) - len(cut.rstrip(_NO_END))
    start += len(cut) - len(cut.lstrip(_NO_END))
    return Span(passage.start + start, passage.start + end) if start < end else span


def _end_of_sentence(sentences: Sequence[Span], text: str, start: int, end: int) -> int:
    """Return where the sentence of ``start`` ends, if another one begins before ``end``.

    A sentence that a dot was taken to end ("J. K. Rowling") goes on: the next one has to begin as sentences do.
    """
    for one in sentences:
        if start < one.start < end:
            word = _FIRST_WORD.match(text, one.start)
            if word and word.group(1)[0].isupper() and word.group(1).lower() in STOP_WORDS:
                return len(text[: one.start].rstrip().rstrip(".!?"))
    return end


def _with_whole_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds with each bracket either whole or outside."""
    part = text[start:end]
    depth = least = 0
    for character in part:
        depth += (character == "(") - (character == ")")
        least = min(least, depth)
    unopened, unclosed = -least, depth - least
    if unopened == 1:
        opening = text.rfind("(", max(0, start - _NEAR), start)
        if part.rstrip().endswith(")") and part.count("(") == 0:
            end = start + part.rindex(")")
        elif opening >= 0 and ")" not in text[opening:start]:
            start = text[:opening].rstrip().rfind(" ") + 1
    if unclosed == 1:
        closing = text.find(")", end, end + _NEAR)
        if part.lstrip().startswith("(") and part.count("(") == 1:
            start += part.index("(") + 1
        elif closing >= 0 and "(" not in text[end:closing]:
            end = closing + 1
        else:
            end = start + part.rindex("(")
    return start, end
