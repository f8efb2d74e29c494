"""A question with what is known of its answer."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from qabot.model import Scope

Kind = Literal["answerable", "unanswerable", "ranking"]
"""What a question can be scored for. ``ranking``: the right articles are known, but not the right answer."""


class GoldPassage(NamedTuple):
    """The place of an answer: characters ``[start, end)`` of an article."""

    article_id: str
    start: int
    end: int

    def overlaps(self, article_id: str, start: int, end: int) -> bool:
        """Return whether characters ``[start, end)`` of an article have a character in common with this passage."""
        return self.article_id == article_id and self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a question set.

    Attributes:
        id: any JSON value; ``None`` when the file has none.
        text: of the question.
        expected: the right answers, any of which will do; empty for a question that must be refused, or whose
            answer is not known.
        gold: ids of the articles that hold the answer.
        weak: ids of articles that probably do; used only when there is nothing better.
        passages: the places of the answer.
        scope: which articles may answer.
    """

    id: object
    text: str
    expected: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    passages: tuple[GoldPassage, ...] = ()
    scope: Scope = field(default_factory=Scope)

    @property
    def relevant(self) -> frozenset[str]:
        """Return the articles that a search should find: gold ones, else those of the gold passages, else weak ones."""
        return frozenset(self.gold or [passage.article_id for passage in self.passages] or self.weak)

    @property
    def kind(self) -> Kind:
        """Return what the question can be scored for."""
        if self.expected:
            return "answerable"
        return "ranking" if self.relevant else "unanswerable"
