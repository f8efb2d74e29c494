"""``qabot ask``: answer a question, or a file of questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import (
    ensure_index,
    open_console,
    open_qabot,
    print_json,
    read_days,
    read_rows,
    read_scope,
)
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

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Scope
    from qabot.surfaces.json_api.questions import BatchRow

_DEFAULT_PASSAGES = 10


def ask_command(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE", help='Answer JSON lines {"id", "question"}; - reads standard input.'),
    ] = None,
    passages: Annotated[
        int | None, typer.Option("--passages", min=1, max=100, metavar="N", help="Also show the N best passages.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the ranks and scores of each stage, and why it answers or refuses.")
    ] = False,
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
    """Answer a question and cite a source for each sentence. Exit status 1: the articles do not say."""
    if (question is None) == (batch is None):
        raise ConfigError("Give a question, or --batch FILE", remedy='For example: qabot ask "who won the election?"')
    days = read_days(as_of=as_of, after=after, before=before)
    qabot = open_qabot(config, corpus, index, backend)
    rows = None if batch is None else _read_batch(batch, qabot)
    ensure_index(qabot, no_color=no_color)
    scope = read_scope(qabot, source=source, collections=collection, days=days)
    if rows is not None:
        limit = passages or _DEFAULT_PASSAGES
        _answer_batch(qabot, rows, scope=scope, passages=limit, explain=explain, no_color=no_color)
        return
    answer = qabot.ask(question or "", scope=scope, passages=max(_DEFAULT_PASSAGES, passages or 0))
    if as_json:
        from qabot.surfaces.json_api.answer import answer_json

        shown = replace(answer, passages=answer.passages[: passages or _DEFAULT_PASSAGES])
        print_json(answer_json(shown, explain=explain))
    else:
        _print_answer(qabot, answer, passages=passages or 0, explain=explain, no_color=no_color)
    raise typer.Exit(0 if answer.status == "answered" else 1)


def _print_answer(qabot: Qabot, answer: Answer, *, passages: int, explain: bool, no_color: bool) -> None:
    from qabot.surfaces.terminal.answer import render_answer
    from qabot.surfaces.terminal.printing import print_wide

    out = open_console(no_color=no_color)
    print_wide(out, render_answer(answer, article=qabot.store.article, link=qabot.link, passages=passages))
    if explain:
        from qabot.surfaces.terminal.explanation import render_explanation

        print_wide(out, render_explanation(answer, article=qabot.store.article))


def _read_batch(name: str, qabot: Qabot) -> list[BatchRow]:
    from qabot.surfaces.json_api.questions import BatchRow

    return read_rows(name, row=BatchRow, max_chars=qabot.settings.answer.max_question_chars)


def _answer_batch(
    qabot: Qabot, rows: list[BatchRow], *, scope: Scope, passages: int, explain: bool, no_color: bool
) -> None:
    """Answer every row in order and print one JSON object a line."""
    from qabot.surfaces.json_api.answer import answer_json
    from qabot.surfaces.terminal.progress import show_progress

    with show_progress(open_console(no_color=no_color, stderr=True)) as progress:
        progress.stage("Answering", len(rows), "questions")
        for row in rows:
            answer = qabot.ask(
                row.question, scope=row.narrowed(scope), passages=passages, conversation=row.conversation()
            )
            print_json(answer_json(answer, row_id=row.id, explain=explain))
            progress.advance()
