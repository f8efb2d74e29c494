"""The command ``qabot eval``: ask questions whose answers are known, and say how well they were answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import (
    Backend,
    Config,
    Corpus,
    Index,
    Json,
    NoColor,
    ensure_index,
    open_console,
    open_qabot,
    print_json,
    read_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.app.qabot import Qabot
    from qabot.evaluate.evaluation import Evaluation
    from qabot.evaluate.limits import Limit
    from qabot.evaluate.questions import Question

_PASSAGES = 10


def eval_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTIONS...",
            help='JSON lines {"question", "answer" | "answers", "gold", "passages"}.',
            show_default=False,
        ),
    ],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Write a page of plots and of every wrong answer.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", help="Hold against an earlier run's --json.")
    ] = None,
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="METRIC=VALUE", help="Exit with 1 below this; repeatable.")
    ] = None,
    most: Annotated[
        list[str] | None, typer.Option("--max", metavar="METRIC=VALUE", help="Exit with 1 above this; repeatable.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N questions of each file.")
    ] = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Measure on questions whose answers are known. Exit status 1: a --min or --max was missed.

    A question with no answer and no gold article must be refused.
    """
    from qabot.evaluate.limits import parse_limits
    from qabot.surfaces.json_api.evaluation import evaluation_json, read_baseline

    limits = [*parse_limits(least or (), option="--min"), *parse_limits(most or (), option="--max")]
    qabot = open_qabot(config, corpus, index, backend)
    questions = read_questions(files, limit, max_chars=qabot.settings.answer.max_question_chars)
    baseline = None if compare is None else read_baseline(compare)
    if report is not None:
        from qabot.surfaces.html_report.page import check_folder

        check_folder(report)
    ensure_index(qabot, no_color=no_color)
    evaluation = ask_all(qabot, questions, no_color=no_color)
    comparison = None
    if baseline is not None:
        from qabot.evaluate.comparison import compare as compare_runs

        comparison = compare_runs(baseline, evaluation.marks)
    if report is not None:
        from qabot.surfaces.html_report.page import write_report

        page = write_report(report, evaluation, article=qabot.store.article, files=files, comparison=comparison)
        sys.stderr.write(f"The report is in {page}\n")
    if as_json:
        print_json(evaluation_json(evaluation, files=files, comparison=comparison, limits=limits))
    else:
        from qabot.surfaces.terminal.answer import print_wide
        from qabot.surfaces.terminal.evaluation import render_comparison, render_evaluation

        out = open_console(no_color=no_color)
        print_wide(out, render_evaluation(evaluation))
        if comparison is not None:
            out.file.write("\n")
            print_wide(out, render_comparison(comparison))
    raise typer.Exit(_judge(evaluation, limits))


def read_questions(files: Sequence[str], limit: int | None, *, max_chars: int) -> list[Question]:
    """Return the questions of all files, in order.

    Raises:
        ConfigError: a file cannot be read, or no file has a question.
        QuestionError: a line is not a question.
    """
    from qabot.surfaces.json_api.evaluation import QuestionRow

    rows = [row for name in files for row in read_rows(name, row=QuestionRow, max_chars=max_chars)[:limit]]
    if not rows:
        named = f"{files[0]} has" if len(files) == 1 else "These files have"
        raise ConfigError(f"{named} no questions in it", remedy=f"Write one a line: {QuestionRow.example}")
    return [row.to_question() for row in rows]


def ask_all(qabot: Qabot, questions: list[Question], *, no_color: bool) -> Evaluation:
    """Ask every question, with a bar on standard error, and mark the answers."""
    from qabot.evaluate.evaluation import evaluate
    from qabot.surfaces.terminal.progress import shown_progress

    with shown_progress(open_console(no_color=no_color, stderr=True)) as progress:
        return evaluate(
            questions,
            lambda text, scope: qabot.ask(text, scope=scope, passages=_PASSAGES),
            article=qabot.store.article,
            progress=progress,
        )


def _judge(evaluation: Evaluation, limits: Sequence[Limit]) -> int:
    """Say which limits were missed, and return the exit status."""
    faults = [fault for limit in limits if (fault := limit.missed(evaluation.figures))]
    for fault in faults:
        sys.stderr.write(f"Missed: {fault}\n")
    return 1 if faults else 0
