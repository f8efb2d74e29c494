"""An evaluation and a comparison as tables in the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qabot.evaluate.comparison import Change, Comparison, Pair
from qabot.evaluate.evaluation import Evaluation
from qabot.evaluate.figures import FIGURES
from qabot.surfaces.terminal.colours import BAD, GOOD
from qabot.surfaces.terminal.wrapping import indented
from qabot.surfaces.wording import format_day, sanitize

_LISTED = 20
_LEAST_WITH_MEANING = 95
"""Columns; with fewer, what the figures mean would be a column of single words."""
_VERDICTS = {"better": GOOD, "worse": BAD, "unclear": "dim"}


def render_evaluation(evaluation: Evaluation) -> RenderableType:
    """Return the counts of outcomes, and a table of all figures."""
    counts = Text(f"  {describe_outcomes(evaluation)}", "bold")
    about = Text(f"{describe_questions(evaluation)} Build {evaluation.build}.", "dim")
    return Group("", counts, indented(about, 2), "", FigureTable(evaluation))


@dataclass(frozen=True, slots=True)
class FigureTable:
    """All measured figures by group, each with its interval, its count and, where there is room, its meaning."""

    evaluation: Evaluation

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, as wide as the console."""
        whole = options.max_width >= _LEAST_WITH_MEANING
        yield _figures(self.evaluation, meaning=whole)
        if not whole:
            yield indented(Text(f"{_LEAST_WITH_MEANING} columns have room for what each figure means.", "dim"), 2)


def _figures(evaluation: Evaluation, *, meaning: bool) -> Table:
    table = _table("", "", "95 % interval", "of", *([""] if meaning else []))
    for group, names in groupby(evaluation.figures, key=lambda name: FIGURES[name].group):
        table.add_row(Text(group, "bold"))
        for name in names:
            measured = evaluation.figures[name]
            table.add_row(
                Text(f"  {name}"),
                Text(format_figure(name, measured.value), "bold"),
                Text(f"{format_figure(name, measured.low)} to {format_figure(name, measured.high)}", "dim"),
                Text(f"{measured.count:,}", "dim"),
                *([Text(FIGURES[name].meaning, "dim")] if meaning else []),
            )
        table.add_row()
    return table


def render_comparison(comparison: Comparison) -> RenderableType:
    """Return a table of the figures that changed, and the first questions whose outcome became better or worse."""
    table = _table("", "before", "now", "difference", "95 % interval", "")
    for change in comparison.changes:
        if change.same:
            continue
        table.add_row(
            Text(f"  {change.figure}"),
            Text(format_figure(change.figure, change.before)),
            Text(format_figure(change.figure, change.now), "bold"),
            Text(format_difference(change, change.difference), _VERDICTS[change.verdict]),
            Text(format_interval(change), "dim"),
            Text("" if change.verdict == "unclear" else change.verdict, _VERDICTS[change.verdict]),
        )
    parts: list[RenderableType] = [Text(f"  {describe_comparison(comparison)}"), "", table, ""]
    for title, pairs in (("Better", comparison.better), ("Worse", comparison.worse)):
        parts += [*_listed(title, pairs), ""]
    return Group(*parts)


def describe_outcomes(evaluation: Evaluation) -> str:
    """Return the outcome of a run in a line: "18 right, 9 wrong, 3 refused, 5 of 16 false"."""
    counts = Counter("found" if mark.outcome.startswith("found at") else mark.outcome for mark in evaluation.marks)
    kinds = Counter(mark.kind for mark in evaluation.marks)
    parts = []
    if kinds["answerable"]:
        parts += [f"{counts['right']:,} right", f"{counts['wrong']:,} wrong", f"{counts['refused']:,} refused"]
    if kinds["unanswerable"]:
        parts.append(f"{counts['false answer']:,} of {kinds['unanswerable']:,} false")
    if kinds["ranking"]:
        parts.append(f"{counts['found']:,} of {kinds['ranking']:,} found")
    return ", ".join(parts)


def describe_run(evaluation: Evaluation, *, now: datetime) -> str:
    """Return when and on what a run was made: day, build and threshold.

    Args:
        evaluation: the run.
        now: when it ended, in local time.
    """
    thresholds = {one.answer.explanation.threshold for one in evaluation.results if one.answer.explanation}
    threshold = "".join(f", threshold {value:.2f}" for value in sorted(thresholds)[:1])
    return f"{format_day(now.date())}, {now:%H:%M}, build {evaluation.build}{threshold}."


def describe_questions(evaluation: Evaluation) -> str:
    """Return a sentence that says how many questions of each kind were asked."""
    kinds = [marks.kind for marks in evaluation.marks]
    named = (
        ("answerable", "answerable"),
        ("unanswerable", "unanswerable"),
        ("ranking", "for ranking only"),
    )
    parts = [f"{kinds.count(kind):,} {name}" for kind, name in named if kind in kinds]
    questions = "1 question" if len(kinds) == 1 else f"{len(kinds):,} questions"
    return f"{questions}: {', '.join(parts)}."


def describe_comparison(comparison: Comparison) -> str:
    """Return in a sentence how many questions two runs have in common, and how many changed."""
    text = f"Compared over {comparison.common:,} questions: {len(comparison.better):,} went better, "
    text += f"{len(comparison.worse):,} worse."
    same = sum(change.same for change in comparison.changes)
    text += f" {same} of {len(comparison.changes)} figures are the same." if same else ""
    for count, which in ((comparison.only_before, "the baseline"), (comparison.only_now, "this run")):
        text += f" {count:,} in {which} alone." if count else ""
    return text


def format_figure(figure: str, value: float) -> str:
    """Return a value for people: "0.812", or "48 ms"."""
    if FIGURES[figure].unit == "ms":
        return f"{value:,.0f} ms" if value >= 10 else f"{value:.1f} ms"
    return f"{value:.3f}"


def format_difference(change: Change, value: float) -> str:
    """Return a difference, or an end of its interval, with its sign."""
    return f"{value:+,.1f} ms" if FIGURES[change.figure].unit == "ms" else f"{value:+.3f}"


def format_interval(change: Change) -> str:
    """Return the interval of a difference."""
    return f"{format_difference(change, change.low)} to {format_difference(change, change.high)}"


def _table(*headings: str) -> Table:
    """Return a table of right-aligned numbers behind their names; a last column without a heading has words."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for number, heading in enumerate(headings):
        words = number > 0 and not heading and number == len(headings) - 1
        table.add_column(heading, justify="left" if words or not number else "right", no_wrap=not words)
    return table


def _listed(title: str, pairs: Sequence[Pair]) -> Iterator[RenderableType]:
    if not pairs:
        return
    yield Text(f"  {title}", "bold")
    for pair in pairs[:_LISTED]:
        change = f"{pair.before.outcome} → {pair.now.outcome}"
        yield Text.assemble("    ", sanitize(pair.now.question), (f"  {change}", "dim"))
    if len(pairs) > _LISTED:
        yield Text(f"    ... and {len(pairs) - _LISTED:,} more: --json and --report list all", "dim")
