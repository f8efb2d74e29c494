"""``qabot timeline``: what the articles tell of a topic, in the order of the days that they tell of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import QuestionError
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
from qabot.surfaces.wording import timeline_question

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Scope


def timeline_command(
    topic: Annotated[
        list[str],
        typer.Argument(metavar="TOPIC", help="A name or a few words, with or without quotes.", show_default=False),
    ],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page to look at in a browser.")
    ] = None,
    as_json: Json = False,
    no_color: NoColor = False,
    source: Source = None,
    collection: Collections = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """List what happened, day by day, with a source for each line. Exit status 1: no article tells of it.

    Example: qabot timeline Tartous --html tartous.html
    """
    if html:
        from qabot.surfaces.html_report.page_file import check_file

        check_file(html, command="qabot timeline")
    days = read_days(as_of=as_of, after=after, before=before)
    qabot = open_qabot(config, corpus, index, backend)
    ensure_index(qabot, no_color=no_color)
    scope = read_scope(qabot, source=source, collections=collection, days=days)
    named = " ".join(topic)
    if not named.strip():
        raise QuestionError("The topic is empty", remedy="Name something: qabot timeline Tartous")
    answer = qabot.ask(timeline_question(named), scope=scope)
    if html and answer.status == "answered":
        from qabot.surfaces.html_report.page_file import write_page
        from qabot.surfaces.html_report.timeline import render_timeline

        write_page(html, render_timeline(named, answer))
        typer.echo(f"Wrote {html}", err=True)
    if as_json:
        from qabot.surfaces.json_api.answer import answer_json

        print_json(answer_json(answer))
    elif not html or answer.status != "answered":
        _print(qabot, answer, scope, no_color=no_color)
    raise typer.Exit(0 if answer.status == "answered" else 1)


def _print(qabot: Qabot, answer: Answer, scope: Scope, *, no_color: bool) -> None:
    from qabot.surfaces.refusal import describe_refusal
    from qabot.surfaces.terminal.answer import render_answer
    from qabot.surfaces.terminal.hyperlinks import has_hyperlinks
    from qabot.surfaces.terminal.printing import print_wide

    out = open_console(no_color=no_color)
    print_wide(
        out,
        render_answer(
            answer,
            article=qabot.store.article,
            link=qabot.link,
            refusal="" if answer.status == "answered" else describe_refusal(answer, scope=scope, library=qabot.library),
            hyperlinks=has_hyperlinks(out),
        ),
    )
