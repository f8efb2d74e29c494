"""``qabot duplicates``: list articles with nearly the same text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qabot.surfaces.cli.common import open_console, open_qabot, print_json, read_scope, warn_of_changes
from qabot.surfaces.cli.options import Backend, Collections, Config, Corpus, Index, Json, NoColor, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import ArticleSummary


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
    """List groups of articles with nearly the same text; each group counts as one source.

    Example: qabot duplicates --collection syria
    """
    qabot = open_qabot(config, corpus, index, backend)
    scope = read_scope(qabot, source=source, collections=collection)
    groups = group_duplicates(qabot.library.summaries(scope))
    warn_of_changes(qabot)
    if as_json:
        from qabot.surfaces.json_api.articles import duplicates_json

        print_json(duplicates_json(groups))
    else:
        from qabot.surfaces.terminal.duplicates import render_duplicates
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_duplicates(groups))


def group_duplicates(articles: Sequence[ArticleSummary]) -> list[list[ArticleSummary]]:
    """Return the groups of two and more articles with nearly the same text, the largest first.

    In a group the earliest article comes first, and undated articles come last.
    """
    groups: dict[str, list[ArticleSummary]] = {}
    for article in articles:
        groups.setdefault(article.duplicate_group, []).append(article)
    several = [sorted(group, key=_by_day) for group in groups.values() if len(group) > 1]
    return sorted(several, key=lambda group: (-len(group), group[0].title.casefold(), group[0].id))


def _by_day(article: ArticleSummary) -> tuple[bool, date, str]:
    return article.published is None, article.published or date.min, article.id
