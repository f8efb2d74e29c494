"""Answers "Who said so?" with the sources of an answer that was given before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from qabot.model import Conversation

if TYPE_CHECKING:
    from qabot.model import Answer, Asked


class AskAgain(Protocol):
    """Answers an earlier question of a conversation once more, over the same articles."""

    def __call__(self, question: str, *, conversation: Conversation) -> Answer:
        """Return the answer to a question after what was said before it."""
        ...


def previous_answer(asked: Asked, ask_again: AskAgain) -> Answer | None:
    """Return the answer whose sources are asked for ("Who said so?"), ``None`` if the question asks something else.

    A stored conversation has words only, so its question is asked again: the same index gives the same answer. If the
    new answer does not say what was said then, the question is answered like any other, by searching for those words.
    """
    if asked.sources_of is None:
        return None
    *before, last = asked.sources_of.turns
    answer = last.answer
    if answer is None and last.said:
        again = ask_again(last.question, conversation=Conversation(tuple(before)))
        answer = again if says_the_same(again, last.said) else None
    return answer if answer and answer.citations else None


def answer_who_said_so(asked: Asked, answer: Answer) -> Answer:
    """Return an answer that names the publishers of an earlier answer's citations, with the same statements.

    Nothing is searched for. An article without a publisher is named by its title.

    Args:
        asked: "Who said so?".
        answer: the earlier answer, with at least one citation.
    """
    articles = [citation.article for citation in answer.citations]
    names = list(dict.fromkeys(article.source or article.title or article.path for article in articles))
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return replace(
        answer,
        question=asked.typed,
        standalone_question=asked.text,
        answer=listed,
        candidate=listed,
        alternatives=(),
        explanation=None,
        timings_ms={"search": 0.0, "read": 0.0, "total": 0.0},
    )


def says_the_same(answer: Answer, said: str) -> bool:
    """Return whether an answer says what was said before: its short answer or one of its statements is in it.

    Args:
        answer: a new answer to the earlier question.
        said: the wording of the earlier answer.
    """
    folded = _folded(said)
    texts = (answer.answer or "", *(statement.text for statement in answer.statements))
    return any(text and _folded(text) in folded for text in texts)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
