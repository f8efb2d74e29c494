"""The page of ``qabot eval --report``: figures, plots, what changed, and every wrong answer with its evidence."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qabot.errors import ConfigError
from qabot.evaluate.figures import FIGURES
from qabot.surfaces.html_report import plots
from qabot.surfaces.html_report.evidence import sections_of
from qabot.surfaces.terminal.evaluation import compared, headline, shown, shown_difference, shown_interval
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
"""Of each, the first figure that could be measured stands at the head of the page."""
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
    """Make the folder, and make sure that a report can be written there without taking the place of anything else.

    Raises:
        ConfigError: it cannot be written, or has a page in it that is no report.
    """
    page = folder / PAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if page.exists():
            with page.open(encoding="utf-8", errors="replace") as stream:
                if _MADE_BY not in stream.read(_HEAD_CHARS):
                    raise ConfigError(f"{page} is no report of qabot's and is left alone", remedy=_REMEDY)
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
    """Write the page and return where it is.

    Args:
        folder: see ``check_folder``.
        evaluation: what to show.
        article: gives an article by its id, as the index has it.
        files: names of the question files.
        comparison: with an earlier run.

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
    """Return the whole page; it needs nothing from outside and runs no script."""
    environment = Environment(
        loader=PackageLoader("qabot.surfaces", "html_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sanitize"] = sanitize
    environment.globals.update(FIGURES=FIGURES, shown=shown, range_bar=_markup(plots.range_bar))
    return environment.get_template("report.html.j2").render(
        made_by=Markup(_MADE_BY),  # noqa: S704
        headline=headline(evaluation),
        files=files,
        evaluation=evaluation,
        groups=list(dict.fromkeys(FIGURES[name].group for name in evaluation.figures)),
        cards=[known[0] for names in _CARDS if (known := [name for name in names if name in evaluation.figures])],
        outcomes=_outcomes(evaluation),
        plots=_plots(evaluation),
        sections=sections_of(evaluation.results, article=article),
        comparison=comparison,
        compared="" if comparison is None else compared(comparison),
        changes=[] if comparison is None else _changes([change for change in comparison.changes if not change.same]),
    )


def _not_writable(folder: Path, err: OSError) -> ConfigError:
    return ConfigError(f"A report cannot be written in {folder}: {err.strerror}", remedy=_REMEDY)


def _markup(draw: Callable[..., str]) -> Callable[..., Markup]:
    """Return the function with its SVG, which has no word of an article in it, marked as safe."""
    return lambda *values: Markup(draw(*values))  # noqa: S704


def _outcomes(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """Return the class, the name and the count of each outcome that occurred."""
    counts = Counter(one.outcome if not one.outcome.startswith("found at") else "found" for one in evaluation.marks)
    return [(style, name, counts[key]) for key, style, name in _OUTCOMES if counts[key]]


def _plots(evaluation: Evaluation) -> list[tuple[str, str, Markup]]:
    """Return the title, the explanation and the drawing of each plot that the questions allow."""
    marks = evaluation.marks
    judged = [one for one in marks if one.kind != "ranking"]
    drawn: list[tuple[str, str, str]] = []
    if judged:
        answered = [one for one in judged if one.answered]
        wrong = sum(not one.right for one in answered)
        now = (len(answered) / len(judged), wrong / len(answered)) if answered else None
        drawn = [
            (
                "Is it as sure as it is right?",
                "On the line, confidence is honest; below it, too sure. A larger dot is more questions.",
                plots.reliability_plot(evaluation.reliability),
            ),
            (
                "What would answering more cost?",
                "Each point is a threshold. Low and flat is good: wrong answers come last.",
                plots.risk_coverage_plot(evaluation.risk_coverage, now=now),
            ),
            (
                "How sure was it, and of what?",
                "Green: the answer found is right. Red: it is wrong. Yellow: nothing could be right.",
                plots.confidence_histogram(marks),
            ),
        ]
    articles = [one.article_rank for one in marks if "hit@1" in one.scores]
    ranks = articles or [one.answer_rank for one in marks if "answer@1" in one.scores]
    if ranks:
        what = "right article" if articles else "passage that holds the answer"
        drawn.append(("Where did the evidence stand?", f"Rank of the first {what}.", plots.rank_plot(ranks)))
    return [(title, meaning, Markup(svg)) for title, meaning, svg in drawn]  # noqa: S704


def _changes(changes: Sequence[Change]) -> list[tuple[Change, dict[str, str], Markup]]:
    """Return each change, its values as they are shown, and its interval drawn to the scale of its unit."""
    reaches: dict[str, float] = {}
    for change in changes:
        unit = FIGURES[change.figure].unit
        reaches[unit] = max(reaches.get(unit, 0.0), abs(change.low), abs(change.high))
    rows = []
    for change in changes:
        said = {
            "before": shown(change.figure, change.before),
            "now": shown(change.figure, change.now),
            "difference": shown_difference(change, change.difference),
            "interval": shown_interval(change),
        }
        reach = reaches[FIGURES[change.figure].unit] or 1.0
        drawn = plots.difference_bar(change.low, change.difference, change.high, verdict=change.verdict, reach=reach)
        rows.append((change, said, Markup(drawn)))  # noqa: S704
    return rows
