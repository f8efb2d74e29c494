"""The statements of an answer as a terminal shows them: a line each, a list, a table of days, or below their labels."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.model import Kind, Span
from qabot.surfaces.citations import omissions_of
from qabot.surfaces.terminal.colours import NUMBER
from qabot.surfaces.terminal.wrapping import Wrapped, indented
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from qabot.model import Answer, Statement


def render_statements(answer: Answer, *, muted: bool) -> Iterator[RenderableType]:
    """Yield the statements of an answer with their numbers.

    Those that prove a short answer, or that a language model wrote, have a line each. Several others are a list, which
    stands below each label that they have; in a timeline the labels are days, and stand before them.

    Args:
        answer: the answer.
        muted: show the statements in grey.
    """
    written = _is_written(answer)
    shown = [(sanitize(one.label or ""), _sentence(answer, one, muted=muted)) for one in answer.statements]
    if answer.kind is Kind.TIMELINE:
        yield _rows([(Text(label, "bold"), said) for label, said in shown])
    elif answer.answer or written or (len(shown) == 1 and not shown[0][0]):
        yield from (indented(said, 2) for _, said in shown)
    else:
        for label, group in groupby(shown, key=lambda one: one[0]):
            if label:
                yield indented(Text(label, "bold"), 2)
            yield _rows([(Text("•", "dim"), said) for _, said in group])


def _is_written(answer: Answer) -> bool:
    return answer.writing is not None and answer.writing.stands


def _sentence(answer: Answer, statement: Statement, *, muted: bool) -> Text:
    """Return a statement with its numbers, and "[…]" where it is a quote that leaves out the rest of its sentence."""
    said = highlighted(statement.text, _statement_highlights(answer, statement))
    before, behind = omissions_of(statement, answer)
    said = Text.assemble((before, "dim"), said, (behind, "dim"))
    if muted:
        said.stylize("dim")
    marks = "".join(f"[{number}]" for number in statement.citations)
    return Text.assemble(said, " ", (marks, NUMBER)) if marks else said


def _rows(rows: Sequence[tuple[Text, Text]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0) if len(rows[0][0]) > 1 else (0, 1, 0, 0))
    table.add_column(no_wrap=True)
    for before, said in rows:
        table.add_row(before, Wrapped(said))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _statement_highlights(answer: Answer, statement: Statement) -> list[Span]:
    """Return the spans of a statement that answer the question.

    A statement is the quote of its first citation with white space folded, so the highlights of the quote are shifted.
    """
    if not statement.citations or _is_written(answer):
        return []
    citation = answer.citations[statement.citations[0] - 1]
    spans = []
    for start, end in citation.highlights:
        before = len(" ".join(citation.quote[:start].split())) + (citation.quote[start - 1 : start].isspace())
        spans.append(Span(before, before + len(" ".join(citation.quote[start:end].split()))))
    return spans


def highlighted(quote: str, spans: Sequence[Span]) -> Text:
    """Return a quote in which some spans are bold."""
    text = Text()
    last = 0
    for start, end in spans:
        text.append(sanitize(quote[last:start]))
        text.append(sanitize(quote[start:end]), "bold")
        last = end
    return text.append(sanitize(quote[last:]))
