"""``qabot show``: print one article as it is indexed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ArticleError, ConfigError
from qabot.model import ArticleSummary, Scope
from qabot.surfaces.cli.common import open_console, open_qabot, print_json, warn_of_changes
from qabot.surfaces.cli.completion import complete_articles
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor
from qabot.surfaces.wording import truncate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qabot.app.qabot import Qabot
    from qabot.ingest.left_out import PageBlock
    from qabot.model import Article
    from qabot.ports import Library

_SUGGESTED = 3
_SHOWN_CHARS = 80


def show_command(
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE",
            help="Its id, or its path in the corpus.",
            show_default=False,
            autocompletion=complete_articles,
        ),
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help="Show a web page as a whole, and mark what was left out of its article.")
    ] = False,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Print an article as it is indexed, passage by passage.

    Example: qabot show syria/moscow-stays.html
    """
    qabot = open_qabot(config, corpus, index, backend)
    library = qabot.library
    summary = find_article(article, library, corpus=qabot.corpus)
    warn_of_changes(qabot)
    whole, passages = library.article(summary.id), library.passages_of(summary.id)
    blocks = _page_blocks(qabot, whole) if diff else None
    if as_json:
        from qabot.surfaces.json_api.articles import article_json

        print_json(article_json(whole, passages, summary=summary, blocks=blocks))
    else:
        from qabot.surfaces.terminal.articles import render_article
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_article(whole, passages, summary=summary, blocks=blocks))


def _page_blocks(qabot: Qabot, article: Article) -> Sequence[PageBlock]:
    """Return the blocks of an article's page.

    Raises:
        ConfigError: the article's file is no web page, or cannot be read.
    """
    try:
        return qabot.page_blocks(article)
    except ArticleError as err:
        problem = f"{_shorten(article.path)} {err.problem}"
        raise ConfigError(problem, remedy="Show the article without --diff") from err


def find_article(name: str, library: Library, *, corpus: Path) -> ArticleSummary:
    """Return the article with this id, or the only article in the file with this path.

    A path may begin with the corpus folder, as a shell completes it. Case is ignored unless only case tells two
    articles apart.

    Raises:
        ConfigError: there is no such article, or the file has several; the message names ids to choose from.
    """
    articles = library.summaries(Scope())
    wanted = name.strip()
    below = _below(wanted, corpus)
    for found in (
        [article for article in articles if article.id == wanted],
        [article for article in articles if article.path == below],
        [article for article in articles if article.id.casefold() == wanted.casefold()],
        [article for article in articles if article.path.casefold() == below.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(_shorten(name) for name in sorted(article.id for article in found)[:_SUGGESTED])
            more = ", ..." if len(found) > _SUGGESTED else ""
            raise ConfigError(
                f"{_shorten(name)} holds {len(found):,} articles", remedy=f"Name an article by its id: {ids}{more}"
            )
    near = _nearest(below, articles)
    remedy = f"Nearest: {', '.join(near)}" if near else "List what there is with: qabot articles"
    raise ConfigError(f"There is no article {_shorten(name)!r}", remedy=remedy)


def _below(name: str, corpus: Path) -> str:
    """Return a path without the corpus folder at its beginning."""
    for folder in (str(corpus), str(corpus.absolute())):
        if name.startswith(f"{folder}/"):
            return name[len(folder) + 1 :]
    return name.removeprefix("./")


def _nearest(name: str, articles: Sequence[ArticleSummary]) -> list[str]:
    """Return the ids of up to three articles whose id, path, file name or title is similar to a name, best first."""
    wanted = name.casefold()
    ids: dict[str, str] = {}
    for article in articles:
        for known in (article.id, article.path, article.path.rpartition("/")[2], article.title):
            ids.setdefault(known.casefold(), article.id)
    within = sorted(known for known in ids if wanted and wanted in known)[:_SUGGESTED]
    near = get_close_matches(wanted, ids, n=_SUGGESTED, cutoff=0.5)
    return [_shorten(article_id) for article_id in dict.fromkeys(ids[known] for known in (*within, *near))][:_SUGGESTED]


def _shorten(name: str) -> str:
    return truncate(name, _SHOWN_CHARS)
