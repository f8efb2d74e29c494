"""From candidates to what is said: a short answer, the sentences that prove it, and their citations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.answering.question_kind import Form
from qabot.model import Citation, Span, Statement
from qabot.text.squad import plain_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, ArticleSummary, Candidate, Evidence, Term

_LISTED = re.compile(r"[,;]|\b(?:and|or|as well as)\b|&")
_SAME = 0.6
"""Two sentences whose words overlap more than this (Jaccard) say the same; only the better one is shown."""


@dataclass(frozen=True, slots=True)
class ComposeOptions:
    """How much is said.

    Attributes:
        statements: at most, at least 1.
        margin: how far below the best sentence's score another may lie and still be said.
        parts: of an answer to a question for several things, at most, at least 1.
        part_margin: how far below the best candidate's score another may lie and still be a part.
        corpus: the corpus folder as the user names it, for links to local files.
    """

    statements: int
    margin: float
    parts: int
    part_margin: float
    corpus: str


def chosen_parts(candidates: Sequence[Candidate], form: Form, *, options: ComposeOptions) -> tuple[Candidate, ...]:
    """Return the candidates that make up the answer, best first: one, or several where several are asked for.

    Args:
        candidates: best first.
        form: what the question wants.
        options: how many, and how near the best one.
    """
    parts: list[Candidate] = []
    for one in candidates:
        if len(parts) == (options.parts if form is Form.THINGS else 1):
            break
        if parts and one.score < parts[0].score - options.part_margin:
            break
        words = set(plain_answer(one.text).split())
        if not any(words & set(plain_answer(part.text).split()) or not _beside(one, part) for part in parts):
            parts.append(one)
    return tuple(parts)


def _beside(one: Candidate, part: Candidate) -> bool:
    """Return whether two candidates can be parts of one answer: in one sentence, only as members of a list.

    "The air base near Latakia" is one thing, and where it is; "an air base and a port" are two.
    """
    here, there = one.evidence[0], part.evidence[0]
    if (here.passage.id, here.span) != (there.passage.id, there.span) or not (here.highlights and there.highlights):
        return True
    first, second = sorted((here.highlights[0], there.highlights[0]))
    start = here.passage.start
    return bool(_LISTED.search(here.passage.text[first.end - start : second.start - start]))


def short_answer(parts: Sequence[Candidate], form: Form) -> str | None:
    """Return the parts in one phrase ("A", "A and B", "A, B and C"); ``None`` where sentences answer, or nothing."""
    if not parts or form in (Form.SENTENCES, Form.EVIDENCE):
        return None
    texts = [part.text for part in parts]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def proof(parts: Sequence[Candidate], candidates: Sequence[Candidate], form: Form) -> list[Evidence]:
    """Return the sentences that prove the parts, best first: the best one of each part, then all others.

    Where sentences answer, other candidates' sentences count as well.
    """
    first = [part.evidence[0] for part in parts]
    others = candidates if form in (Form.SENTENCES, Form.EVIDENCE) else parts
    rest = sorted(
        (one for candidate in others for one in candidate.evidence if one not in first),
        key=lambda one: (-one.score, one.passage.id, one.span),
    )
    return [*first, *rest]


def compose(
    evidence: Sequence[Evidence],
    *,
    needed: int,
    article: Callable[[str], Article],
    copies: Callable[[str], Sequence[ArticleSummary]],
    terms: Callable[[str], Sequence[Term]],
    options: ComposeOptions,
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements, best first, and their citations, numbered from 1 in the order they are met.

    A statement is a sentence as it stands in an article. The same sentence in another article is one more citation of
    it, the newest article first, but not in a copy, which is listed with the citation; a sentence that says nearly the
    same is left out.

    Args:
        evidence: best first.
        needed: how many of the first are said however low they score: one for each part of the answer.
        article: gives an article by its id.
        copies: gives the other articles that tell the same text as one.
        terms: gives the words of a text as the lexical index knows them.
        options: how much is said.
    """
    chosen: list[list[Evidence]] = []
    said: list[tuple[str, frozenset[str]]] = []
    best = max((one.score for one in evidence), default=0.0)
    for number, one in enumerate(evidence):
        if number >= needed and one.score < best - options.margin:
            continue
        sentence = _text(one)
        plain = " ".join(sentence.split()).casefold()
        forms = frozenset(term.form for term in terms(sentence))
        twin = next((place for place, (other, _) in enumerate(said) if other == plain), None)
        if twin is not None:
            _join(chosen[twin], one, copies)
        elif number < needed or (
            len(chosen) < options.statements and not any(_alike(forms, other) for _, other in said)
        ):
            chosen.append([one])
            said.append((plain, forms))
    statements: list[Statement] = []
    citations: list[Citation] = []
    for group in chosen:
        group.sort(key=lambda one: -_day(article(one.passage.article_id)))
        numbers = range(len(citations) + 1, len(citations) + 1 + len(group))
        citations += [_cite(one, number, article, copies, options) for one, number in zip(group, numbers, strict=True)]
        statements.append(Statement(" ".join(_text(group[0]).split()), tuple(numbers)))
    return tuple(statements), tuple(citations)


def _day(article: Article) -> int:
    """Return the day of publication as a number, 0 for none."""
    return article.published.toordinal() if article.published else 0


def _text(one: Evidence) -> str:
    return one.passage.text[one.span.start - one.passage.start : one.span.end - one.passage.start]


def _join(group: list[Evidence], one: Evidence, copies: Callable[[str], Sequence[ArticleSummary]]) -> None:
    """Add a sentence to those that say the same: a new article is a new citation, a new place a new highlight."""
    known = {same.passage.article_id for same in group}
    if any(copy.id in known for copy in copies(one.passage.article_id)):
        return
    for number, same in enumerate(group):
        if same.passage.article_id == one.passage.article_id:
            if same.span == one.span:
                group[number] = _highlighting(same, one.highlights)
            return
    group.append(one)


def _highlighting(one: Evidence, more: Sequence[Span]) -> Evidence:
    kept = list(one.highlights)
    kept += [span for span in more if not any(span.start < other.end and span.end > other.start for other in kept)]
    return replace(one, highlights=tuple(sorted(kept)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _SAME * len(one | other)


def _cite(
    one: Evidence,
    number: int,
    article: Callable[[str], Article],
    copies: Callable[[str], Sequence[ArticleSummary]],
    options: ComposeOptions,
) -> Citation:
    source = article(one.passage.article_id)
    start, end = one.span
    quote = source.text[start:end]
    return Citation(
        number=number,
        article=source,
        start=start,
        end=end,
        quote=quote,
        link=link_to(source, start, quote, corpus=options.corpus),
        highlights=tuple(Span(span.start - start, span.end - start) for span in one.highlights),
        also=tuple(copies(source.id)),
    )
