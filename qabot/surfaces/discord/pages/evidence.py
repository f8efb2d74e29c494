"""What the Passages button shows: one stretch of the evidence at a time, what the answer quotes of it in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.surfaces.discord.memory.answers import still_there
from qabot.surfaces.discord.pages.answer import heading
from qabot.surfaces.discord.pages.escape import inert
from qabot.surfaces.discord.pages.split_messages import DESCRIPTION, split_text, units
from qabot.surfaces.discord.permissions.access import inside

if TYPE_CHECKING:
    from qabot.model import Article
    from qabot.ports import Library
    from qabot.surfaces.discord.memory.answers import Evidence, Remembered
    from qabot.surfaces.discord.permissions.place import Collections

GONE = "The article of this passage is not in the index any more."
CHANGED = "The article of this passage has changed since the answer. Ask again to see what it says now."
CUT = "-# The passage goes on in the article."


def passage_page(answer: Remembered, number: int, *, library: Library, collections: Collections, corpus: str) -> str:
    """Return one of an answer's passages, or in a sentence why it cannot be shown.

    Args:
        answer: which has at least one.
        number: from 0.
        library: the articles of the build that is current now.
        collections: what the person may see.
        corpus: the folder of articles.
    """
    one = answer.evidence[number]
    count = f"-# Passage {number + 1} of {len(answer.evidence)} · {_role(answer, one)}"
    article = found(one, library, collections)
    if article is None:
        return f"{count}\n{GONE}"
    if not still_there(one, article):
        return f"{count}\n{CHANGED}"
    quote = article.text[one.start : one.end]
    first = heading(None, article, link_to(article, one.start, _first_words(quote), corpus=corpus), one.start)
    head = f"{count}\n{first}\n> "
    text = _marked(article, one)
    room = DESCRIPTION - units(head) - units(CUT) - 1
    if units(text) <= room:
        return head + text
    return f"{head}{split_text(inert(quote), room)[0]}\n{CUT}"


def found(one: Evidence, library: Library, collections: Collections) -> Article | None:
    """Return the article of a stretch of evidence; ``None`` when it is gone, or is not for this person."""
    try:
        article = library.article(one.article_id)
    except KeyError:
        return None
    return article if inside(article.path, collections) else None


def missing(answer: Remembered, *, library: Library, collections: Collections) -> str | None:
    """Return why an answer cannot be shown again, in a sentence; ``None`` when all that it cites is still there."""
    for one in answer.evidence:
        if not one.quoted:
            continue
        article = found(one, library, collections)
        if article is None:
            return "An article that this answer cites is not in the index any more. Ask again."
        if not still_there(one, article):
            return "An article that this answer cites has changed since. Ask again."
    return None


def _role(answer: Remembered, one: Evidence) -> str:
    if one.quoted:
        return "cited as " + ", ".join(f"\\[{number}\\]" for number in sorted({quote[0] for quote in one.quoted}))
    return "read, not cited" if answer.status == "answered" else "near, but no answer"


def _marked(article: Article, one: Evidence) -> str:
    """Return a stretch of an article with what is quoted of it in bold, all else as it is written."""
    pieces, at = [], one.start
    for start, end in sorted((start, end) for _, start, end in one.quoted):
        if start >= at:
            pieces += [inert(article.text[at:start]), f"**{inert(article.text[start:end])}**"]
            at = end
    pieces.append(inert(article.text[at : one.end]))
    return " ".join(piece for piece in pieces if piece)


def _first_words(text: str) -> str:
    return " ".join(text.split()[:8])
