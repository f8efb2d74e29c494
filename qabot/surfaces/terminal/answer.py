"""Answers and refusals as a terminal shows them."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from qabot.model import IN_SENTENCES, Answer, Article, Citation, Hit, Span, Statement
from qabot.surfaces.citations import by_article, omissions_of, says_more
from qabot.surfaces.refusal import HEADING, near_passages
from qabot.surfaces.sides import sides_of, they_differ
from qabot.surfaces.terminal.sources import article_line, indented, link_line, passage_lines
from qabot.surfaces.wording import (
    describe_confidence,
    describe_copies,
    describe_sources,
    describe_writing,
    quotation_marks,
    sanitize,
)

_ANSWER_STYLES = {"sure": "bold green", "likely": "bold", "weak": "dim"}


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
        parts += [indented(line, 2) for line in _said(answer)]
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
            parts += [] if hyperlinks else [link_line(address)]
        parts += [""] if near else []
    parts += [indented(Text(f"Note: {sanitize(note)}", "yellow"), 2) for note in answer.notes]
    whose = describe_writing(answer)
    parts += [indented(Text(sanitize(whose), "dim"), 2)] if whose else []
    if passages:
        parts.append(indented(Text("Passages", "dim"), 2))
        for number, hit in enumerate(answer.passages[:passages], start=1):
            found = article(hit.passage.article_id)
            parts += [*passage_lines(number, hit, found, link(hit), whole=True, hyperlinks=hyperlinks), ""]
    return Group(*parts)


def short_text(answer: Answer) -> str:
    """Return the answer alone, on one line: the short answer, else the statements; a refusal in a sentence."""
    if answer.status != "answered":
        return " ".join(map(sanitize, answer.notes)) if answer.is_talk else HEADING
    return sanitize(answer.answer or " ".join(statement.text for statement in answer.statements))


def _said(answer: Answer) -> Iterator[Text]:
    """Yield the short answer with its confidence, where sources differ, and the statements with their numbers."""
    sure = describe_confidence(answer.confidence)
    known = sure if answer.citations and answer.kind not in IN_SENTENCES else ""
    facts = " · ".join(filter(None, (known, describe_sources(answer.independent_sources))))
    if answer.answer:
        yield Text.assemble((sanitize(answer.answer), _ANSWER_STYLES[sure]), (f" · {facts}" if facts else "", "dim"))
    yield from _conflict(answer)
    for statement in answer.statements:
        marks = "".join(f"[{number}]" for number in statement.citations)
        said = _highlighted(statement.text, _statement_highlights(answer, statement))
        said = _with_omissions(said, answer, statement)
        if sure == "weak":
            said.stylize("dim")
        if statement.label:
            said = Text.assemble((sanitize(statement.label), "bold"), "  ", said)
        yield Text.assemble(said, " ", (marks, "cyan")) if marks else said
    if facts and not answer.answer:
        yield Text(facts, "dim")


def _with_omissions(said: Text, answer: Answer, statement: Statement) -> Text:
    """Return a statement with "[…]" where it is a quote that leaves out the rest of its sentence."""
    before, behind = omissions_of(statement, answer)
    return Text.assemble((before, "dim"), said, (behind, "dim")) if before or behind else said


def _statement_highlights(answer: Answer, statement: Statement) -> list[Span]:
    """Return the spans of a statement that answer the question.

    A statement is the quote of its first citation with white space folded, so the highlights of the quote are shifted.
    """
    if not statement.citations or (answer.writing and answer.writing.stands):
        return []
    citation = answer.citations[statement.citations[0] - 1]
    spans = []
    for start, end in citation.highlights:
        before = len(" ".join(citation.quote[:start].split())) + (citation.quote[start - 1 : start].isspace())
        spans.append(Span(before, before + len(" ".join(citation.quote[start:end].split()))))
    return spans


def _conflict(answer: Answer) -> Iterator[Text]:
    """Yield what each source says, and when, if sources differ or one is newer than the others; otherwise nothing."""
    sides = sides_of(answer)
    if they_differ(sides):
        yield Text("Sources differ", "bold yellow")
    for side in sides:
        marks = "".join(f"[{number}]" for number in side.numbers)
        name = ("earlier ", "yellow") if side.earlier else ""
        when = f": {side.said_by(answer, sanitize)} "
        yield Text.assemble("  ", name, (sanitize(side.value), "bold"), when, (marks, "cyan"))


def _source(cited: Sequence[Citation], answer: Answer, *, quotes: bool, hyperlinks: bool) -> Iterator[RenderableType]:
    """Yield one line for a source, and below it what the line leaves out: quotes, addresses, copies.

    Args:
        cited: the citations of one article, at least one.
        answer: which cites them.
        quotes: show every quote.
        hyperlinks: link the title and the numbers, and do not write the addresses out.
    """
    first = cited[0]
    yield article_line([one.number for one in cited], first.article, [one.link for one in cited] if hyperlinks else [])
    for citation in cited:
        mark = f"[{citation.number}] " if len(cited) > 1 else ""
        if quotes or says_more(citation, answer):
            opening, closing = quotation_marks(citation)
            quote = Text.assemble((mark, "cyan"), opening).append_text(
                _highlighted(citation.quote, citation.highlights)
            )
            yield indented(quote.append(closing), 5)
        if not hyperlinks:
            yield link_line(citation.link, mark)
    if first.also:
        yield indented(Text(f"The same text: {sanitize(describe_copies(first))}", "dim"), 5)


def _highlighted(quote: str, spans: Sequence[Span]) -> Text:
    text = Text()
    last = 0
    for start, end in spans:
        text.append(sanitize(quote[last:start]))
        text.append(sanitize(quote[start:end]), "bold")
        last = end
    return text.append(sanitize(quote[last:]))
