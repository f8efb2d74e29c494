"""A conversation: what was asked and said so far."""

from dataclasses import dataclass, field, replace
from datetime import date

from qabot.model.answer import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and the answer to it.

    Attributes:
        question: as a person typed it.
        standalone_question: the question that was put to the articles in its place.
        said: the answer as the person read it: the short answer, then the statements; ``""`` when not found.
        asked_on: the day on which it was asked; ``None`` when unknown.
        answer: the whole answer; ``None`` in a stored conversation and in a batch's ``history``, which keep its words.
    """

    question: str
    standalone_question: str
    said: str
    asked_on: date | None = None
    answer: Answer | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and said so far, oldest first.

    Attributes:
        turns: the questions and answers.
        before: the day of the last question of an earlier conversation; ``None`` when there was none.
    """

    turns: tuple[Turn, ...] = ()
    before: date | None = None

    def followed_by(self, turn: Turn) -> "Conversation":
        """Return the conversation with one more turn."""
        return replace(self, turns=(*self.turns, turn))

    @property
    def last_day(self) -> date | None:
        """Return the day of its last question; ``None`` when unknown."""
        return self.turns[-1].asked_on if self.turns else self.before
