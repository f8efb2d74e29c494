"""Which other answers the sources give, who gives them, and how many independent sources agree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qabot.answering.conflicts.compare_values import Relation, ReportedValue, compare_values
from qabot.model import Alternative, Form
from qabot.text.squad import plain_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qabot.model import Article, Asked, Candidate, Citation, Evidence

_MAX_RIVALS = 3


def resolve_conflicts(
    asked: Asked,
    candidates: Sequence[Candidate],
    *,
    article: Callable[[str], Article],
    duplicate_groups: Mapping[str, str],
    margin: float,
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the candidates with the up-to-date answer first, and those of them that other sources give instead of it.

    Sources can only differ on a question for one thing. A later report that brings the best answer up to date, and
    scores within the margin, takes its place.

    Args:
        asked: the question.
        candidates: best first, at least one.
        article: gives an article by its id.
        duplicate_groups: for each article, the id of the first article with the same text.
        margin: how far below the best candidate's score another may lie.
    """
    strong = [one for one in candidates if one.score >= candidates[0].score - margin]
    if asked.form is not Form.THING or len(strong) < 2:
        return tuple(candidates), ()
    values = {one.text: reported_value(one, article) for one in strong}
    relation = partial(compare_values, asked.text, asked.answer_type)
    best = strong[0]
    for one in strong[1:]:
        if compare_values(
            asked.text, asked.answer_type, values[best.text], values[one.text]
        ) is Relation.SUPERSEDED and _is_later(values[one.text], values[best.text]):
            best = one
    rivals: list[Candidate] = []
    for one in strong:
        known = [values[other.text] for other in (best, *rivals)]
        independent = duplicate_groups[best.evidence[0].passage.article_id] not in _groups(one, duplicate_groups)
        differs = [relation(each, values[one.text]) is Relation.DIFFER for each in known]
        if one is not best and independent and all(differs) and len(rivals) < _MAX_RIVALS:
            rivals.append(one)
    return (best, *(one for one in candidates if one is not best)), tuple(rivals)


def alternatives(
    rivals: Sequence[Candidate], citations: Sequence[Citation], *, earlier: Sequence[Candidate] = ()
) -> tuple[Alternative, ...]:
    """Return the rivals with the citations that support them; a rival without any is left out.

    ``earlier`` are the rivals that the answer has replaced.
    """
    found = (
        Alternative(
            one.text,
            tuple(cited.number for cited in citations if _supports(cited, one.evidence)),
            earlier=one in earlier,
        )
        for one in rivals
    )
    return tuple(one for one in found if one.citations)


def independent_sources(
    citations: Sequence[Citation],
    others: Sequence[Alternative],
    *,
    duplicate_groups: Mapping[str, str],
    agreeing: Sequence[tuple[Article, str]] = (),
) -> int:
    """Return how many publishers report the answer itself in their own words.

    One text in five papers counts once, and so do five articles of one paper; an article without a source counts as a
    publisher of its own.

    Args:
        citations: of the answer.
        others: what other sources say; their citations do not count.
        duplicate_groups: for each article, the id of the first article with the same text.
        agreeing: sentences that say the same and are not cited, each with its article.
    """
    elsewhere = {number for one in others for number in one.citations}
    cited = [(one.article, one.quote) for one in citations if one.number not in elsewhere]
    told = [*cited, *agreeing] if cited else []
    wordings = {duplicate_groups[article.id]: plain_answer(sentence) for article, sentence in reversed(told)}
    publishers = {article.source.casefold() or article.id for article, _ in told}
    return min(len(set(wordings.values())), len(publishers))


def agreeing_sentences(
    parts: Sequence[Candidate], *, margin: float, article: Callable[[str], Article]
) -> list[tuple[Article, str]]:
    """Return the sentences that give one of the parts of an answer and score within a margin of the best, cited or not.

    Args:
        parts: those that make up the answer.
        margin: how far below the best sentence's score another may lie and still be stated.
        article: gives an article by its id.
    """
    evidence = [one for part in parts for one in part.evidence]
    least = max((one.score for one in evidence), default=0.0) - margin
    return [(article(one.passage.article_id), one.text) for one in evidence if one.score >= least]


def reported_value(candidate: Candidate, article: Callable[[str], Article]) -> ReportedValue:
    """Return what the first place of a candidate reports."""
    best = candidate.evidence[0]
    source = article(best.passage.article_id)
    before = best.passage.text[: max(0, best.span.start - best.passage.start)]
    return ReportedValue(candidate.text, " ".join(best.text.split()), source.title, source.published, before)


def _is_later(one: ReportedValue, other: ReportedValue) -> bool:
    return one.published is not None and other.published is not None and one.published > other.published


def _groups(candidate: Candidate, duplicate_groups: Mapping[str, str]) -> set[str]:
    return {duplicate_groups[one.passage.article_id] for one in candidate.evidence}


def _supports(citation: Citation, evidence: Sequence[Evidence]) -> bool:
    return any(
        one.passage.article_id == citation.article.id and citation.start <= one.span.start < citation.end
        for one in evidence
    )
