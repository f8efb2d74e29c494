"""From sentences to numbered statements, each with the citations that prove it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qabot.answering.links import link_to
from qabot.model import Article, Citation, Evidence, Span, Statement
from qabot.ports import Term

_SAME = 0.6
"""Two sentences whose words overlap more than this (Jaccard) say the same; only the better one is shown."""


@dataclass(frozen=True, slots=True)
class ComposeOptions:
    """How much is said.

    Attributes:
        statements: at most, at least 1.
        margin: how far below the best sentence's score another may lie and still be said.
        corpus: the corpus folder as the user names it, for links to local files.
    """

    statements: int
    margin: float
    corpus: str


def compose(
    evidence: Sequence[Evidence],
    *,
    article: Callable[[str], Article],
    terms: Callable[[str], Sequence[Term]],
    options: ComposeOptions,
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements, best first, and their citations, numbered from 1 in the order they are met.

    A statement is a sentence as it stands in an article. The same sentence in another article is one more citation of
    it; one that says nearly the same is left out.
    """
    chosen: list[list[Evidence]] = []
    said: list[tuple[str, frozenset[str]]] = []
    for one in evidence:
        if one.score < evidence[0].score - options.margin:
            break
        sentence = one.passage.sentence(one.span)
        plain = " ".join(sentence.split()).casefold()
        forms = frozenset(term.form for term in terms(sentence))
        twin = next((number for number, (other, _) in enumerate(said) if other == plain), None)
        if twin is not None:
            if all(one.passage.article_id != same.passage.article_id for same in chosen[twin]):
                chosen[twin].append(one)
        elif len(chosen) < options.statements and not any(_alike(forms, other) for _, other in said):
            chosen.append([one])
            said.append((plain, forms))
    statements: list[Statement] = []
    citations: list[Citation] = []
    for group in chosen:
        numbers = range(len(citations) + 1, len(citations) + 1 + len(group))
        citations += [_cite(one, number, article, options) for one, number in zip(group, numbers, strict=True)]
        statements.append(Statement(" ".join(group[0].passage.sentence(group[0].span).split()), tuple(numbers)))
    return tuple(statements), tuple(citations)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _SAME * len(one | other)


def _cite(one: Evidence, number: int, article: Callable[[str], Article], options: ComposeOptions) -> Citation:
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
    )
