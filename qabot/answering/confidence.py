"""How sure an answer is: the signals that its probability of being right is computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.short_answers.candidates import clip_logit
from qabot.answering.support import support_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Candidate, Query, Term


def confidence_signals(
    query: Query,
    candidates: Sequence[Candidate],
    *,
    best_answers: float,
    terms: Callable[[str], Sequence[Term]],
    article: Callable[[str], Article],
) -> dict[str, float]:
    """Return the signals that ``ConfidenceWeights`` weigh.

    ``score``: of the best candidate. ``answers`` and ``span``: the reader's logits for it. ``best_answers``: the
    largest logit of "this passage answers". ``unknown``: share of the question's words that no article has, in [0, 1].
    The others are those of ``support_signals``.

    Args:
        query: the question.
        candidates: best first, at least one.
        best_answers: of all passages that were read.
        terms: gives the words of a text as the lexical index knows them.
        article: gives the article of an id.
    """
    best = candidates[0]
    return {
        "score": best.score,
        "best_answers": clip_logit(best_answers),
        "answers": best.signals["answers"],
        "span": best.signals["span"],
        "unknown": len(query.unknown) / max(1, len(query.weights)),
        **support_signals(query, best, terms=terms, article=article),
    }


def unknown_words(query: Query) -> tuple[str, ...]:
    """Return the question's words that no article has, as they were asked, each once, in order."""
    words = (query.text[term.span.start : term.span.end] for term in query.terms if term.form in query.unknown)
    return tuple(dict.fromkeys(words))
