"""Which article is meant by "summarise it" and "what is the article about?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Conversation, Kind

if TYPE_CHECKING:
    from qabot.answering.previous_sources import AskAgain
    from qabot.model import Asked
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


def article_asked_about(asked: Asked, conversation: Conversation, ask_again: AskAgain, *, store: Library) -> str | None:
    """Return the id of the article that "summarise it" means: the one that was cited last, else the only one there is.

    ``None`` where the question means something else, or nothing says which article it means.
    """
    if not asks_about_article(asked):
        return None
    for count in range(len(conversation.turns), 0, -1):
        turn = conversation.turns[count - 1]
        answer = turn.answer
        if answer is None and turn.said:
            answer = ask_again(turn.question, conversation=Conversation(conversation.turns[: count - 1]))
        if answer and answer.citations:
            return answer.citations[0].article.id
    articles = store.summaries(asked.scope)
    return articles[0].id if len(articles) == 1 else None


def asks_about_article(asked: Asked) -> bool:
    """Return whether a question asks for an overview of one article without naming anything."""
    return asked.kind is Kind.OVERVIEW and (not asked.topics or bool(_MEANS_ONE.search(asked.typed)))


def names_nothing(asked: Asked) -> bool:
    """Return whether an overview of nothing is asked for: "tell me more", when nothing was said before."""
    return asked.kind is Kind.OVERVIEW and not asked.topics
