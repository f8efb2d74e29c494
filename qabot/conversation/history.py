"""A conversation made of what was merely said: the ``history`` of a batch's line, or an older session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.conversation.resolve import LOOK_BACK, resolve
from qabot.model import Conversation, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT = 2 * LOOK_BACK


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
