"""``qabot articles``: list what is in the index."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.surfaces.cli.common import open_console, open_qabot, print_json, read_scope, warn_of_changes
from qabot.surfaces.cli.options import Backend, Collections, Config, Corpus, Index, Json, NoColor, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import ArticleSummary


class Order(StrEnum):
    """What a list of articles is sorted by."""

    TITLE = "title"
    DATE = "date"
    SOURCE = "source"
    PASSAGES = "passages"
    PATH = "path"


def articles_command(
    sort: Annotated[
        Order,
        typer.Option(
            "--sort",
            metavar="ORDER",
            help="By title, date (the newest first), source, passages (the longest first) or path.",
        ),
    ] = Order.TITLE,
    source: Source = None,
    collection: Collections = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """List the articles of the index, with warnings: no date, no body found, very short, mostly boilerplate.

    Example: qabot articles --sort date --source courier
    """
    qabot = open_qabot(config, corpus, index, backend)
    scope = read_scope(qabot, source=source, collections=collection)
    articles = sort_articles(qabot.library.summaries(scope), sort)
    warn_of_changes(qabot)
    if as_json:
        from qabot.surfaces.json_api.articles import articles_json

        print_json(articles_json(articles))
    else:
        from qabot.surfaces.terminal.articles import render_articles
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_articles(articles))


def sort_articles(articles: Sequence[ArticleSummary], order: Order) -> list[ArticleSummary]:
    """Return articles sorted by a property; equal articles keep the order in which they came (title, then path)."""
    match order:
        case Order.DATE:
            return sorted(articles, key=lambda article: -(article.published.toordinal() if article.published else 0))
        case Order.SOURCE:
            return sorted(articles, key=lambda article: (not article.source, article.source.casefold()))
        case Order.PASSAGES:
            return sorted(articles, key=lambda article: -article.passages)
        case Order.PATH:
            return sorted(articles, key=lambda article: article.path)
        case Order.TITLE:
            return sorted(articles, key=lambda article: (not article.title, article.title.casefold()))
