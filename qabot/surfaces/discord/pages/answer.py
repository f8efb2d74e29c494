"""An answer with its citations as blocks of Discord's Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from qabot.model import IN_SENTENCES, Answer, Article, Citation, Hit
from qabot.surfaces.discord.memory.stored_answer import NEAREST
from qabot.surfaces.discord.pages.escape import escape_markdown, plain_path, safe_link
from qabot.surfaces.discord.pages.split_messages import DESCRIPTION, shorten, split_text, utf16_length
from qabot.surfaces.wording import describe_copies, format_day, quotation_marks

_TITLE_UNITS = 240
_SNIPPET_UNITS = 400


def answer_blocks(
    answer: Answer,
    *,
    article: Callable[[str], Article],
    link: Callable[[Hit], str],
    indexed: datetime | None = None,
) -> list[str]:
    """Return the answer as blocks; each stays whole where Discord's limits allow it. Only cited passages are listed.

    Args:
        answer: the answer.
        article: returns an article by its id.
        link: returns the address of a passage.
        indexed: when the index was made, for the footer; ``None`` leaves it out.
    """
    blocks = [f"**Question:** {escape_markdown(answer.question)}"]
    if answer.standalone_question != " ".join(answer.question.split()):
        blocks.append(f"-# Understood as: {escape_markdown(answer.standalone_question)}")
    if answer.is_talk:
        return [*blocks, "\n".join(map(escape_markdown, answer.notes))]
    if answer.status == "answered":
        blocks += _answered(answer)
    else:
        blocks += _not_found(answer, article, link)
    blocks += [f"-# Note: {escape_markdown(note)}" for note in answer.notes]
    return [*blocks, *([f"-# {_footer(answer, indexed)}"] if _footer(answer, indexed) else [])]


def _footer(answer: Answer, indexed: datetime | None) -> str:
    """Return the confidence, the number of independent sources, and the age of the evidence and the index."""
    facts = []
    if answer.status == "answered":
        facts += [] if answer.kind in IN_SENTENCES else [f"{answer.confidence:.0%} sure"]
        if answer.independent_sources > 1:
            facts.append(f"{answer.independent_sources} independent sources")
        days = [one.article.published for one in answer.citations if one.article.published]
        if days and not answer.notes:  # a note already says that the evidence is old
            facts.append(f"newest evidence {format_day(max(days))}")
    if indexed is not None:
        facts.append(f"indexed {ago(indexed)}")
    return " · ".join(facts)


def ago(moment: datetime) -> str:
    """Return a moment in a form that Discord's clients show as "3 hours ago", correct whenever it is read."""
    return f"<t:{int(moment.timestamp())}:R>"


def hits_blocks(
    query: str, hits: Sequence[Hit], *, article: Callable[[str], Article], link: Callable[[Hit], str]
) -> list[str]:
    """Return the passages that a search found, best first, each shortened."""
    found = [
        hit_block(number, hit, article(hit.passage.article_id), link(hit), whole=False)
        for number, hit in enumerate(hits, start=1)
    ]
    return [f"**Search:** {escape_markdown(query)}", *(found or ["No passage found."])]


def hit_block(number: int, hit: Hit, article: Article, link: str, *, whole: bool) -> str:
    """Return a passage under its heading, shortened unless ``whole``."""
    text = escape_markdown(hit.passage.text)
    return f"{heading(number, article, link, hit.passage.start)}\n> {text if whole else shorten(text, _SNIPPET_UNITS)}"


def heading(number: int | None, article: Article, link: str, start: int) -> str:
    """Return the first line of a citation: number, linked title, source, day."""
    title = shorten(escape_markdown(article.title or article.path), _TITLE_UNITS).rstrip("\\")
    address = safe_link(link)
    named = f"[{title}]({address})" if address else title
    place = escape_markdown("".join(article.collections[-1:])) if address else plain_path(article.locate(start))
    facts = (escape_markdown(article.source), format_day(article.published), place)
    numbered = named if number is None else f"**{number}** {named}"
    return " · ".join([numbered, *(fact for fact in facts if fact)])


def _answered(answer: Answer) -> list[str]:
    blocks = [f"**{escape_markdown(answer.answer)}**"] if answer.answer else []
    blocks += _differing(answer)
    for statement in answer.statements:
        label = f"**{escape_markdown(statement.label)}** " if statement.label else ""
        blocks += _with_marks(label + escape_markdown(statement.text), _marks(statement.citations))
    return blocks + [block for citation in answer.citations for block in _citation(citation)]


def _differing(answer: Answer) -> list[str]:
    """Return what each source says when sources differ or one is newer than the others; nothing when they agree."""
    if not answer.alternatives or not answer.answer:
        return []
    elsewhere = {number for one in answer.alternatives for number in one.citations}
    own = tuple(one.number for one in answer.citations if one.number not in elsewhere)
    lines = [] if all(one.earlier for one in answer.alternatives) else ["**Sources differ**"]
    said_by = ((one.answer, one.citations, one.earlier) for one in answer.alternatives)
    for value, numbers, earlier in ((answer.answer, own, False), *said_by):
        said = []
        for number in numbers:
            article = answer.citations[number - 1].article
            said.append(
                f"{escape_markdown(article.source or article.title or article.path)}, {format_day(article.published)}"
            )
        name = f"{'earlier ' if earlier else ''}**{escape_markdown(value)}**"
        lines.append(f"- {name}: {'; '.join(dict.fromkeys(said))} {_marks(numbers)}")
    return ["\n".join(lines)]


def _with_marks(text: str, marks: str) -> list[str]:
    """Return a statement with its citation numbers; a statement too long for an embed has them at each piece."""
    return [f"{piece} {marks}" for piece in split_text(text, DESCRIPTION - utf16_length(marks) - 1)]


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"\\[{number}\\]" for number in numbers)


def _citation(citation: Citation) -> list[str]:
    first = heading(citation.number, citation.article, citation.link, citation.start)
    opening, closing = (mark.replace("[", "\\[").replace("]", "\\]") for mark in quotation_marks(citation))
    quote = f"{opening}{escape_markdown(citation.quote)}{closing}"
    pieces = split_text(quote, DESCRIPTION - utf16_length(first) - 10)
    also = [f"-# The same text: {escape_markdown(describe_copies(citation))}"] if citation.also else []
    return [f"{first}\n> {pieces[0]}", *(f"> {piece}" for piece in pieces[1:]), *also]


def _not_found(answer: Answer, article: Callable[[str], Article], link: Callable[[Hit], str]) -> list[str]:
    blocks = ["**The articles do not say.**"]
    if answer.unknown_words:
        blocks.append(f"No article mentions: {', '.join(map(escape_markdown, answer.unknown_words))}.")
    if answer.passages:
        blocks.append("Nearest passages:")
        for number, hit in enumerate(answer.passages[:NEAREST], start=1):
            blocks.append(hit_block(number, hit, article(hit.passage.article_id), link(hit), whole=False))
    return blocks
