"""How much of a question its evidence lacks: names, numbers, superlatives, and words that say the opposite."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.text.antonyms import POLES, negations, stem
from qabot.text.words import QUESTION_WORDS, StemSet, coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Candidate, Evidence, Passage, Query, Span, Term

_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]*")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_SUPERLATIVE = re.compile(
    r"\b(?:first|last|only|most|least|worst|final|original|next|previous|former|second|third|fourth|fifth|\w{2,}est)\b"
)
_NO_SUPERLATIVES = frozenset(
    [
        "arrest",
        "behest",
        "conquest",
        "contest",
        "forest",
        "guest",
        "harvest",
        "honest",
        "inquest",
        "interest",
        "invest",
        "midwest",
        "modest",
        "northwest",
        "protest",
        "quest",
        "request",
        "rest",
        "southwest",
        "suggest",
        "test",
        "west",
    ]
)
_WORD = re.compile(r"[\w’'-]+")
_QUALIFIER = re.compile(
    r"\b(?:deputy|vice|former|ex|acting|interim|caretaker|assistant|associate|would-be|shadow|future|incoming|outgoing"
    r"|designate|honorary|self-proclaimed|so-called|alleged|unofficial|proposed|planned)\b[ -]*((?:[\w’'-]+ ?){1,3})",
    re.I,
)
"""Words before a title or a thing that change what it is: a deputy minister is not a minister."""


def support_signals(
    query: Query, candidate: Candidate, *, terms: Callable[[str], Sequence[Term]], article: Callable[[str], Article]
) -> dict[str, float]:
    """Return how much of the question the best evidence of a candidate lacks; each signal from 0 (nothing) to 1.

    "Near" are the sentence of the evidence, the sentences before and behind it, and the article's title and day. Words
    count by their inverse document frequency, and a word with another ending counts as the same ("Syria", "Syrian").

    ``missing_near``: share of the question's words that are not near. ``missing``: share that is not in the passage
    either. ``rarest_missing``: weight of the rarest word that is not in the passage, as a share of the rarest word's.
    ``names_missing`` and ``numbers_missing``: shares of the question's names and of its numbers that are not near.
    ``qualified``: 1 when the sentence has a word of the question behind "deputy", "former" or the like, and the
    question does not.
    ``superlative``: 1 when "first", "largest" or the like is asked for and is not near. ``opposite``: 1 when the
    sentence has the antonym of a word of the question. ``negated``: 1 when only one of question and sentence negates.

    Args:
        query: the question.
        candidate: a short answer with its evidence.
        terms: gives the words of a text as the lexical index knows them.
        article: gives the article of an id.
    """
    evidence = candidate.evidence[0]
    published = article(evidence.passage.article_id).published
    near = _near(evidence, article)
    near_forms = {term.form for term in terms(near)}
    forms = near_forms | {term.form for term in terms(evidence.passage.text)}
    known = StemSet(forms)
    weights = query.weights
    names = _name_weights(query)
    numbers, near_numbers = set(_NUMBER.findall(query.text)), set(_NUMBER.findall(near))
    if published:
        near_numbers.add(str(published.year - 1))  # what happened "in November" may be of the year before
    return {
        "missing_near": 1 - coverage(weights, near_forms) if weights else 0.0,
        "missing": 1 - coverage(weights, forms) if weights else 0.0,
        "rarest_missing": max((weights[form] for form in weights if form not in known), default=0.0)
        / max(weights.values(), default=1.0),
        "names_missing": 1 - coverage(names, near_forms) if names else 0.0,
        "numbers_missing": len(numbers - near_numbers) / max(1, len(numbers)),
        "qualified": float(_is_qualified(query, evidence.text, terms)),
        "superlative": float(bool(_superlatives(query.text) - set(_words(near)))),
        "opposite": float(_says_the_opposite(query.text, evidence.text)),
        "negated": float(bool(negations(query.text)) != bool(negations(evidence.text))),
    }


def missing_words(
    query: Query, candidate: Candidate, *, terms: Callable[[str], Sequence[Term]], article: Callable[[str], Article]
) -> tuple[str, ...]:
    """Return the names and numbers of a question that are not near the best evidence, as they were asked, in order.

    Args:
        query: the question.
        candidate: a short answer with its evidence.
        terms: gives the words of a text as the lexical index knows them.
        article: gives the article of an id.
    """
    near = _near(candidate.evidence[0], article)
    known, names = StemSet({term.form for term in terms(near)}), _name_weights(query)
    numbers = set(_NUMBER.findall(query.text)) - set(_NUMBER.findall(near))
    words = []
    for term in query.terms:
        word = query.text[term.span.start : term.span.end]
        if (term.form in names and term.form not in known) or word in numbers:
            words.append(word)
    return tuple(dict.fromkeys(words))


def _near(evidence: Evidence, article: Callable[[str], Article]) -> str:
    """Return what stands near a sentence: the article's title and day, the sentence, and its neighbours."""
    source = article(evidence.passage.article_id)
    day = source.published.strftime("%d %B %Y") if source.published else ""
    return f"{source.title}\n{day}\n{_sentences_around(evidence.passage, evidence.span)}"


def _sentences_around(passage: Passage, span: Span) -> str:
    """Return the sentences that a span touches, with the sentence before them and the sentence behind them."""
    touched = [number for number, one in enumerate(passage.sentences) if one.start < span.end and one.end > span.start]
    if not touched:
        return passage.sentence(span)
    start = passage.sentences[max(0, touched[0] - 1)].start
    end = passage.sentences[min(len(passage.sentences) - 1, touched[-1] + 1)].end
    return passage.text[start - passage.start : end - passage.start]


def _name_weights(query: Query) -> dict[str, float]:
    """Return the weights of the words that are written as names; the first word of a question never counts."""
    spans = [
        match.span()
        for match in _NAME.finditer(query.text)
        if match.start() and match.group().lower() not in QUESTION_WORDS
    ]
    inside = (term for term in query.terms if any(start <= term.span.start < end for start, end in spans))
    return {term.form: query.weights[term.form] for term in inside}


def _is_qualified(query: Query, sentence: str, terms: Callable[[str], Sequence[Term]]) -> bool:
    """Return whether a word of the question stands behind a qualifier in the sentence that the question lacks."""
    asked = {found.group().split()[0].strip("- ").lower() for found in _QUALIFIER.finditer(query.text)}
    for found in _QUALIFIER.finditer(sentence):
        if found.group().split()[0].strip("- ").lower() in asked:
            continue
        if any(term.form in query.weights for term in terms(found.group(1))):
            return True
    return False


def _superlatives(question: str) -> set[str]:
    return set(_SUPERLATIVE.findall(question.lower())) - _NO_SUPERLATIVES


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _says_the_opposite(question: str, sentence: str) -> bool:
    asked, said = ({stem(word) for word in _words(text)} for text in (question, sentence))
    return any(
        (asked & one and said & other and not said & one) or (asked & other and said & one and not said & other)
        for one, other in POLES
    )
