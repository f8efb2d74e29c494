"""Which article is meant by "summarise it" and "what is the article about?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Kind

if TYPE_CHECKING:
    from qabot.model import Answer, Asked
    from qabot.ports import Library

_ONE = (
    r"(?:it|this|that|(?:the|this|that|your|last) (?:last |whole |first )?(?:article|story|piece|report|text|page)"
    r"(?: you cited)?)"
)
_PLEASE = r"(?: up)?(?: for me)?(?:,? please)?\W*$"
_MEANS_ONE = re.compile(
    rf"\b(?:summari[sz]e|sum up|summary of|outline|gist of|overview of|tl;?dr(?: of)?) {_ONE}{_PLEASE}"
    rf"|\bwhat(?:['’]s| is| was) {_ONE} (?:all )?about\b|\bwhat does {_ONE} say\W*$"
    rf"|^\W*(?:summari[sz]e|summary|sum up|tl;?dr){_PLEASE}",
    re.I,
)


def asks_about_article(asked: Asked) -> bool:
    """Return whether a question asks for an overview of one article without naming anything."""
    return asked.kind is Kind.OVERVIEW and (not asked.topics or bool(_MEANS_ONE.search(asked.typed)))


def last_cited(answer: Answer) -> str | None:
    """Return the id of the article that an answer cites first, ``None`` without citations."""
    return answer.citations[0].article.id if answer.citations else None


def only_article(asked: Asked, *, store: Library) -> str | None:
    """Return the id of the only article that may answer, ``None`` if there are several or none."""
    articles = store.summaries(asked.scope)
    return articles[0].id if len(articles) == 1 else None
