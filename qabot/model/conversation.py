"""A conversation: what was asked and said so far."""

from dataclasses import dataclass, field

from qabot.model.answer import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and the answer to it.

    Attributes:
        question: as a person typed it.
        standalone_question: the question that was put to the articles in its place.
        said: the answer as the person read it: the short answer, then the statements; ``""`` when not found.
        answer: the whole answer; ``None`` in a stored conversation and in a batch's ``history``, which keep its words.
    """

    question: str
    standalone_question: str
    said: str
    answer: Answer | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and said so far, oldest first."""

    turns: tuple[Turn, ...] = ()

    def followed_by(self, turn: Turn) -> "Conversation":
        """Return the conversation with one more turn."""
        return Conversation((*self.turns, turn))
