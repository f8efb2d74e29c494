"""From the sentences of a verdict to numbered statements, each with its citations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.model import Citation, Cited, Span, Statement
from qabot.text.changed_facts import state_different_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Article, Asked, Evidence, Verdict
    from qabot.ports import Store

_MAX_OVERLAP = 0.6
"""Of two sentences whose words overlap more than this (Jaccard), only the better one is stated."""


@dataclass(frozen=True, slots=True)
class CiteOptions:
    """How much is stated, and how a local file is linked.

    Attributes:
        statements: at most, at least 1.
        margin: how far below the best sentence's score another may lie and still be stated.
        corpus: the corpus folder as the user names it, for links to local files.
    """

    statements: int
    margin: float
    corpus: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence, and its words as the lexical index knows them."""

    text: str
    forms: frozenset[str]

    @property
    def folded(self) -> str:
        """Return the sentence without differences of case and white space."""
        return " ".join(self.text.split()).casefold()

    def repeats(self, other: _Stated) -> bool:
        """Return whether it says nearly the same as another sentence, with the same facts."""
        alike = len(self.forms & other.forms) > _MAX_OVERLAP * len(self.forms | other.forms)
        return alike and not state_different_facts([self.text], [other.text])


def cite(asked: Asked, verdict: Verdict, *, store: Store, options: CiteOptions) -> Cited:
    """Return the statements, best first, and their citations, numbered from 1 in the order of citing.

    A statement is a sentence as it stands in an article. The same sentence in another article is one more citation of
    the statement, the newest article first. A copy of an article gets no citation of its own: it is listed with the
    other copy's. A sentence that says nearly the same as a better one is left out.
    """
    cited: list[list[Evidence]] = []
    stated: list[_Stated] = []
    best = max((one.score for one in verdict.evidence), default=0.0)
    for number, one in enumerate(verdict.evidence):
        needed = number < verdict.needed
        if not needed and one.score < best - options.margin:
            continue
        said = _Stated(one.text, frozenset(term.form for term in store.terms(one.text)))
        same = next((place for place, other in enumerate(stated) if other.folded == said.folded), None)
        if same is not None:
            _add(one, cited[same], asked=asked, store=store)
        elif needed or (len(cited) < options.statements and not any(said.repeats(other) for other in stated)):
            cited.append([one])
            stated.append(said)
    statements: list[Statement] = []
    citations: list[Citation] = []
    for group in cited:
        label = group[0].label
        group.sort(key=lambda one: -_ordinal_day(store.article(one.passage.article_id)))
        numbers = range(len(citations) + 1, len(citations) + 1 + len(group))
        citations += [
            _citation(one, number, asked=asked, store=store, corpus=options.corpus)
            for one, number in zip(group, numbers, strict=True)
        ]
        statements.append(Statement(" ".join(group[0].text.split()), tuple(numbers), label))
    return Cited(tuple(statements), tuple(citations))


def _ordinal_day(article: Article) -> int:
    """Return the day of publication as a number, 0 for none."""
    return article.published.toordinal() if article.published else 0


def _add(one: Evidence, group: list[Evidence], *, asked: Asked, store: Store) -> None:
    """Add a sentence to the group that cites it: a new article as a new citation, a new place as a new highlight."""
    known = {same.passage.article_id for same in group}
    if any(copy.id in known for copy in store.copies(one.passage.article_id, asked.scope)):
        return
    for number, same in enumerate(group):
        if same.passage.article_id == one.passage.article_id:
            if same.span == one.span:
                group[number] = _with_highlights(same, one.highlights)
            return
    group.append(one)


def _with_highlights(one: Evidence, more: Sequence[Span]) -> Evidence:
    kept = list(one.highlights)
    kept += [span for span in more if not any(span.start < other.end and span.end > other.start for other in kept)]
    return replace(one, highlights=tuple(sorted(kept)))


def _citation(one: Evidence, number: int, *, asked: Asked, store: Store, corpus: str) -> Citation:
    article = store.article(one.passage.article_id)
    start, end = one.span
    quote = article.text[start:end]
    return Citation(
        number=number,
        article=article,
        start=start,
        end=end,
        quote=quote,
        link=link_to(article, start, quote, corpus=corpus),
        highlights=tuple(Span(span.start - start, span.end - start) for span in one.highlights),
        also=tuple(store.copies(article.id, asked.scope)),
    )
