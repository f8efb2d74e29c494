"""An answer as Markdown, to paste into a note or an issue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import IN_SENTENCES
from qabot.surfaces.citations import says_more
from qabot.surfaces.refusal import HEADING
from qabot.surfaces.wording import (
    describe_confidence,
    describe_copies,
    describe_sources,
    describe_writing,
    format_day,
    sanitize,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qabot.model import Answer, Article, Citation

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def answer_markdown(answer: Answer, *, refusal: str = "", quotes: bool = False) -> str:
    """Return an answer with its sources as a numbered list, or a refusal; without a line break at its end.

    Args:
        answer: the answer.
        refusal: why nothing was answered, in a sentence.
        quotes: show every quote; otherwise only those that say more than the statements.
    """
    if answer.is_talk:
        return "\\\n".join(map(escape, answer.notes))
    if answer.status != "answered":
        blocks = [f"**{HEADING}** {escape(refusal)}".rstrip()]
    else:
        known = answer.citations and answer.kind not in IN_SENTENCES
        sure = describe_confidence(answer.confidence) if known else ""
        facts = " · ".join(filter(None, (sure, describe_sources(answer.independent_sources))))
        blocks = [f"**{escape(answer.answer)}**" + (f" ({facts})" if facts else "")] if answer.answer else []
        for other in answer.alternatives:
            blocks.append(f"Other sources say: **{escape(other.answer)}** {_marks(other.citations)}")
        for one in answer.statements:
            label = f"**{escape(one.label)}** " if one.label else ""
            blocks.append(f"{label}{escape(one.text)} {_marks(one.citations)}".rstrip())
        blocks += [f"({facts})"] if facts and not answer.answer else []
        sources = [line for one in answer.citations for line in _source(one, answer, quotes=quotes)]
        blocks += ["\n".join(sources)] if sources else []
    notes = filter(None, (*answer.notes, describe_writing(answer)))
    return "\n\n".join([*blocks, *(f"*{escape(note)}*" for note in notes)])


def escape(text: str) -> str:
    """Return text on one safe line that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", sanitize(text))


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _source(citation: Citation, answer: Answer, *, quotes: bool) -> Iterator[str]:
    article = citation.article
    facts = [escape(article.source)] if article.source else []
    yield f"{citation.number}. {', '.join([_titled(article, citation.link), *facts, format_day(article.published)])}"
    if quotes or says_more(citation, answer):
        yield f"   > {escape(citation.quote)}"
    if citation.also:
        yield f"   The same text: {escape(describe_copies(citation))}"


def _titled(article: Article, link: str) -> str:
    title = escape(article.title or article.path)
    if link.startswith(("http://", "https://")):
        return f"[{title}](<{re.sub(r'[<>]', '', sanitize(link)).replace(' ', '%20')}>)"
    return f"{title} ({escape(link)})"
