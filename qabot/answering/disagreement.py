"""Which other answers the sources give, who says which, and how many independent sources agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.compare_values import Relation, ReportedValue, relation
from qabot.answering.question_kind import Form
from qabot.model import Alternative
from qabot.text.squad import plain_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Candidate, Citation, Evidence

_MOST = 3
"""Other answers that are told, at most."""


def resolve_conflicts(
    question: str,
    candidates: Sequence[Candidate],
    form: Form,
    *,
    article: Callable[[str], Article],
    story: Callable[[str], str],
    margin: float,
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the candidates with the up-to-date answer first, and those of them that other sources give instead of it.

    Only a question for one thing can have sources that differ. A later report that brings the best answer up to date,
    and scores within the margin, takes its place.

    Args:
        question: what is asked.
        candidates: best first.
        form: what the question wants.
        article: gives an article by its id.
        story: names what an article tells; equal for copies of one text.
        margin: how far below the best candidate's score another may lie.
    """
    strong = [one for one in candidates if one.score >= candidates[0].score - margin]
    if form is not Form.THING or len(strong) < 2:
        return tuple(candidates), ()
    told = {one.text: _reported_value(one, article) for one in strong}
    best = strong[0]
    for one in strong[1:]:
        if relation(question, told[best.text], told[one.text]) is Relation.SUPERSEDED and _later(
            told[one.text], told[best.text]
        ):
            best = one
    others: list[Candidate] = []
    for one in strong:
        known = [told[other.text] for other in (best, *others)]
        apart = {story(best.evidence[0].passage.article_id)}.isdisjoint(_stories(one, story))
        differs = [relation(question, each, told[one.text]) is Relation.DIFFER for each in known]
        if one is not best and apart and all(differs) and len(others) < _MOST:
            others.append(one)
    return (best, *(one for one in candidates if one is not best)), tuple(others)


def alternatives(others: Sequence[Candidate], citations: Sequence[Citation]) -> tuple[Alternative, ...]:
    """Return the other answers with the citations that say so; one that nothing cited says is left out."""
    found = (
        Alternative(one.text, tuple(cited.number for cited in citations if _says(cited, one.evidence)))
        for one in others
    )
    return tuple(one for one in found if one.citations)


def independent_sources(
    citations: Sequence[Citation], others: Sequence[Alternative], *, story: Callable[[str], str]
) -> int:
    """Return how many publishers tell the answer itself in words of their own.

    One text in five papers is one, and so are five articles of one paper; an article without a source counts by itself.
    """
    elsewhere = {number for one in others for number in one.citations}
    cited = [one for one in citations if one.number not in elsewhere]
    stories = {story(one.article.id): plain_answer(one.quote) for one in cited}
    publishers = {one.article.source.casefold() or one.article.id for one in cited}
    return min(len(set(stories.values())), len(publishers))


def _reported_value(candidate: Candidate, article: Callable[[str], Article]) -> ReportedValue:
    best = candidate.evidence[0]
    source = article(best.passage.article_id)
    start = best.passage.start
    sentence = best.passage.text[best.span.start - start : best.span.end - start]
    return ReportedValue(candidate.text, " ".join(sentence.split()), source.title, source.published)


def _later(one: ReportedValue, other: ReportedValue) -> bool:
    return one.published is not None and other.published is not None and one.published > other.published


def _stories(candidate: Candidate, story: Callable[[str], str]) -> set[str]:
    return {story(one.passage.article_id) for one in candidate.evidence}


def _says(citation: Citation, evidence: Sequence[Evidence]) -> bool:
    return any(
        one.passage.article_id == citation.article.id and citation.start <= one.span.start < citation.end
        for one in evidence
    )
