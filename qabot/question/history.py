"""A conversation as words: made of what was merely said (a batch's ``history``), and as the context of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.model import Conversation, Turn
from qabot.question.resolve import LOOK_BACK, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT = 2 * LOOK_BACK
_CONTEXT_CHARS = 300


def conversation_of(history: Iterable[tuple[str, str]]) -> Conversation:
    """Return the last turns of a history, each question resolved with those before it.

    Args:
        history: pairs of role ("user" or "assistant") and text, oldest first. What an assistant says before any
            question, and empty questions, are left out; several answers to one question are joined.
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
    """Return the last question and the beginning of what was said to it, ``""`` when nothing was said.

    A follow-up is searched for a second time together with it: what a question leaves out ("the other steps", "did the
    diet help?") mostly stands there. Chosen on one half of CAsT 2021 by ``tests/benchmarks/followups.py``.
    """
    last = conversation.turns[-1] if conversation.turns else None
    if last is None or not last.said.strip():
        return ""
    return " ".join(f"{last.standalone_question} {last.said[:_CONTEXT_CHARS]}".split())
