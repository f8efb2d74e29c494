"""Answers and search results as a terminal shows them."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qabot.model import Answer, Article, Citation, Hit, Span, Statement
from qabot.surfaces.wording import describe_copies, format_day, quotation_marks, sanitize

_NEAREST = 3
_SNIPPET_CHARS = 280


def render_answer(
    answer: Answer,
    *,
    article: Callable[[str], Article],
    link: Callable[[Hit], str],
    passages: int = 0,
) -> RenderableType:
    """Return an answer with its numbered citations, or a refusal with the nearest passages.

    Args:
        answer: the answer.
        article: returns an article by its id.
        link: returns where a passage can be read.
        passages: how many of the best passages are shown in full as well.
    """
    parts: list[RenderableType] = [""]
    if answer.status == "answered":
        if answer.answer:
            parts.append(_indent(Text.assemble((sanitize(answer.answer), "bold green")), 2))
        parts += [_indent(line, 2) for line in _conflict(answer)]
        for statement in answer.statements:
            marks = "".join(f"[{number}]" for number in statement.citations)
            said = _highlighted(statement.text, _statement_highlights(answer, statement))
            parts.append(_indent(Text.assemble(said, " ", (marks, "cyan")), 2))
        sources = f" · {answer.independent_sources} independent sources" if answer.independent_sources > 1 else ""
        parts += [_indent(Text(f"{answer.confidence:.0%} sure{sources}", "dim"), 2), ""]
        for citation in answer.citations:
            parts += [*_citation(citation), ""]
    else:
        parts.append(_indent(Text("The articles do not say.", "bold"), 2))
        if answer.unknown_words:
            parts.append(_indent(Text(f"No article mentions: {', '.join(map(sanitize, answer.unknown_words))}."), 2))
        parts.append("")
        if answer.passages and not passages:
            parts.append(_indent(Text("Nearest passages", "dim"), 2))
            for rank, hit in enumerate(answer.passages[:_NEAREST], start=1):
                parts += [*_passage(hit, rank, article(hit.passage.article_id), link(hit), whole=False), ""]
    parts += [_indent(Text(f"Note: {note}", "yellow"), 2) for note in answer.notes]
    if passages:
        parts.append(_indent(Text("Passages", "dim"), 2))
        for rank, hit in enumerate(answer.passages[:passages], start=1):
            parts += [*_passage(hit, rank, article(hit.passage.article_id), link(hit), whole=True), ""]
    return Group(*parts)


def render_hits(
    hits: Sequence[Hit], *, article: Callable[[str], Article], link: Callable[[Hit], str]
) -> RenderableType:
    """Return search results: each passage with its article and its rank in each searcher."""
    parts: list[RenderableType] = [""]
    for rank, hit in enumerate(hits, start=1):
        ranks = ", ".join(f"{name} {place}" for name, place in sorted(hit.ranks.items()))
        lines = _passage(hit, rank, article(hit.passage.article_id), link(hit), whole=False)
        parts += [*lines, _indent(Text(f"ranks: {ranks}", "dim"), 5), ""]
    return Group(*parts) if hits else Padding(Text("No passage found."), (1, 2))


def _statement_highlights(answer: Answer, statement: Statement) -> list[Span]:
    """Return the spans of a statement that answer the question.

    A statement is the quote of its first citation with white space folded, so the highlights of the quote are shifted.
    """
    citation = answer.citations[statement.citations[0] - 1]
    spans = []
    for start, end in citation.highlights:
        before = len(" ".join(citation.quote[:start].split())) + (citation.quote[start - 1 : start].isspace())
        spans.append(Span(before, before + len(" ".join(citation.quote[start:end].split()))))
    return spans


def _conflict(answer: Answer) -> Iterator[Text]:
    """Yield what each source says, and when, if sources differ; otherwise nothing."""
    if not answer.alternatives or not answer.answer:
        return
    of_others = {number for other in answer.alternatives for number in other.citations}
    own = tuple(cited.number for cited in answer.citations if cited.number not in of_others)
    yield Text("Sources differ", "bold yellow")
    for value, numbers in ((answer.answer, own), *((other.answer, other.citations) for other in answer.alternatives)):
        said = []
        for number in numbers:
            article = answer.citations[number - 1].article
            said.append(f"{sanitize(article.source or article.title or article.path)}, {format_day(article.published)}")
        marks = "".join(f"[{number}]" for number in numbers)
        yield Text.assemble("  ", (sanitize(value), "bold"), f": {'; '.join(dict.fromkeys(said))} ", (marks, "cyan"))


def _citation(citation: Citation) -> Iterator[RenderableType]:
    yield _heading(str(citation.number), citation.article)
    opening, closing = quotation_marks(citation)
    quote = Text(opening).append_text(_highlighted(citation.quote, citation.highlights))
    yield _indent(quote.append(closing), 5)
    yield _link(citation.link)
    if citation.also:
        yield _indent(Text(f"The same text: {sanitize(describe_copies(citation))}", "dim"), 5)


def _highlighted(quote: str, spans: Sequence[Span]) -> Text:
    text = Text()
    last = 0
    for start, end in spans:
        text.append(sanitize(quote[last:start]))
        text.append(sanitize(quote[start:end]), "bold")
        last = end
    return text.append(sanitize(quote[last:]))


def _passage(hit: Hit, rank: int, article: Article, link: str, *, whole: bool) -> Iterator[RenderableType]:
    yield _heading(str(rank), article)
    text = sanitize(hit.passage.text)
    if not whole and len(text) > _SNIPPET_CHARS:
        text = text[:_SNIPPET_CHARS].rsplit(" ", 1)[0] + " …"
    yield _indent(Text(text), 5)
    yield _link(link)


def _heading(number: str, article: Article) -> RenderableType:
    title = sanitize(article.title or article.path)
    source = [sanitize(article.source)] if article.source else []
    rest = " · ".join([*source, format_day(article.published), *map(sanitize, article.collections[-1:])])
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(Text(f"{number:<2}", "cyan"), Text.assemble((title, "underline"), (f" · {rest}", "dim")))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _link(link: str) -> RenderableType:
    """Return a link on one line, however long: a terminal that wraps the line itself copies the link whole."""
    shown = sanitize(link)
    style = Style(color="blue", link=shown) if shown.startswith(("http://", "https://")) else Style(color="blue")
    return Text.assemble(" " * 5, (shown, style), no_wrap=True, overflow="ignore")


def _indent(text: Text, columns: int) -> RenderableType:
    return Padding(text, (0, 0, 0, columns), expand=False)
