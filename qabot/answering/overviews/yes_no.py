"""Which way a sentence points in a question for yes or no: whether it says so, denies it, or leaves it open."""

from __future__ import annotations

import re

from qabot.answering.overviews.topic import spelt_alike
from qabot.text.antonyms import POLES, negations, stem
from qabot.text.facts import facts_of
from qabot.text.words import STOP_WORDS, same_stem

SAYS_SO = "says so"
DENIES_IT = "denies it"
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OPEN = re.compile(
    r"\b(?:if|whether|may|might|could|would|should|unless|perhaps|possibly|reportedly|allegedly|rumou?rs?|hopes?"
    r"|wants?|plans?|expects?|expected|denie[sd]|denying|disputes?|disputed|claims?|claimed|appeared? to|seems?|likely"
    r"|unlikely|unclear|doubt\w*|refus\w+|fail\w*|talks? of|consider\w*|propos\w+|before|until|nearly|almost"
    r"|all but|hardly|few|rarely)\b",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might"
    r"|must)(?:n['’]t)?\b\s*",
    re.I,
)
_CLAUSES = re.compile(r"[;:—]|, (?:but|while|although|whereas|and) ")
_PRONOUN = re.compile(r"^[“\"]?(?:it|he|she|they|its|his|her|their|this|these)\b", re.I)


def which_way(question: str, sentence: str, *, before: str = "") -> str:
    """Return ``SAYS_SO``, ``DENIES_IT`` or ``""``: what a sentence plainly says to a question for yes or no.

    A sentence is plain if it has every name, number and word of the question, and if the clause that has most of
    them does not leave it open ("may", "reportedly", "plans to"). It denies the question if exactly one of the two
    negates, or if it has the opposite of one of the question's words.

    Args:
        question: that can be answered with yes or no.
        sentence: of an article.
        before: the sentence before it, which may have the name that a pronoun at its beginning means.
    """
    asked = _ASKS.sub("", question.strip()).rstrip("?! .")
    whole = " ".join(sentence.split())
    clause = _nearest_clause(asked, whole)
    if _OPEN.search(clause) and not _OPEN.search(asked):
        return ""
    facts, shown = facts_of(f"whether {asked}"), facts_of(whole)
    names = {stem(word) for name in facts.names for word in name.words}
    wanted, said = _stems(asked) - names, _stems(clause)
    if not wanted:
        return ""
    turned = bool(negations(asked) % 2) != bool(negations(clause) % 2)
    for one, other in POLES:
        for mine, theirs in ((one, other), (other, one)):
            if wanted & mine and not said & mine and said & theirs:
                turned = not turned
                wanted -= mine
    about = _stems(whole) | (_stems(before) if _PRONOUN.match(whole) else set())
    has_names = all(same_stem(name, about) or any(spelt_alike(name, other) for other in about) for name in names)
    has_numbers = all(any(one.agrees(other) for other in shown.numbers) for one in facts.numbers)
    has_days = all(any(one.within(other) or other.agrees(one) for other in shown.moments) for one in facts.moments)
    if not (has_names and has_numbers and has_days) or not all(same_stem(word, said) for word in wanted):
        return ""
    return DENIES_IT if turned else SAYS_SO


def _nearest_clause(asked: str, sentence: str) -> str:
    """Return the clause of a sentence that shares most words with what is asked."""
    wanted = _stems(asked)
    clauses = _CLAUSES.split(sentence)
    return max(clauses, key=lambda clause: len(wanted & _stems(clause)))


def _stems(text: str) -> set[str]:
    return {stem(re.sub(r"[’']s$", "", word.lower())) for word in _WORD.findall(text) if word.lower() not in STOP_WORDS}
