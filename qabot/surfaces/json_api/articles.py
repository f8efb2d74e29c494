"""What ``qabot articles``, ``show`` and ``duplicates`` print with ``--json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field

from qabot.model import Article, ArticleSummary, Passage
from qabot.surfaces.health.article_warnings import article_warnings
from qabot.surfaces.json_api.base import Day, Printed, Share

if TYPE_CHECKING:
    from qabot.ingest.left_out import PageBlock


class Place(Printed):
    """Where an article can be found."""

    article_id: str = Field(description="The record's own id, or the path in the corpus.")
    title: str
    source: str = Field(description='Who published it; "" if unknown.')
    url: str
    path: str = Field(description="The path of its file in the corpus.")
    published: Day | None


class ListedArticleObject(Printed):
    """An article in a list."""

    id: str
    title: str
    source: str
    url: str
    published: Day | None
    path: str
    chars: int = Field(ge=0, description="The length of its text.")
    passages: int = Field(ge=0)
    boilerplate: Share = Field(description="The share of the text that looks like the page around an article.")
    warnings: list[str]


class ArticlesObject(Printed):
    """The articles of the index."""

    articles: list[ListedArticleObject]


class ArticlePassageObject(Printed):
    """A passage of an article."""

    start: int = Field(ge=0)
    end: int
    text: str


class ArticleObject(Printed):
    """One article as it is indexed."""

    id: str
    title: str
    source: str
    url: str
    published: Day | None
    authors: list[str]
    path: str
    collection: str | None
    text: str
    passages: list[ArticlePassageObject]
    warnings: list[str]
    left_out: list[str] | None = Field(
        default=None, description="With --diff: the page's paragraphs that are not in the article."
    )


class DuplicateGroupObject(Printed):
    """Articles with nearly the same text, the earliest first."""

    articles: list[Place]


class DuplicatesObject(Printed):
    """Groups of articles with nearly the same text."""

    stories: list[DuplicateGroupObject]


def place_fields(article: Article | ArticleSummary) -> dict[str, Any]:
    """Return the fields of a ``Place``."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "published": _iso(article),
    }


def articles_json(articles: Sequence[ArticleSummary]) -> str:
    """Return a list of articles as one line of JSON."""
    rows = [
        ListedArticleObject(
            id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            published=_iso(article),
            path=article.path,
            chars=article.chars,
            passages=article.passages,
            boilerplate=round(article.boilerplate, 3),
            warnings=list(article_warnings(article)),
        )
        for article in articles
    ]
    return ArticlesObject(articles=rows).to_line()


def article_json(
    article: Article,
    passages: Sequence[Passage],
    *,
    summary: ArticleSummary,
    blocks: Sequence[PageBlock] | None = None,
) -> str:
    """Return an article with its passages, and what was left out of its page's ``blocks``, as one line of JSON."""
    return ArticleObject(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=_iso(article),
        authors=list(article.authors),
        path=article.path,
        collection=article.collections[-1] if article.collections else None,
        text=article.text,
        passages=[
            ArticlePassageObject(start=passage.start, end=passage.end, text=passage.text) for passage in passages
        ],
        warnings=list(article_warnings(summary)),
        left_out=None if blocks is None else [block.text for block in blocks if not block.kept],
    ).to_line()


def duplicates_json(groups: Sequence[Sequence[ArticleSummary]]) -> str:
    """Return groups of articles with nearly the same text as one line of JSON."""
    stories = [DuplicateGroupObject(articles=[Place(**place_fields(article)) for article in group]) for group in groups]
    return DuplicatesObject(stories=stories).to_line()


def _iso(article: Article | ArticleSummary) -> str | None:
    return article.published.isoformat() if article.published else None
