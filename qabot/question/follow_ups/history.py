"""Conversations as words: made from a batch's ``history``, and turned into the context of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.model import Conversation, Turn
from qabot.question.follow_ups.mentions import LOOK_BACK, spoken_turns
from qabot.question.follow_ups.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

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
