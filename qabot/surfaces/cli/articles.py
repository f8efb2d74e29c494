"""The commands ``qabot articles``, ``show`` and ``duplicates``: what is in the index, as the bot sees it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.surfaces.cli.common import (
    Backend,
    Collections,
    Config,
    Corpus,
    Index,
    Json,
    NoColor,
    Source,
    open_console,
    open_qabot,
    print_json,
    warn_of_changes,
)

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
        Order, typer.Option("--sort", help="By what; date and passages: the newest, the most first.")
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
    """List what is in the index, with what looks wrong: no date, no body, very short, mostly boilerplate."""
    from qabot.question.scope import scope_of
    from qabot.surfaces.terminal.answer import print_wide
    from qabot.surfaces.terminal.articles import listed_json, render_articles

    qabot = open_qabot(config, corpus, index, backend)
    scope = scope_of(qabot.library, source=source, collections=collection or None)
    articles = ordered(qabot.library.summaries(scope), sort)
    warn_of_changes(qabot)
    if as_json:
        print_json(listed_json(articles))
    else:
        print_wide(open_console(no_color=no_color), render_articles(articles))


def show_command(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id, or its path below the corpus.", show_default=False)
    ],
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Print an article as it is indexed, passage by passage: what the bot sees."""
    from qabot.surfaces.cli.find_article import find_article
    from qabot.surfaces.terminal.answer import print_wide
    from qabot.surfaces.terminal.articles import article_json, render_article

    qabot = open_qabot(config, corpus, index, backend)
    library = qabot.library
    listed = find_article(article, library, corpus=qabot.corpus)
    warn_of_changes(qabot)
    whole, passages = library.article(listed.id), library.passages_of(listed.id)
    if as_json:
        print_json(article_json(whole, passages, listed=listed))
    else:
        print_wide(open_console(no_color=no_color), render_article(whole, passages, listed=listed))


def duplicates_command(
    source: Source = None,
    collection: Collections = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """List the articles that tell the same text, syndicated, edited or saved twice: each group is one source."""
    from qabot.question.scope import scope_of
    from qabot.surfaces.terminal.answer import print_wide
    from qabot.surfaces.terminal.duplicates import groups_json, render_groups, told_in_several

    qabot = open_qabot(config, corpus, index, backend)
    scope = scope_of(qabot.library, source=source, collections=collection or None)
    groups = told_in_several(qabot.library.summaries(scope))
    warn_of_changes(qabot)
    if as_json:
        print_json(groups_json(groups))
    else:
        print_wide(open_console(no_color=no_color), render_groups(groups))


def ordered(articles: Sequence[ArticleSummary], sort: Order) -> list[ArticleSummary]:
    """Return articles in an order that a person asked for; equal ones stay by title, then path."""
    match sort:
        case Order.DATE:
            return sorted(articles, key=lambda one: -(one.published.toordinal() if one.published else 0))
        case Order.SOURCE:
            return sorted(articles, key=lambda one: (not one.source, one.source.casefold()))
        case Order.PASSAGES:
            return sorted(articles, key=lambda one: -one.passages)
        case Order.PATH:
            return sorted(articles, key=lambda one: one.path)
        case Order.TITLE:
            return sorted(articles, key=lambda one: (not one.title, one.title.casefold()))
