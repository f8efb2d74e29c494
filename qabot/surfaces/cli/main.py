"""The command line: its commands, and the one place where errors become a line and an exit status."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from qabot import __version__
from qabot.errors import ConfigError, CorpusError, IndexBusy, QabotError
from qabot.surfaces.cli.add import add_command
from qabot.surfaces.cli.articles import articles_command, duplicates_command, show_command
from qabot.surfaces.cli.calibrate import calibrate_command
from qabot.surfaces.cli.chat import chat_command
from qabot.surfaces.cli.common import (
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
    build,
    ensure_index,
    open_console,
    open_qabot,
    print_json,
    read_days,
    read_rows,
)
from qabot.surfaces.cli.discord import discord_command
from qabot.surfaces.cli.eval import eval_command
from qabot.surfaces.cli.feedback import feedback_app

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Scope
    from qabot.surfaces.json_api.answer import BatchRow

app = typer.Typer(
    name="qabot",
    help="Ask a folder of articles. Every answer shows the passages that prove it.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_INTERRUPTED = 130


@app.callback(invoke_without_command=True)
def _qabot(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"qabot {__version__}")
        raise typer.Exit


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(help="In a sentence; quote it.", show_default=False)] = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE", help='Answer JSON lines {"id", "question"}; - reads stdin.'),
    ] = None,
    passages: Annotated[
        int | None, typer.Option("--passages", min=1, max=100, metavar="N", help="Show the N best passages too.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each stage's ranks and scores, and why it answers or not.")
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
    """Answer a question, each sentence with its source. Exit status 1: the articles do not say."""
    from qabot.question.scope import scope_of

    if (question is None) == (batch is None):
        raise ConfigError("Give a question, or --batch FILE", remedy='For example: qabot ask "who won the election?"')
    days = read_days(as_of=as_of, after=after, before=before)
    qabot = open_qabot(config, corpus, index, backend)
    rows = None if batch is None else _read_batch(batch, qabot)
    ensure_index(qabot, no_color=no_color)
    scope = scope_of(qabot.library, source=source, collections=collection or None, **days._asdict())
    if rows is not None:
        _answer_batch(qabot, rows, scope=scope, passages=passages or 10, explain=explain, no_color=no_color)
        return
    answer = qabot.ask(question or "", scope=scope, passages=max(10, passages or 10))
    if as_json:
        from qabot.surfaces.json_api.answer import answer_json

        print_json(answer_json(replace(answer, passages=answer.passages[: passages or 10]), explain=explain))
    else:
        _show_answer(qabot, answer, passages=passages or 0, explain=explain, no_color=no_color)
    raise typer.Exit(0 if answer.status == "answered" else 1)


@app.command("index")
def index_command(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew, keeping no vector.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: whatever is saved, edited, renamed or deleted is in within seconds.")
    ] = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Bring the index up to date with the corpus."""
    qabot = open_qabot(config, corpus, index, backend)
    try:
        build(qabot, rebuild=rebuild, no_color=no_color)
    except (CorpusError, IndexBusy) as err:
        if not watch or not qabot.corpus.is_dir():
            raise
        sys.stderr.write(f"qabot: {err}\n")
    if watch:
        from qabot.surfaces.cli.watch import watch_corpus
        from qabot.surfaces.wording import sanitize

        watch_corpus(qabot, say=lambda line: sys.stderr.write(f"{sanitize(line)}\n"))


@app.command("search")
def search_command(
    query: Annotated[str, typer.Argument(help="Words or a sentence.", show_default=False)],
    passages: Annotated[int, typer.Option("--passages", min=1, max=100, metavar="N", help="How many.")] = 10,
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
    """List the passages that a search finds, best first. Exit status 1: none."""
    from qabot.question.scope import scope_of

    days = read_days(as_of=as_of, after=after, before=before)
    qabot = open_qabot(config, corpus, index, backend)
    ensure_index(qabot, no_color=no_color)
    scope = scope_of(qabot.library, source=source, collections=collection or None, **days._asdict())
    hits = qabot.find(query, passages, scope=scope)
    if as_json:
        from qabot.surfaces.json_api.answer import hits_json

        print_json(hits_json(query, hits))
    else:
        from qabot.surfaces.terminal.answer import print_wide, render_hits

        out = open_console(no_color=no_color)
        print_wide(out, render_hits(hits, article=qabot.store.article, link=qabot.link))
    raise typer.Exit(0 if hits else 1)


app.command("add")(add_command)
app.command("chat")(chat_command)
app.command("eval")(eval_command)
app.command("calibrate")(calibrate_command)
app.command("articles")(articles_command)
app.command("show")(show_command)
app.command("duplicates")(duplicates_command)
app.command("discord")(discord_command)
app.add_typer(feedback_app, name="feedback")


@app.command("status")
def status_command(
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Say what is indexed: build, counts, model, age."""
    import json

    from qabot.surfaces.health.status import status_facts
    from qabot.surfaces.terminal.answer import print_wide, render_facts

    facts = status_facts(open_qabot(config, corpus, index, backend))
    if as_json:
        sys.stdout.write(json.dumps({fact.key: fact.value for fact in facts}, ensure_ascii=False) + "\n")
    else:
        print_wide(open_console(no_color=no_color), render_facts([(fact.name, fact.shown) for fact in facts]))


@app.command("doctor")
def doctor_command(
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Check settings, models, index and disk, and say what to do. Exit status 2 or 3: something is wrong."""
    from rich.text import Text

    from qabot.surfaces.health.doctor import examine

    out = open_console(no_color=no_color)
    worst = 0
    for finding in examine(config, corpus=corpus, index=index, backend=backend):
        mark = ("ok  ", "green") if not finding.exit_code else ("BAD ", "bold red")
        out.print(Text.assemble(mark, (f"{finding.name}: ", "bold"), finding.detail), soft_wrap=True)
        worst = max(worst, finding.exit_code)
    raise typer.Exit(worst)


def main() -> None:
    """Run the command line; every error that a person can mend is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Looking for plugins among all that is installed takes pydantic longer than checking the settings.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except QabotError as err:
        sys.stderr.write(f"qabot: {err}\n")
        sys.exit(err.exit_code)
    except typer.TyperException as err:
        sys.stderr.write(_usage_line(err))
        sys.exit(2)
    except (BrokenPipeError, SystemExit) as err:
        # typer and rich turn a broken pipe into SystemExit(1), which here would say that nothing was found.
        if not isinstance(err, BrokenPipeError) and not isinstance(err.__context__, BrokenPipeError):
            raise
        # The reader of the pipe has what it wanted; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    if status == _INTERRUPTED:
        sys.stderr.write("qabot: Stopped.\n")
    sys.exit(status or 0)


def _usage_line(err: typer.TyperException) -> str:
    """Return what is wrong with a command line, on one line; nothing when its help has just been printed."""
    problem = " ".join(err.format_message().split()).rstrip(".")
    context = getattr(err, "ctx", None)
    command = context.info_name if context and context.parent else ""
    return f"qabot: {problem}. Run: {' '.join(filter(None, ('qabot', command, '--help')))}\n" if problem else ""


def _show_answer(qabot: Qabot, answer: Answer, *, passages: int, explain: bool, no_color: bool) -> None:
    from qabot.surfaces.terminal.answer import print_wide, render_answer
    from qabot.surfaces.terminal.explanation import render_explanation

    out = open_console(no_color=no_color)
    print_wide(out, render_answer(answer, article=qabot.store.article, link=qabot.link, passages=passages))
    if explain:
        print_wide(out, render_explanation(answer, article=qabot.store.article))


def _read_batch(name: str, qabot: Qabot) -> list[BatchRow]:
    from qabot.surfaces.json_api.answer import BatchRow

    return read_rows(name, row=BatchRow, max_chars=qabot.settings.answer.max_question_chars)


def _answer_batch(
    qabot: Qabot, rows: list[BatchRow], *, scope: Scope, passages: int, explain: bool, no_color: bool
) -> None:
    """Answer every row in order, one JSON object a line."""
    from qabot.surfaces.json_api.answer import answer_json
    from qabot.surfaces.terminal.progress import shown_progress

    with shown_progress(open_console(no_color=no_color, stderr=True)) as progress:
        progress.stage("Answering", len(rows), "questions")
        for row in rows:
            answer = qabot.ask(
                row.question, scope=row.narrowed(scope), passages=passages, conversation=row.conversation()
            )
            print_json(answer_json(answer, row_id=row.id, explain=explain))
            progress.advance()
