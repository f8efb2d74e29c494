"""The page of ``qabot eval --report``: figures, plots, what changed, and every wrong answer with its evidence."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qabot.errors import ConfigError
from qabot.evaluate.figures import FIGURES
from qabot.surfaces.html_report import plots
from qabot.surfaces.html_report.evidence import sections_of
from qabot.surfaces.terminal.evaluation import (
    describe_comparison,
    describe_outcomes,
    describe_questions,
    describe_run,
    format_difference,
    format_figure,
    format_interval,
)
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qabot.evaluate.comparison import Change, Comparison
    from qabot.evaluate.evaluation import Evaluation
    from qabot.model import Article

PAGE = "index.html"
_MADE_BY = '<meta name="generator" content="qabot eval">'
_HEAD_CHARS = 2_000
_REMEDY = "Name another folder: --report DIR"
_CARDS = (
    ("right",),
    ("f1",),
    ("hit@5", "passage hit@5", "answer@5"),
    ("citation precision",),
    ("false answers",),
    ("refused",),
    ("calibration error",),
)
"""The cards at the top of the page: each shows the first of its figures that could be measured."""
_OUTCOMES = (
    ("right", "right", "right"),
    ("rightly refused", "right pale", "rightly refused"),
    ("found", "right", "found"),
    ("refused", "held", "refused"),
    ("wrong", "wrong", "wrong"),
    ("false answer", "none", "false answers"),
    ("not found", "wrong pale", "not found"),
)


def check_folder(folder: Path) -> None:
    """Make the folder, and check that a report can be written there without overwriting anything else.

    Raises:
        ConfigError: the folder cannot be written, or has an index.html that is not a report.
    """
    page = folder / PAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if page.exists():
            with page.open(encoding="utf-8", errors="replace") as stream:
                if _MADE_BY not in stream.read(_HEAD_CHARS):
                    raise ConfigError(f"{page} is not a report of qabot and is left alone", remedy=_REMEDY)
    except OSError as err:
        raise _not_writable(folder, err) from err
    if not os.access(folder, os.W_OK):
        raise ConfigError(f"A report cannot be written in {folder}: permission is denied", remedy=_REMEDY)


def write_report(
    folder: Path,
    evaluation: Evaluation,
    *,
    article: Callable[[str], Article],
    files: Sequence[str],
    comparison: Comparison | None = None,
) -> Path:
    """Write the page and return its path.

    Args:
        folder: see ``check_folder``.
        evaluation: what to show.
        article: returns an article of the index by its id.
        files: names of the question files.
        comparison: the comparison with an earlier run, if there is one.

    Raises:
        ConfigError: the page cannot be written.
    """
    page = folder / PAGE
    draft = folder / f".{PAGE}.{os.getpid()}.part"
    text = render_page(evaluation, article=article, files=files, comparison=comparison)
    try:
        draft.write_text(text, encoding="utf-8", errors="replace")
        draft.replace(page)
    except OSError as err:
        raise _not_writable(folder, err) from err
    finally:
        draft.unlink(missing_ok=True)
    return page


def render_page(
    evaluation: Evaluation,
    *,
    article: Callable[[str], Article],
    files: Sequence[str],
    comparison: Comparison | None = None,
) -> str:
    """Return the whole page, which loads nothing and runs no script."""
    environment = page_environment()
    environment.globals.update(FIGURES=FIGURES, format_figure=format_figure, range_bar=_markup(plots.range_bar))
    return environment.get_template("report.html.j2").render(
        made_by=Markup(_MADE_BY),  # noqa: S704
        headline=describe_outcomes(evaluation),
        asked=describe_questions(evaluation),
        run=describe_run(evaluation, now=datetime.now()),
        files=files,
        evaluation=evaluation,
        groups=list(dict.fromkeys(FIGURES[name].group for name in evaluation.figures)),
        cards=[known[0] for names in _CARDS if (known := [name for name in names if name in evaluation.figures])],
        outcomes=_outcomes(evaluation),
        plots=_plots(evaluation),
        sections=sections_of(evaluation.results, article=article),
        comparison=comparison,
        compared="" if comparison is None else describe_comparison(comparison),
        changes=[] if comparison is None else _changes([change for change in comparison.changes if not change.same]),
    )


def page_environment() -> Environment:
    """Return the environment of the pages: everything is escaped, and a name that is not given is an error."""
    environment = Environment(
        loader=PackageLoader("qabot.surfaces", "html_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sanitize"] = sanitize
    return environment


def _not_writable(folder: Path, err: OSError) -> ConfigError:
    return ConfigError(f"A report cannot be written in {folder}: {err.strerror}", remedy=_REMEDY)


def _markup(draw: Callable[..., str]) -> Callable[..., Markup]:
    """Return a function that marks its SVG as safe; the SVG holds no text of articles."""
    return lambda *values: Markup(draw(*values))  # noqa: S704


def _outcomes(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """Return the CSS class, the name and the count of each outcome that occurred."""
    counts = Counter("found" if mark.outcome.startswith("found at") else mark.outcome for mark in evaluation.marks)
    return [(style, name, counts[key]) for key, style, name in _OUTCOMES if counts[key]]


def _plots(evaluation: Evaluation) -> list[tuple[str, str, Markup]]:
    """Return the title, the explanation and the SVG of each plot for which there are questions."""
    marks = evaluation.marks
    judged = [mark for mark in marks if mark.kind != "ranking"]
    drawn: list[tuple[str, str, str]] = []
    if judged:
        answered = [mark for mark in judged if mark.answered]
        wrong = sum(not mark.right for mark in answered)
        now = (len(answered) / len(judged), wrong / len(answered)) if answered else None
        drawn = [
            (
                "Is the confidence right?",
                "On the line, confidence is right; below it, too high. A larger dot stands for more questions.",
                plots.reliability_plot(evaluation.reliability),
            ),
            (
                "What does it cost to answer more questions?",
                "Each point is a threshold. A low, flat curve is good: wrong answers have the lowest confidence.",
                plots.risk_coverage_plot(evaluation.risk_coverage, now=now),
            ),
            (
                "How confident are right and wrong answers?",
                "Green: the answer found is right. Red: it is wrong. Yellow: the articles have no answer.",
                plots.confidence_histogram(marks),
            ),
        ]
    articles = [mark.article_rank for mark in marks if "hit@1" in mark.scores]
    ranks = articles or [mark.answer_rank for mark in marks if "answer@1" in mark.scores]
    if ranks:
        what = "right article" if articles else "passage that holds the answer"
        drawn.append(("At which rank is the evidence?", f"Rank of the first {what}.", plots.rank_plot(ranks)))
    return [(title, meaning, Markup(svg)) for title, meaning, svg in drawn]  # noqa: S704


def _changes(changes: Sequence[Change]) -> list[tuple[Change, dict[str, str], Markup]]:
    """Return each change, its formatted values, and its interval as SVG, to one scale for each unit."""
    reaches: dict[str, float] = {}
    for change in changes:
        unit = FIGURES[change.figure].unit
        reaches[unit] = max(reaches.get(unit, 0.0), abs(change.low), abs(change.high))
    rows = []
    for change in changes:
        values = {
            "before": format_figure(change.figure, change.before),
            "now": format_figure(change.figure, change.now),
            "difference": format_difference(change, change.difference),
            "interval": format_interval(change),
        }
        reach = reaches[FIGURES[change.figure].unit] or 1.0
        drawn = plots.difference_bar(change.low, change.difference, change.high, verdict=change.verdict, reach=reach)
        rows.append((change, values, Markup(drawn)))  # noqa: S704
    return rows
