"""When two short answers are the same: SQuAD's normalisation, and the scores that are defined over it."""

import re
import string
from collections import Counter

_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’–—")
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def plain_answer(text: str) -> str:
    """Return lower-case words without punctuation and articles, joined by single blanks.

    As in SQuAD's own evaluation (Rajpurkar et al., 2016), with typographic quotes and dashes as well.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(given: str, expected: str) -> bool:
    """Return whether two answers are the same, as SQuAD defines it."""
    return plain_answer(given) == plain_answer(expected)


def holds_answer(text: str, answer: str) -> bool:
    """Return whether a text has an answer's words in their order, both normalised; an empty answer is nowhere."""
    plain = plain_answer(answer)
    return bool(plain) and f" {plain} " in f" {plain_answer(text)} "


def overlap_f1(given: str, expected: str) -> float:
    """Return the F1 of two answers' words, in [0, 1], as SQuAD defines it."""
    one, other = plain_answer(given).split(), plain_answer(expected).split()
    same = sum((Counter(one) & Counter(other)).values())
    return 2 * same / (len(one) + len(other)) if same else 0.0
