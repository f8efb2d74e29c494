"""The command line: ``qabot ask``, ``index``, ``search``, ``status`` and ``doctor``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot import __version__
from qabot.errors import ConfigError, IndexMissing, QabotError, QuestionError

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
_NoColor = Annotated[bool, typer.Option("--no-color", envvar="NO_COLOR", help="No colours or bold type.")]
_Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Only articles of this publisher, or with this in its name."),
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
        typer.Option("--batch", metavar="FILE", help='Answer JSON lines {"id", "question"}; - is standard input.'),
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
    rows = _batch_rows(batch) if batch else None
    _ensure_index(qabot, no_color=no_color)
    scope = Scope(sources=qabot.scope_of_source(source)) if source else Scope()
    if rows is not None:
        _answer_batch(qabot, rows, scope=scope, passages=passages or 10, no_color=no_color)
        return
    answer = qabot.ask(question or "", scope=scope, passages=max(10, passages or 10))
    if as_json:
        from qabot.surfaces.wire import answer_json

        sys.stdout.write(answer_json(replace(answer, passages=answer.passages[: passages or 10])) + "\n")
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
    scope = Scope(sources=qabot.scope_of_source(source)) if source else Scope()
    hits = qabot.find(query, passages, scope=scope)
    if as_json:
        from qabot.surfaces.wire import hits_json

        sys.stdout.write(hits_json(query, hits) + "\n")
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

    from qabot.surfaces.inspection import status_facts
    from qabot.surfaces.render import print_wide, render_facts

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

    from qabot.surfaces.inspection import examine

    out = _console(no_color=no_color)
    worst = 0
    for finding in examine(config, corpus=corpus, index=index):
        mark = ("ok  ", "green") if not finding.exit_code else ("BAD ", "bold red")
        out.print(Text.assemble(mark, (f"{finding.name}: ", "bold"), finding.detail), soft_wrap=True)
        worst = max(worst, finding.exit_code)
    raise typer.Exit(worst)


def main() -> None:
    """Run the command line; every error that a person can mend is one line on standard error."""
    try:
        app()
    except QabotError as err:
        sys.stderr.write(f"qabot: {err}\n")
        sys.exit(err.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("qabot: Stopped.\n")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of the pipe has what it wanted; nothing may be flushed into it at exit.
        sys.stderr.close()
        sys.exit(0)


def _open(config: Path | None, corpus: Path | None, index: Path | None) -> Qabot:
    from qabot.settings import load_settings
    from qabot.wiring import Qabot

    return Qabot(load_settings(config, corpus=corpus, index=index))


def _console(*, no_color: bool, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, no_color=no_color or None, highlight=False, color_system=None if no_color else "auto")


def _ensure_index(qabot: Qabot, *, no_color: bool) -> None:
    """Build the index when there is none; say so when it is older than the corpus."""
    try:
        qabot.builds.current()
    except IndexMissing:
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


def _batch_rows(name: str) -> list[BatchRow]:
    from qabot.surfaces.wire import read_batch

    try:
        if name == "-":
            return read_batch(sys.stdin, name="standard input")
        with Path(name).open(encoding="utf-8") as lines:
            return read_batch(lines, name=name)
    except OSError as err:
        raise ConfigError(f"{name} cannot be read: {err.strerror}", remedy="Name a file of JSON lines") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"{name} is not UTF-8", remedy="Name a file of JSON lines") from err


def _answer_batch(qabot: Qabot, rows: list[BatchRow], *, scope: Scope, passages: int, no_color: bool) -> None:
    """Answer every row in order, one JSON object a line; a row that cannot be asked stops the run, naming itself."""
    from qabot.surfaces.progress import shown_progress
    from qabot.surfaces.wire import answer_json

    with shown_progress(_console(no_color=no_color, stderr=True)) as progress:
        progress.stage("Answering", len(rows), "questions")
        for row in rows:
            try:
                answer = qabot.ask(row.question, scope=row.narrowed(scope), passages=passages)
            except QuestionError as err:
                raise QuestionError(f"Question {row.id!r}: {err.problem}", remedy=err.remedy) from err
            answer = replace(answer, notes=(*answer.notes, *row.notes()))
            sys.stdout.write(answer_json(answer, row_id=row.id) + "\n")
            progress.advance()
