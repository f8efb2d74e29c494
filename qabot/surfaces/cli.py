"""The command line: ``qabot ask``, ``index``, ``search``, ``status`` and ``doctor``."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot import __version__
from qabot.errors import ConfigError, IndexMissing, QabotError

if TYPE_CHECKING:
    from rich.console import Console

    from qabot.model import Answer, Scope
    from qabot.surfaces.wire import BatchRow
    from qabot.wiring import Qabot

app = typer.Typer(
    name="qabot",
    help="Ask a folder of articles. Every answer shows the passages that prove it.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_INTERRUPTED = 130

_Config = Annotated[
    Path | None, typer.Option("--config", envvar="QABOT_CONFIG", metavar="FILE", help="Settings; default: config.toml.")
]
_Corpus = Annotated[
    Path | None, typer.Option("--corpus", envvar="QABOT_CORPUS", metavar="DIR", help="The folder of articles.")
]
_Index = Annotated[
    Path | None, typer.Option("--index", envvar="QABOT_INDEX", metavar="DIR", help="The folder of the built index.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_NoColor = Annotated[bool, typer.Option("--no-color", help="No colours or bold type; likewise if NO_COLOR is set.")]
_Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Only articles whose source is, or has in its name, NAME."),
]


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
    source: _Source = None,
    as_json: _Json = False,
    no_color: _NoColor = False,
    config: _Config = None,
    corpus: _Corpus = None,
    index: _Index = None,
) -> None:
    """Answer a question, each sentence with its source. Exit status 1: the articles do not say."""
    from qabot.model import Scope

    if (question is None) == (batch is None):
        raise ConfigError("Give a question, or --batch FILE", remedy='For example: qabot ask "who won the election?"')
    qabot = _open(config, corpus, index)
    rows = None if batch is None else _batch_rows(batch, max_chars=qabot.settings.answer.max_question_chars)
    _ensure_index(qabot, no_color=no_color)
    scope = Scope() if source is None else Scope(sources=qabot.scope_of_source(source))
    if rows is not None:
        _answer_batch(qabot, rows, scope=scope, passages=passages or 10, no_color=no_color)
        return
    answer = qabot.ask(question or "", scope=scope, passages=max(10, passages or 10))
    if as_json:
        from qabot.surfaces.wire import answer_json

        _print_json(answer_json(replace(answer, passages=answer.passages[: passages or 10])))
    else:
        _show_answer(qabot, answer, passages=passages or 0, no_color=no_color)
    raise typer.Exit(0 if answer.status == "answered" else 1)


@app.command("index")
def index_command(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew, keeping no vector.")] = False,
    no_color: _NoColor = False,
    config: _Config = None,
    corpus: _Corpus = None,
    index: _Index = None,
) -> None:
    """Bring the index up to date with the corpus."""
    _build(_open(config, corpus, index), rebuild=rebuild, no_color=no_color)


@app.command("search")
def search_command(
    query: Annotated[str, typer.Argument(help="Words or a sentence.", show_default=False)],
    passages: Annotated[int, typer.Option("--passages", min=1, max=100, metavar="N", help="How many.")] = 10,
    source: _Source = None,
    as_json: _Json = False,
    no_color: _NoColor = False,
    config: _Config = None,
    corpus: _Corpus = None,
    index: _Index = None,
) -> None:
    """List the passages that a search finds, best first. Exit status 1: none."""
    from qabot.model import Scope

    qabot = _open(config, corpus, index)
    _ensure_index(qabot, no_color=no_color)
    scope = Scope() if source is None else Scope(sources=qabot.scope_of_source(source))
    hits = qabot.find(query, passages, scope=scope)
    if as_json:
        from qabot.surfaces.wire import hits_json

        _print_json(hits_json(query, hits))
    else:
        from qabot.surfaces.render import print_wide, render_hits

        out = _console(no_color=no_color)
        print_wide(out, render_hits(hits, article=qabot.store.article, link=qabot.link))
    raise typer.Exit(0 if hits else 1)


@app.command("status")
def status_command(
    as_json: _Json = False,
    no_color: _NoColor = False,
    config: _Config = None,
    corpus: _Corpus = None,
    index: _Index = None,
) -> None:
    """Say what is indexed: build, counts, model, age."""
    import json

    from qabot.surfaces.render import print_wide, render_facts
    from qabot.surfaces.status import status_facts

    facts = status_facts(_open(config, corpus, index))
    if as_json:
        sys.stdout.write(json.dumps({fact.key: fact.value for fact in facts}, ensure_ascii=False) + "\n")
    else:
        print_wide(_console(no_color=no_color), render_facts([(fact.name, fact.shown) for fact in facts]))


@app.command("doctor")
def doctor_command(
    no_color: _NoColor = False,
    config: _Config = None,
    corpus: _Corpus = None,
    index: _Index = None,
) -> None:
    """Check settings, models, index and disk, and say what to do. Exit status 2 or 3: something is wrong."""
    from rich.text import Text

    from qabot.surfaces.doctor import examine

    out = _console(no_color=no_color)
    worst = 0
    for finding in examine(config, corpus=corpus, index=index):
        mark = ("ok  ", "green") if not finding.exit_code else ("BAD ", "bold red")
        out.print(Text.assemble(mark, (f"{finding.name}: ", "bold"), finding.detail), soft_wrap=True)
        worst = max(worst, finding.exit_code)
    raise typer.Exit(worst)


def main() -> None:
    """Run the command line; every error that a person can mend is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
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


def _open(config: Path | None, corpus: Path | None, index: Path | None) -> Qabot:
    from qabot.settings import load_settings
    from qabot.wiring import Qabot

    return Qabot(load_settings(config, corpus=corpus, index=index))


def _print_json(line: str) -> None:
    """Print a line of JSON, which is UTF-8 whatever the terminal's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.write(line + "\n")


def _console(*, no_color: bool, stderr: bool = False) -> Console:
    from rich.console import Console

    no_color = no_color or bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, no_color=no_color or None, highlight=False, color_system=None if no_color else "auto")


def _ensure_index(qabot: Qabot, *, no_color: bool) -> None:
    """Build the index when there is none; say so when it is older than the corpus."""
    try:
        _ = qabot.store
    except IndexMissing:
        qabot.check_corpus()
        sys.stderr.write(f"There is no index in {qabot.builds.index} yet: building it from {qabot.corpus}.\n")
        _build(qabot, rebuild=False, no_color=no_color)
        return
    changes = qabot.changed_files
    if changes:
        files = "1 file has" if changes == 1 else f"{changes:,} files have"
        sys.stderr.write(f"{files} changed in {qabot.corpus} since it was indexed. Run: qabot index\n")


def _build(qabot: Qabot, *, rebuild: bool, no_color: bool) -> None:
    from qabot.surfaces.progress import shown_progress
    from qabot.surfaces.render import print_wide, render_report

    err = _console(no_color=no_color, stderr=True)
    with shown_progress(err) as progress:
        report = qabot.index(progress=progress, rebuild=rebuild)
    print_wide(err, render_report(report))


def _show_answer(qabot: Qabot, answer: Answer, *, passages: int, no_color: bool) -> None:
    from qabot.surfaces.render import print_wide, render_answer

    shown = render_answer(answer, article=qabot.store.article, link=qabot.link, passages=passages)
    print_wide(_console(no_color=no_color), shown)


def _batch_rows(name: str, *, max_chars: int) -> list[BatchRow]:
    from qabot.surfaces.wire import read_batch

    try:
        if name == "-":
            return read_batch(sys.stdin, name="standard input", max_chars=max_chars)
        with Path(name).open(encoding="utf-8-sig") as lines:
            return read_batch(lines, name=name, max_chars=max_chars)
    except OSError as err:
        raise ConfigError(f"{name} cannot be read: {err.strerror}", remedy="Name a file of JSON lines") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"{name} is not UTF-8", remedy="Name a file of JSON lines") from err


def _answer_batch(qabot: Qabot, rows: list[BatchRow], *, scope: Scope, passages: int, no_color: bool) -> None:
    """Answer every row in order, one JSON object a line."""
    from qabot.surfaces.progress import shown_progress
    from qabot.surfaces.wire import answer_json

    with shown_progress(_console(no_color=no_color, stderr=True)) as progress:
        progress.stage("Answering", len(rows), "questions")
        for row in rows:
            answer = qabot.ask(row.question, scope=row.narrowed(scope), passages=passages)
            answer = replace(answer, notes=(*answer.notes, *row.notes()))
            _print_json(answer_json(answer, row_id=row.id))
            progress.advance()
