"""``qabot eval``: ask questions whose answers are known, and measure how well they are answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.surfaces.cli.common import ensure_index, is_written, open_console, open_qabot, print_json
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor, Write
from qabot.surfaces.cli.questions import ask_all, read_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.evaluate.evaluation import Evaluation
    from qabot.evaluate.limits import Limit


def eval_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTIONS",
            help='Files of JSON lines {"question", "answer" | "answers", "gold", "passages"}.',
            show_default=False,
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Write an HTML page with plots and every wrong answer."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="Compare with an earlier run, saved with --json."),
    ] = None,
    least: Annotated[
        list[str] | None,
        typer.Option("--min", metavar="METRIC=VALUE", help="Exit with 1 if the metric is lower; repeatable."),
    ] = None,
    most: Annotated[
        list[str] | None,
        typer.Option("--max", metavar="METRIC=VALUE", help="Exit with 1 if the metric is higher; repeatable."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask only the first N questions of each file.")
    ] = None,
    write: Write = None,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Measure answers to questions whose answers are known. Exit status 1: a --min or --max was missed.

    A question with no answer and no gold article must be refused.

    Example: qabot eval questions.jsonl --report report
    """
    from qabot.evaluate.limits import parse_limits
    from qabot.surfaces.json_api.evaluation import evaluation_json, read_baseline

    limits = [*parse_limits(least or (), option="--min"), *parse_limits(most or (), option="--max")]
    qabot = open_qabot(config, corpus, index, backend)
    writes = is_written(qabot, write)
    questions = read_questions(files, limit, max_chars=qabot.settings.answer.max_question_chars)
    baseline = None if compare is None else read_baseline(compare)
    if report is not None:
        from qabot.surfaces.html_report.page import check_folder

        check_folder(report)
    ensure_index(qabot, no_color=no_color)
    evaluation = ask_all(qabot, questions, no_color=no_color, writes=writes)
    page = comparison = None
    if baseline is not None:
        from qabot.evaluate.comparison import compare as compare_runs

        comparison = compare_runs(baseline, evaluation.marks)
    if report is not None:
        from qabot.surfaces.html_report.page import write_report

        page = write_report(report, evaluation, article=qabot.store.article, files=files, comparison=comparison)
    if as_json:
        print_json(evaluation_json(evaluation, files=files, comparison=comparison, limits=limits))
    else:
        from qabot.surfaces.terminal.evaluation import render_comparison, render_evaluation
        from qabot.surfaces.terminal.printing import print_wide

        out = open_console(no_color=no_color)
        print_wide(out, render_evaluation(evaluation))
        if comparison is not None:
            out.file.write("\n")
            print_wide(out, render_comparison(comparison))
    if page is not None:
        sys.stdout.flush()
        sys.stderr.write(f"The report is in {page}\n")
    raise typer.Exit(_check_limits(evaluation, limits))


def _check_limits(evaluation: Evaluation, limits: Sequence[Limit]) -> int:
    """Print each limit that was missed, and return the exit status."""
    faults = [fault for limit in limits if (fault := limit.missed(evaluation.figures))]
    for fault in faults:
        sys.stderr.write(f"Missed: {fault}\n")
    return 1 if faults else 0
