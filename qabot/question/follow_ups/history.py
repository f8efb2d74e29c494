"""Conversations as words: made from a batch's ``history``, and turned into the context of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.model import Conversation, Turn
from qabot.question.follow_ups.mentions import LOOK_BACK, spoken_turns
from qabot.question.follow_ups.resolve import resolve
from qabot.text.words import same_stem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qabot.model import Query
    from qabot.ports import Store

_KEPT = 2 * LOOK_BACK
_CONTEXT_CHARS = 300


def conversation_of(history: Iterable[tuple[str, str]]) -> Conversation:
    """Return the last turns of a history as a conversation, each question resolved with the turns before it.

    Args:
        history: pairs of role ("user" or "assistant") and text, oldest first. What an assistant says before any
            question is left out, and so are empty questions; several answers to one question are joined.
    """
    said: list[tuple[str, list[str]]] = []
    for role, text in history:
        folded = " ".join(text.split())
        if role == "user" and folded:
            said.append((folded, []))
        elif role == "assistant" and said and folded:
            said[-1][1].append(text.strip())
    conversation = Conversation()
    for question, answers in said[-_KEPT:]:
        standalone = resolve(question, conversation)
        conversation = conversation.followed_by(Turn(question, standalone, "\n".join(answers)))
    return conversation


def context_of(conversation: Conversation) -> str:
    """Return the last question and the beginning of its answer; ``""`` when it has no answer.

    A follow-up is searched for a second time together with this text, because what the follow-up leaves out ("the other
    steps", "did the diet help?") is mostly in it. Chosen on one half of CAsT 2021 by ``tests/benchmarks/followups.py``.
    """
    turns = spoken_turns(conversation)
    last = turns[-1] if turns else None
    if last is None or not last.said.strip():
        return ""
    return " ".join(f"{last.standalone_question} {last.said[:_CONTEXT_CHARS]}".split())


def changes_topic(query: Query, conversation: Conversation, *, store: Store) -> bool:
    """Return whether a question that stands alone has left the last answer behind: its rarest word is in none of it.

    Neither the articles that the last answer cited nor what was said has the word. Unknown, and so ``False``, where the
    conversation has kept words only.
    """
    turns = spoken_turns(conversation)
    answer = turns[-1].answer if turns else None
    if answer is None or not answer.citations:
        return False
    rarest = max(query.weights, key=lambda form: query.weights[form], default=None)
    if rarest is None:
        return False
    articles = {citation.article.id: citation.article for citation in answer.citations}.values()
    known = [turns[-1].standalone_question, turns[-1].said, *(f"{one.title} {one.text}" for one in articles)]
    return not same_stem(rarest, {term.form for text in known for term in store.terms(text)})
