"""Who said so: the sources of an answer that was just given, told again as an answer of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.model import Answer


def answer_who_said_so(answer: Answer, *, question: str, asked: str) -> Answer:
    """Return the answer to "who said so?": the publishers of what was cited, with the same statements and citations.

    Nothing is searched for: the articles were cited a moment ago. An article without a publisher is named by its title.

    Args:
        answer: what was said last, with at least one citation.
        question: as the person typed it.
        asked: the question that stands alone.
    """
    articles = [citation.article for citation in answer.citations]
    names = list(dict.fromkeys(article.source or article.title or article.path for article in articles))
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return replace(
        answer,
        question=question,
        standalone_question=asked,
        answer=told,
        candidate=told,
        alternatives=(),
        explanation=None,
        timings_ms={"search": 0.0, "read": 0.0, "total": 0.0},
    )
