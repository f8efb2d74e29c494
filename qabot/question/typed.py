"""Checks a question as a person typed it, and folds its white space."""

import re

from qabot.errors import QuestionError

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def check_question(text: str, *, max_chars: int) -> str:
    """Return the question with its white space folded.

    Raises:
        QuestionError: it is empty, has no letter or digit in it, or has more than ``max_chars`` characters.
    """
    folded = " ".join(replace_surrogates(text).split())
    if not folded:
        raise QuestionError("The question is empty", remedy='Ask something: qabot ask "who won the election?"')
    if not _LETTER_OR_DIGIT.search(folded):
        raise QuestionError("The question has no words in it", remedy="Ask it in words")
    if len(folded) > max_chars:
        raise QuestionError(
            f"The question has {len(folded):,} characters; at most {max_chars:,} can be asked",
            remedy="Ask it in a sentence or two",
        )
    return folded


def replace_surrogates(text: str) -> str:
    """Return text without lone surrogates, which a terminal makes of bytes that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
