"""An answer with its citations, or a refusal, as texts in Discord's Markdown."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from qabot.model import IN_SENTENCES, Kind
from qabot.surfaces.citations import by_article, omissions_of, says_more
from qabot.surfaces.discord.pages.escape import escape_markdown, safe_link
from qabot.surfaces.discord.pages.split_messages import MESSAGE, shorten, split_text, utf16_length
from qabot.surfaces.refusal import HEADING
from qabot.surfaces.sides import sides_of, they_differ
from qabot.surfaces.wording import (
    describe_confidence,
    describe_copies,
    describe_sources,
    format_day,
    quotation_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from qabot.model import Answer, Citation, Statement
    from qabot.surfaces.discord.memory.stored_answer import Tone

_TITLE_UNITS = 200
_QUESTION_UNITS = 300


def answer_sections(
    answer: Answer, *, refusal: str = "", question_above: bool = False, stale_since: datetime | None = None
) -> list[list[str]]:
    """Return the lines of the answer, of its sources and of its notes, for ``pack``.

    Args:
        answer: the answer.
        refusal: why nothing was answered, in a sentence; see ``qabot.surfaces.refusal``.
        question_above: whether the message stands under the question that it answers.
        stale_since: when the index was made, if the articles have changed since; else ``None``.
    """
    said = list(_question(answer, above=question_above))
    if answer.is_talk:
        return [[*said, *map(escape_markdown, answer.notes)]]
    sources: list[str] = []
    if answer.status == "answered":
        said += _said(answer)
        sources += _sources(answer)
    else:
        said += [f"**{HEADING}**", escape_markdown(refusal)]
    notes = [f"-# {escape_markdown(note)}" for note in answer.notes]
    if stale_since is not None:
        notes.append(f"-# The articles have changed since they were indexed {ago(stale_since)}.")
    return [section for section in (said, sources, notes) if section]


def tone_of(answer: Answer) -> Tone:
    """Return how sure an answer is, in the words that decide its colour."""
    if answer.is_talk:
        return "talk"
    if answer.status != "answered":
        return "not found"
    return describe_confidence(answer.confidence) if _has_confidence(answer) else "overview"


def ago(moment: datetime) -> str:
    """Return a moment in a form that Discord's clients show as "3 hours ago", correct whenever it is read."""
    return f"<t:{int(moment.timestamp())}:R>"


def _has_confidence(answer: Answer) -> bool:
    return bool(answer.citations) and answer.kind not in IN_SENTENCES


def _question(answer: Answer, *, above: bool) -> Iterator[str]:
    """Yield a line with the question, unless it stands above, and with what it was understood as."""
    typed = " ".join(answer.question.split())
    shown = [] if above else [typed]
    if answer.standalone_question != typed:
        shown.append(f"→ {answer.standalone_question}")
    if shown:
        yield "-# " + " ".join(escape_markdown(shorten(text, _QUESTION_UNITS)) for text in shown)


def _said(answer: Answer) -> Iterator[str]:
    """Yield the short answer, how sure it is, where sources differ, and the statements with their numbers."""
    sure = describe_confidence(answer.confidence) if _has_confidence(answer) else ""
    facts = " · ".join(filter(None, (sure, describe_sources(answer.independent_sources))))
    if answer.answer:
        yield from (f"### {piece}" for piece in split_text(escape_markdown(answer.answer), MESSAGE - 10))
        yield from [f"-# {facts}"] if facts else []
    yield from _differing(answer)
    bullet = "- " if len(answer.statements) > 1 else ""
    for label, group in groupby(answer.statements, key=lambda one: one.label):
        alike = list(group)
        # Days stand before what happened; what is compared stands above what is said of it.
        above = bool(label) and answer.kind is not Kind.TIMELINE
        if above:
            yield f"**{escape_markdown(label)}**"
        for statement in alike:
            yield from _statement(replace(statement, label="") if above else statement, answer, bullet)
    if facts and not answer.answer:
        yield f"-# {facts}"


def _statement(statement: Statement, answer: Answer, bullet: str) -> Iterator[str]:
    """Yield a statement with its numbers; one that is too long for a message in pieces, with the numbers at each."""
    label = f"**{escape_markdown(statement.label)}** " if statement.label else ""
    before, behind = map(_escaped_marks, omissions_of(statement, answer))
    marks = _marks(statement.citations, answer)
    text = f"{label}{before}{escape_markdown(statement.text)}{behind}"
    for piece in split_text(text, MESSAGE - utf16_length(marks) - utf16_length(bullet) - 1):
        yield f"{bullet}{piece} {marks}".rstrip()


def _differing(answer: Answer) -> Iterator[str]:
    """Yield what each source says when sources differ or one is newer than the others; nothing when they agree."""
    sides = sides_of(answer)
    if they_differ(sides):
        yield "**Sources differ**"
    for side in sides:
        name = f"{'earlier ' if side.earlier else ''}**{escape_markdown(side.value)}**"
        yield f"- {name}: {side.said_by(answer, escape_markdown)} {_marks(side.numbers, answer)}"


def _marks(numbers: Sequence[int], answer: Answer) -> str:
    """Return the numbers of citations, each a link to its sentence if the article is on the web."""
    marks = []
    for number in numbers:
        address = safe_link(answer.citations[number - 1].link) if number <= len(answer.citations) else ""
        marks.append(f"[\\[{number}\\]]({address})" if address else f"\\[{number}\\]")
    return "".join(marks)


def _sources(answer: Answer) -> Iterator[str]:
    """Yield a line for each article that is cited, and below it what the statements leave out: quotes, copies."""
    for cited in by_article(answer.citations):
        article = cited[0].article
        title = shorten(escape_markdown(article.title or article.path), _TITLE_UNITS).rstrip("\\")
        address = safe_link(article.url)
        named = f"[{title}]({address})" if address else title
        about = (escape_markdown(article.source), format_day(article.published) if article.published else "")
        numbers = " ".join(str(one.number) for one in cited)
        yield "-# " + " · ".join([f"**{numbers}** {named}", *(fact for fact in about if fact)])
        for one in cited:
            if says_more(one, answer):
                yield from _quote(one, f"\\[{one.number}\\] " if len(cited) > 1 else "")
        if cited[0].also:
            yield f"-# The same text: {escape_markdown(describe_copies(cited[0]))}"


def _quote(citation: Citation, mark: str) -> Iterator[str]:
    opening, closing = map(_escaped_marks, quotation_marks(citation))
    quote = f"{mark}{opening}{escape_markdown(citation.quote)}{closing}"
    yield from (f"> {piece}" for piece in split_text(quote, MESSAGE - 10))


def _escaped_marks(marks: str) -> str:
    """Return quotation or omission marks with their brackets escaped, and their spaces kept."""
    return marks.replace("[", "\\[").replace("]", "\\]")
