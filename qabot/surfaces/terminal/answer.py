"""Answers and refusals as a terminal shows them."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from qabot.model import IN_SENTENCES, Answer, Article, Citation, Hit
from qabot.surfaces.citations import by_article, says_more
from qabot.surfaces.refusal import HEADING, near_passages
from qabot.surfaces.sides import sides_of, they_differ
from qabot.surfaces.terminal.colours import GOOD, NUMBER, WARNING
from qabot.surfaces.terminal.sources import AddressLines, article_line, passage_lines, text_column
from qabot.surfaces.terminal.statements import highlighted, render_statements
from qabot.surfaces.terminal.wrapping import indented
from qabot.surfaces.wording import (
    describe_confidence,
    describe_copies,
    describe_sources,
    describe_writing,
    quotation_marks,
    sanitize,
)

_ANSWER_STYLES = {"sure": f"bold {GOOD}", "likely": "bold", "weak": "dim"}


def render_answer(
    answer: Answer,
    *,
    article: Callable[[str], Article],
    link: Callable[[Hit], str],
    refusal: str = "",
    passages: int = 0,
    quotes: bool = False,
    hyperlinks: bool = False,
) -> RenderableType:
    """Return an answer with its numbered sources, or a refusal with the passages that come near.

    Args:
        answer: the answer.
        article: returns an article by its id.
        link: returns where a passage can be read.
        refusal: why nothing was answered, in a sentence; see ``qabot.surfaces.refusal``.
        passages: how many of the best passages are shown in full as well.
        quotes: show every quote; otherwise only those that say more than the statements.
        hyperlinks: link the titles, and do not write the addresses out.
    """
    if answer.is_talk:
        return Group("", *(indented(Text(sanitize(line)), 2) for line in answer.notes), "")
    parts: list[RenderableType] = [""]
    if answer.status == "answered":
        parts += _said(answer)
        parts.append("")
        for cited in by_article(answer.citations):
            parts += _source(cited, answer, quotes=quotes, hyperlinks=hyperlinks)
        parts += [""] if answer.citations else []
    else:
        parts.append(indented(Text(HEADING, "bold"), 2))
        parts += [indented(Text(sanitize(refusal)), 2)] if refusal else []
        parts.append("")
        near = [] if passages else near_passages(answer.passages)
        parts += [indented(Text("Nearest", "dim"), 2)] if near else []
        for number, hit in enumerate(near, start=1):
            address = link(hit)
            parts.append(article_line([number], article(hit.passage.article_id), [address] if hyperlinks else []))
            parts += [] if hyperlinks else [AddressLines({"": address})]
        parts += [""] if near else []
    parts += [indented(Text(f"Note: {sanitize(note)}", WARNING), 2) for note in answer.notes]
    whose = describe_writing(answer)
    parts += [indented(Text(sanitize(whose), "dim"), 2)] if whose else []
    if passages:
        parts.append(indented(Text("Passages", "dim"), 2))
        for number, hit in enumerate(answer.passages[:passages], start=1):
            found = article(hit.passage.article_id)
            parts += [*passage_lines(number, hit, found, link(hit), hyperlinks=hyperlinks), ""]
    return Group(*parts)


def short_text(answer: Answer) -> str:
    """Return the answer alone, on one line: the short answer, else the statements; a refusal in a sentence."""
    if answer.status != "answered":
        return " ".join(map(sanitize, answer.notes)) if answer.is_talk else HEADING
    return sanitize(answer.answer or " ".join(statement.text for statement in answer.statements))


def _said(answer: Answer) -> Iterator[RenderableType]:
    """Yield the short answer with its confidence, where sources differ, and the statements with their numbers."""
    sure = describe_confidence(answer.confidence)
    known = sure if answer.citations and answer.kind not in IN_SENTENCES else ""
    facts = " · ".join(filter(None, (known, describe_sources(answer.independent_sources))))
    if answer.answer:
        said = Text.assemble((sanitize(answer.answer), _ANSWER_STYLES[sure]), (f" · {facts}" if facts else "", "dim"))
        yield indented(said, 2)
    yield from (indented(line, 2) for line in _conflict(answer))
    yield from render_statements(answer, muted=sure == "weak")
    if facts and not answer.answer:
        yield indented(Text(facts, "dim"), 2)


def _conflict(answer: Answer) -> Iterator[Text]:
    """Yield what each source says, and when, if sources differ or one is newer than the others; otherwise nothing."""
    sides = sides_of(answer)
    if they_differ(sides):
        yield Text("Sources differ", f"bold {WARNING}")
    for side in sides:
        marks = "".join(f"[{number}]" for number in side.numbers)
        name = ("earlier ", WARNING) if side.earlier else ""
        when = f": {side.said_by(answer, sanitize)} "
        yield Text.assemble("  ", name, (sanitize(side.value), "bold"), when, (marks, NUMBER))


def _source(cited: Sequence[Citation], answer: Answer, *, quotes: bool, hyperlinks: bool) -> Iterator[RenderableType]:
    """Yield one line for a source, and below it what the line leaves out: quotes, addresses, copies.

    Args:
        cited: the citations of one article, at least one.
        answer: which cites them.
        quotes: show every quote.
        hyperlinks: link the title and the numbers, and do not write the addresses out.
    """
    first = cited[0]
    column = text_column([one.number for one in cited])
    yield article_line([one.number for one in cited], first.article, [one.link for one in cited] if hyperlinks else [])
    for citation in cited:
        mark = f"[{citation.number}] " if len(cited) > 1 else ""
        if quotes or says_more(citation, answer):
            opening, closing = quotation_marks(citation)
            quote = Text.assemble((mark, NUMBER), opening).append_text(highlighted(citation.quote, citation.highlights))
            yield indented(quote.append(closing), column)
    if not hyperlinks:
        yield AddressLines({f"[{one.number}] ": one.link for one in cited}, column=column)
    if first.also:
        yield indented(Text(f"The same text: {sanitize(describe_copies(first))}", "dim"), column)
