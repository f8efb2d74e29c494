"""What ``qabot ask --explain`` shows: ranks and scores of each stage, the candidate answers, and the decision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.surfaces.terminal.wrapping import indented
from qabot.surfaces.wording import describe_decision, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable

    from qabot.model import Answer, Article, Explanation, Hit, Writing

_SHOWN = 5
_MEANING = {
    "always": "the intercept, the same for every question",
    "score": "the score of the best candidate answer",
    "unknown": "share of words that no article has",
    "size": "size of the index (logarithm)",
}


def render_explanation(answer: Answer, *, article: Callable[[str], Article]) -> RenderableType:
    """Return a sentence on the decision, then tables of passages, candidate answers and confidence signals."""
    explanation = answer.explanation
    if explanation is None:
        return Padding(Text("Nothing was looked up for this, so there is nothing to explain."), (1, 2))
    decision = Text(sanitize(describe_decision(answer, explanation)), "bold")
    parts: list[RenderableType] = ["", indented(decision, 2), ""]
    parts += [_title("Passages, in final order: rank and score of each search"), _searched(answer, article), ""]
    parts += [_title("Passages: what was read, and what orders them"), _ranked(answer, explanation, article), ""]
    if explanation.candidates:
        parts += [_title("Candidate answers"), _candidates(explanation), ""]
        parts += [_title("Confidence"), _confidence(explanation), ""]
    if answer.writing and answer.writing.sentences:
        parts += [_title("Written by a language model"), _written(answer.writing), ""]
    return Group(*parts)


def _written(writing: Writing) -> RenderableType:
    """Return each sentence that a language model wrote, with what it cites, and why it is left out."""
    table = _table("#", "sentence", "cites", "left out because")
    for number, one in enumerate(writing.sentences, start=1):
        cited = "".join(f"[{quote}]" for quote in one.citations)
        table.add_row(str(number), sanitize(one.text), cited, sanitize("; ".join(one.left_out)))
    return Padding(table, (0, 0, 0, 2))


def _searched(answer: Answer, article: Callable[[str], Article]) -> RenderableType:
    """Return the rank and score that each searcher gave each passage."""
    searchers = sorted({name for hit in answer.passages for name in hit.ranks})
    table = _table("#", "article", *searchers)
    for number, hit in enumerate(answer.passages, start=1):
        found = [
            f"{hit.ranks[name]} ({hit.scores.get(name, math.nan):.2f})" if name in hit.ranks else "–"
            for name in searchers
        ]
        table.add_row(str(number), _title_of(hit, article), *found)
    return Padding(table, (0, 0, 0, 2))


def _ranked(answer: Answer, explanation: Explanation, article: Callable[[str], Article]) -> RenderableType:
    """Return what the reader found in each passage, and the score that decides its place."""
    table = _table("#", "article", "answers", "span", "passage", "holds", "final")
    for number, hit in enumerate(answer.passages):
        added = explanation.ranking[number]
        read = [f"{added[name]:+.2f}" for name in ("answers", "span")] if added else ["not read", ""]
        read.append(f"{math.fsum(added.values()):.2f}" if added else "")
        held = "yes" if explanation.has_answer[number] else "no"
        table.add_row(str(number + 1), _title_of(hit, article), *read, held, f"{hit.score:.2f}")
    return Padding(table, (0, 0, 0, 2))


def _title_of(hit: Hit, article: Callable[[str], Article]) -> Text:
    return _cut(article(hit.passage.article_id).title or hit.passage.article_id)


def _candidates(explanation: Explanation) -> RenderableType:
    table = _table("#", "short answer", "places", "span", "answers", "mass", "kind", "score")
    for number, candidate in enumerate(explanation.candidates[:_SHOWN], start=1):
        signals = candidate.signals
        table.add_row(
            str(number),
            _cut(candidate.text),
            str(len(candidate.evidence)),
            f"{signals['span']:.2f}",
            f"{signals['answers']:.2f}",
            f"{signals['mass']:.2f}",
            "yes" if signals["kind"] else "no",
            f"{candidate.score:.2f}",
        )
    return Padding(table, (0, 0, 0, 2))


def _confidence(explanation: Explanation) -> RenderableType:
    table = _table("signal", "value", "adds", "")
    for name, (value, added) in explanation.confidence.items():
        table.add_row(name, f"{value:.2f}", f"{added:+.2f}", Text(_MEANING.get(name, ""), "dim"))
    total = math.fsum(added for _, added in explanation.confidence.values())
    table.add_row("together", "", f"{total:+.2f}", Text("as a probability: 1 / (1 + exp(−x))", "dim"))
    return Padding(table, (0, 0, 0, 2))


def _cut(text: str) -> Text:
    """Return a text that takes one line, in as many columns as the numbers beside it leave."""
    return Text(sanitize(text), no_wrap=True, overflow="ellipsis")


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        words = column in ("article", "short answer", "signal", "sentence", "left out because", "")
        table.add_column(column, justify="left" if words else "right", no_wrap=not words)
    return table


def _title(text: str) -> RenderableType:
    return Padding(Text(text, "underline"), (0, 0, 0, 2))
