"""Turns articles, passages and scopes into SQL of the catalogue, and rows of it back."""

from __future__ import annotations

import json
from array import array
from datetime import date
from typing import TYPE_CHECKING, Any

from qabot.indexing.duplicate_articles import SignedArticle
from qabot.model import Anchor, Article, ArticleSummary, Passage, Scope, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTICLE = "id, title, source, url, authors, published, path, text, anchors"
"""The columns of ``article_of``."""
PASSAGE = "article.id, start, end, substr(text, start + 1, end - start), sentences"
"""The columns of ``passage_of``, of both tables joined."""
SIGNED = "id, published, signature, digest"
"""The columns of ``signed_of``."""


def scope_sql(scope: Scope) -> tuple[str, list[str]]:
    """Return an SQL condition that is true for articles inside a scope, and the values of its question marks."""
    tests, values = ["1"], []
    if scope.sources is not None:
        tests.append(f"source IN ({','.join('?' * len(scope.sources))})")
        values += sorted(scope.sources)
    if scope.collections is not None:
        folders = sorted(f"{name}/" for name in scope.collections)
        tests.append(f"({' OR '.join(['substr(path, 1, length(?)) = ?'] * len(folders)) or '0'})")
        values += [folder for folder in folders for _ in range(2)]
    if scope.published_from:
        tests.append("published >= ?")
        values.append(scope.published_from.isoformat())
    if scope.published_to:
        tests.append("published <= ?")
        values.append(scope.published_to.isoformat())
    return " AND ".join(tests), values


def packed_sentences(passage: Passage) -> bytes:
    """Return the sentence spans of a passage as little-endian 32-bit pairs, relative to its start."""
    numbers = array("I", [edge - passage.start for span in passage.sentences for edge in span])
    return numbers.tobytes()


def passage_of(row: Sequence[Any]) -> Passage:
    """Return the passage of a row with the columns ``PASSAGE``.

    Raises:
        ValueError: a span lies outside the text.
    """
    article_id, start, end, text, packed = row
    edges = array("I", packed)
    spans = tuple(Span(start + edges[i], start + edges[i + 1]) for i in range(0, len(edges), 2))
    if len(text) != end - start or any(not start <= span.start <= span.end <= end for span in spans):
        msg = f"passage {start}-{end} of {article_id}"
        raise ValueError(msg)
    return Passage(article_id, start, end, text, spans)


def article_of(row: Sequence[Any]) -> Article:
    """Return the article of a row with the columns ``ARTICLE``."""
    article_id, title, source, url, authors, published, path, text, anchors = row
    return Article(
        id=article_id,
        title=title,
        source=source,
        url=url,
        authors=tuple(json.loads(authors)),
        published=date.fromisoformat(published) if published else None,
        path=path,
        text=text,
        anchors=tuple(Anchor(start, locator) for start, locator in json.loads(anchors)),
    )


def summary_of(row: Sequence[Any]) -> ArticleSummary:
    """Return the article of a row of the catalogue's ``summaries``, without its text."""
    article_id, title, source, url, day, path, *rest = row
    return ArticleSummary(article_id, title, source, url, date.fromisoformat(day) if day else None, path, *rest)


def signed_of(row: Sequence[Any]) -> SignedArticle:
    """Return what is needed to look for copies of the article of a row with the columns ``SIGNED``."""
    name, day, signature, digest = row
    return SignedArticle(name, date.fromisoformat(day) if day else None, signature, digest)
