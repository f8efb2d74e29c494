"""The pages of the Passages button: one passage at a time, with the words that the answer quotes in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.surfaces.discord.memory.stored_answer import heading_digest, is_unchanged
from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.pages.passages import heading, quoted
from qabot.surfaces.discord.pages.split_messages import MESSAGE, split_text, utf16_length
from qabot.surfaces.discord.permissions.access import is_inside

if TYPE_CHECKING:
    from qabot.model import Article
    from qabot.ports import Library
    from qabot.surfaces.discord.memory.stored_answer import Evidence, StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import Collections

GONE = "The article of this passage is not in the index any more."
CHANGED = "The article of this passage has changed since the answer. Ask again to see what it says now."
CUT = "-# The passage goes on in the article."


def passage_page(answer: StoredAnswer, number: int, *, library: Library, collections: Collections, corpus: str) -> str:
    """Return one passage of an answer, or a sentence that says why it cannot be shown.

    Args:
        answer: an answer with at least one passage.
        number: of the passage, from 0.
        library: the articles of the current build.
        collections: the collections that the person may see.
        corpus: the folder of articles.
    """
    one = answer.evidence[number]
    count = f"-# Passage {number + 1} of {len(answer.evidence)} · {_role(answer, one)}"
    article = article_of(one, library, collections)
    if article is None:
        return f"{count}\n{GONE}"
    if not is_unchanged(one, article):
        return f"{count}\n{CHANGED}"
    quote = article.text[one.start : one.end]
    first = heading(None, article, link_to(article, one.start, _first_words(quote), corpus=corpus), one.start)
    head = f"{count}\n{first}\n> "
    text = _marked(article, one)
    room = MESSAGE - utf16_length(head) - utf16_length(CUT) - 1
    if utf16_length(text) <= room:
        return head + text
    return f"{head}{split_text(escape_markdown(quote), room)[0]}\n{CUT}"


def article_of(one: Evidence, library: Library, collections: Collections) -> Article | None:
    """Return the article of a passage; ``None`` if it is gone or the person may not see it."""
    return _article(one.article_id, library, collections)


def _article(article_id: str, library: Library, collections: Collections) -> Article | None:
    try:
        article = library.article(article_id)
    except KeyError:
        return None
    return article if is_inside(article.path, collections) else None


def reason_not_to_show(answer: StoredAnswer, *, library: Library, collections: Collections) -> str | None:
    """Return a sentence why an answer cannot be shown again; ``None`` if everything that it shows still holds."""
    if not answer.pages:
        return "An article that this answer shows is not in the index any more. Ask again."
    for name, heading_shown in answer.named.items():
        article = _article(name, library, collections)
        if article is None:
            return "An article that this answer shows is not in the index any more. Ask again."
        if heading_digest(article) != heading_shown:
            return "An article that this answer shows has changed since. Ask again."
    for one in answer.evidence:
        if not one.shown:
            continue
        article = article_of(one, library, collections)
        if article is None:
            return "An article that this answer shows is not in the index any more. Ask again."
        if not is_unchanged(one, article):
            return "An article that this answer shows has changed since. Ask again."
    return None


def _role(answer: StoredAnswer, one: Evidence) -> str:
    if one.quoted:
        return "cited as " + ", ".join(f"\\[{number}\\]" for number in sorted({quote[0] for quote in one.quoted}))
    return "read, not cited" if answer.status == "answered" else "near, but no answer"


def _marked(article: Article, one: Evidence) -> str:
    """Return a passage with its quoted words in bold and everything else escaped."""
    pieces, at = [], one.start
    for start, end in sorted((start, end) for _, start, end in one.quoted):
        if start >= at:
            pieces += [quoted(article.text[at:start]), f"**{escape_markdown(article.text[start:end])}**"]
            at = end
    pieces.append(quoted(article.text[at : one.end]))
    return " ".join(piece for piece in pieces if piece).replace("\n>  ", "\n> ").replace(" \n", "\n")


def _first_words(text: str) -> str:
    return " ".join(text.split()[:8])
