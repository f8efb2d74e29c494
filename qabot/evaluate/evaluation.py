"""Ask every question, mark every answer, and put figures to it: an evaluation, told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.evaluate.curves import Bin, RiskPoint, reliability, risk_coverage
from qabot.evaluate.figures import Measured, measure
from qabot.evaluate.marking import Marks, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qabot.evaluate.questions import Question
    from qabot.model import Answer, Article, Scope
    from qabot.ports import Progress


@dataclass(frozen=True, slots=True)
class Result:
    """A question, what was answered, and how that went."""

    question: Question
    answer: Answer
    marks: Marks


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results in the order asked, and what they come to."""

    results: tuple[Result, ...]
    figures: Mapping[str, Measured]
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[RiskPoint, ...]

    @property
    def build(self) -> str:
        """Return the id of the index build that answered."""
        return self.results[0].answer.build

    @property
    def marks(self) -> list[Marks]:
        """Return the marks alone."""
        return [result.marks for result in self.results]


def evaluate(
    questions: Sequence[Question],
    ask: Callable[[str, Scope], Answer],
    *,
    article: Callable[[str], Article],
    progress: Progress,
) -> Evaluation:
    """Evaluate.

    Args:
        questions: at least one.
        ask: answers one question from the articles of a scope, with its best 10 passages.
        article: gives an article by its id, as the index has it.
        progress: is told of each question.
    """
    progress.stage("Answering", len(questions), "questions")
    results = []
    for question in questions:
        answer = ask(question.text, question.scope)
        results.append(Result(question, answer, mark(question, answer, article=article)))
        progress.advance()
    marks = [result.marks for result in results]
    return Evaluation(tuple(results), measure(marks), tuple(reliability(marks)), tuple(risk_coverage(marks)))
