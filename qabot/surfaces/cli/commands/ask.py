"""``qabot ask``: answer a question."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError
from qabot.model import Conversation
from qabot.surfaces.cli.common import (
    ensure_index,
    is_written,
    open_console,
    open_qabot,
    print_json,
    read_days,
    read_rows,
    read_scope,
    read_since,
)
from qabot.surfaces.cli.options import (
    OUTPUT,
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
    Since,
    Source,
    Write,
)
from qabot.surfaces.memory.last_answer import last_asked, last_conversation, remember_answer
from qabot.surfaces.refusal import describe_refusal
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Scope
    from qabot.surfaces.json_api.questions import BatchRow

_DEFAULT_PASSAGES = 10
_EXAMPLE = "For example: qabot ask which Russian bases are in Syria"


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def ask_command(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION", help="The question, with or without quotes; - reads it from standard input."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--continue", "-c", help='Go on from the last question: "and the other one?"')
    ] = False,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE", help='Answer JSON lines {"id", "question"}; - reads standard input.'),
    ] = None,
    short: Annotated[
        bool, typer.Option("--short", help="The answer alone, on one line.", rich_help_panel=OUTPUT)
    ] = False,
    write: Write = None,
    quotes: Annotated[
        bool, typer.Option("--quotes", help="Every source with its quote.", rich_help_panel=OUTPUT)
    ] = False,
    passages: Annotated[
        int | None,
        typer.Option(
            "--passages", min=1, max=100, metavar="N", help="The N best passages as well.", rich_help_panel=OUTPUT
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="The ranks and scores of each stage, and why it answers or refuses.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    shape: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="text, markdown or json.", rich_help_panel=OUTPUT)
    ] = Format.TEXT,
    as_json: Json = False,
    no_color: NoColor = False,
    source: Source = None,
    collection: Collections = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    since: Since = None,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Answer a question and cite a source for each sentence. Exit status 1: the articles do not say.

    Example: qabot ask which Russian bases are in Syria
    """
    typed = _read_question(question, batch=batch)
    days = read_days(as_of=as_of, after=after, before=before)
    first_new = read_since(since, as_of=days.as_of)
    qabot = open_qabot(config, corpus, index, backend)
    rows = None if batch is None else _read_batch(batch, qabot)
    ensure_index(qabot, no_color=no_color)
    scope = read_scope(qabot, source=source, collections=collection, days=days)
    shown = passages or _DEFAULT_PASSAGES
    writes = is_written(qabot, write)
    if rows is not None:
        _answer_batch(qabot, rows, scope=scope, passages=shown, explain=explain, no_color=no_color, writes=writes)
        return
    before_it = last_conversation(qabot) if resume else Conversation(before=last_asked(qabot))
    answer = qabot.ask(
        typed, scope=scope, passages=max(_DEFAULT_PASSAGES, shown), conversation=before_it, since=first_new
    )
    as_text = shape is Format.TEXT and not as_json and not short
    if writes:
        from qabot.surfaces.terminal.writing import write_shown

        out = open_console(no_color=no_color) if as_text else None
        answer = write_shown(qabot, answer, conversation=before_it, out=out)
    remember_answer(qabot, typed, answer, conversation=before_it, asked_on=days.as_of)
    if as_json or shape is Format.JSON:
        from qabot.surfaces.json_api.answer import answer_json

        print_json(answer_json(replace(answer, passages=answer.passages[:shown]), explain=explain))
    elif short:
        from qabot.surfaces.terminal.answer import short_text

        typer.echo(short_text(answer))
    elif shape is Format.MARKDOWN:
        from qabot.surfaces.terminal.markdown import answer_markdown

        typer.echo(answer_markdown(answer, refusal=_refusal(qabot, answer, scope), quotes=quotes))
    else:
        _print_answer(qabot, answer, scope, passages=passages or 0, quotes=quotes, explain=explain, no_color=no_color)
    raise typer.Exit(0 if answer.status == "answered" or answer.is_talk else 1)


def _read_question(words: Sequence[str] | None, *, batch: str | None) -> str:
    """Return the question: the words of the command line, or standard input if they are "-" or none.

    Raises:
        ConfigError: there is no question, or a question beside ``--batch``.
    """
    if batch is not None and words:
        raise ConfigError("Give a question, or --batch FILE, not both", remedy=_EXAMPLE)
    if batch is not None:
        return ""
    typed = " ".join(words or ())
    if typed == "-" or (not words and sys.stdin is not None and not sys.stdin.isatty()):
        typed = sys.stdin.read().strip()
    if not typed and words != [""]:
        raise ConfigError("Give a question, or --batch FILE", remedy=_EXAMPLE)
    return typed


def _refusal(qabot: Qabot, answer: Answer, scope: Scope) -> str:
    if answer.status == "answered" or answer.is_talk:
        return ""
    return describe_refusal(answer, scope=scope, library=qabot.library)


def _print_answer(
    qabot: Qabot, answer: Answer, scope: Scope, *, passages: int, quotes: bool, explain: bool, no_color: bool
) -> None:
    from qabot.surfaces.terminal.answer import render_answer
    from qabot.surfaces.terminal.hyperlinks import has_hyperlinks
    from qabot.surfaces.terminal.printing import print_wide

    out = open_console(no_color=no_color)
    if answer.standalone_question != " ".join(answer.question.split()):
        out.print(f"  → {sanitize(answer.standalone_question)}", style="dim", markup=False, soft_wrap=True)
    screen = render_answer(
        answer,
        article=qabot.store.article,
        link=qabot.link,
        refusal=_refusal(qabot, answer, scope),
        passages=passages,
        quotes=quotes,
        hyperlinks=has_hyperlinks(out),
    )
    print_wide(out, screen)
    if explain:
        from qabot.surfaces.terminal.explanation import render_explanation

        print_wide(out, render_explanation(answer, article=qabot.store.article))


def _read_batch(name: str, qabot: Qabot) -> list[BatchRow]:
    from qabot.surfaces.json_api.questions import BatchRow

    return read_rows(name, row=BatchRow, max_chars=qabot.settings.answer.max_question_chars)


def _answer_batch(
    qabot: Qabot, rows: list[BatchRow], *, scope: Scope, passages: int, explain: bool, no_color: bool, writes: bool
) -> None:
    """Answer every row in order and print one JSON object a line."""
    from qabot.surfaces.json_api.answer import answer_json
    from qabot.surfaces.terminal.progress import show_progress

    with show_progress(open_console(no_color=no_color, stderr=True)) as progress:
        progress.stage("Answering", len(rows), "questions")
        for row in rows:
            before = row.conversation()
            answer = qabot.ask(row.question, scope=row.narrowed(scope), passages=passages, conversation=before)
            answer = qabot.write(answer, conversation=before) if writes else answer
            print_json(answer_json(answer, row_id=row.id, explain=explain), one_line=True)
            progress.advance()
