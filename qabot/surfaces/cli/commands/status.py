"""``qabot status``: what is in the index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qabot.surfaces.cli.common import open_console, open_qabot, print_json
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor


def status_command(
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page that plots the articles over time, by source."),
    ] = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Show what is in the index: build, counts, model and age.

    Example: qabot status --html index.html
    """
    from qabot.surfaces.health.status import status_facts

    if html:
        from qabot.surfaces.html_report.page_file import check_file

        check_file(html, command="qabot status")
    qabot = open_qabot(config, corpus, index, backend)
    facts = status_facts(qabot)
    if html:
        from qabot.model import Scope
        from qabot.surfaces.html_report.corpus_page import render_corpus
        from qabot.surfaces.html_report.page_file import write_page

        write_page(html, render_corpus(facts, qabot.library.summaries(Scope())))
        typer.echo(f"Wrote {html}", err=True)
    if as_json:
        from qabot.surfaces.json_api.status import status_json

        print_json(status_json(facts))
    elif not html:
        from qabot.surfaces.terminal.facts import render_facts
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_facts([(fact.name, fact.shown) for fact in facts]))
