"""Runs an evaluation: asks every question, marks every answer, and computes the figures."""

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
    """A question, its answer, and the marks of the answer."""

    question: Question
    answer: Answer
    marks: Marks


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results in the order asked, and the figures over them."""

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
        """Return the marks of all answers."""
        return [result.marks for result in self.results]


def evaluate(
    questions: Sequence[Question],
    ask: Callable[[str, Scope], Answer],
    *,
    article: Callable[[str], Article],
    progress: Progress,
) -> Evaluation:
    """Ask all questions, and return the results with their figures.

    Args:
        questions: at least one.
        ask: answers one question from the articles of a scope, with its best 10 passages.
        article: returns an article of the index by its id.
        progress: is notified of each question.
    """
    progress.stage("Answering", len(questions), "questions")
    results = []
    for question in questions:
        answer = ask(question.text, question.scope)
        results.append(Result(question, answer, mark(question, answer, article=article)))
        progress.advance()
    marks = [result.marks for result in results]
    return Evaluation(tuple(results), measure(marks), tuple(reliability(marks)), tuple(risk_coverage(marks)))
