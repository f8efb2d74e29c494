"""``qabot search``: list passages without answering."""

from __future__ import annotations

from typing import Annotated

import typer

from qabot.surfaces.cli.common import ensure_index, open_console, open_qabot, print_json, read_days, read_scope
from qabot.surfaces.cli.options import (
    After,
    AsOf,
    Backend,
    Before,
    Collections,
    Config,
    Corpus,
    Index,
    Json,
    NoColor,
    Source,
)
from qabot.surfaces.memory.last_answer import remember_hits
from qabot.surfaces.refusal import NOTHING, describe_empty_scope, matching


def search_command(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="Words or a sentence, with or without quotes.", show_default=False),
    ],
    passages: Annotated[
        int, typer.Option("--passages", min=1, max=100, metavar="N", help="How many passages to list.")
    ] = 10,
    source: Source = None,
    collection: Collections = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """List the passages that match best. Exit status 1: none has the words or is about them.

    Example: qabot search grain deal --after 2023
    """
    days = read_days(as_of=as_of, after=after, before=before)
    qabot = open_qabot(config, corpus, index, backend)
    ensure_index(qabot, no_color=no_color)
    scope = read_scope(qabot, source=source, collections=collection, days=days)
    query = " ".join(words)
    found = qabot.find(query, passages, scope=scope)
    hits = matching(found)
    remember_hits(qabot, hits)
    if as_json:
        from qabot.surfaces.json_api.answer import hits_json

        print_json(hits_json(query, found))
    else:
        from qabot.surfaces.terminal.hits import render_hits
        from qabot.surfaces.terminal.hyperlinks import has_hyperlinks
        from qabot.surfaces.terminal.printing import print_wide

        out = open_console(no_color=no_color)
        screen = render_hits(
            hits,
            query=query,
            article=qabot.store.article,
            link=qabot.link,
            nothing=NOTHING if found or scope.everything else describe_empty_scope(scope, qabot.library),
            hyperlinks=has_hyperlinks(out),
        )
        print_wide(out, screen)
    raise typer.Exit(0 if hits else 1)
