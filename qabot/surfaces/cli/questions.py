"""Question files for ``qabot eval`` and ``qabot calibrate``: read them, and ask every question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import open_console, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.app.qabot import Qabot
    from qabot.evaluate.evaluation import Evaluation
    from qabot.evaluate.questions import Question
    from qabot.model import Answer, Scope

_PASSAGES = 10
"""Passages of each answer that metrics such as hit@10 look at."""


def read_questions(files: Sequence[str], limit: int | None, *, max_chars: int) -> list[Question]:
    """Return the questions of all files, in order.

    Args:
        files: names of files; ``-`` is standard input.
        limit: how many questions of each file are read; ``None`` for all.
        max_chars: the longest question that is allowed.

    Raises:
        ConfigError: a file cannot be read, or no file has a question.
        QuestionError: a line is not a question.
    """
    from qabot.surfaces.json_api.questions import QuestionRow

    rows = [row for name in files for row in read_rows(name, row=QuestionRow, max_chars=max_chars)[:limit]]
    if not rows:
        named = f"{files[0]} has" if len(files) == 1 else "These files have"
        raise ConfigError(f"{named} no questions in it", remedy=f"Write one a line: {QuestionRow.example}")
    return [row.to_question() for row in rows]


def ask_all(qabot: Qabot, questions: list[Question], *, no_color: bool, writes: bool = False) -> Evaluation:
    """Ask every question, with a progress bar on standard error, and mark the answers.

    Args:
        qabot: answers.
        questions: what is asked.
        no_color: show the progress without colours.
        writes: whether a language model writes the answers anew.
    """
    from qabot.evaluate.evaluation import evaluate
    from qabot.surfaces.terminal.progress import show_progress

    def answer(text: str, scope: Scope) -> Answer:
        answered = qabot.ask(text, scope=scope, passages=_PASSAGES)
        return qabot.write(answered) if writes else answered

    with show_progress(open_console(no_color=no_color, stderr=True)) as progress:
        return evaluate(
            questions,
            answer,
            article=qabot.store.article,
            progress=progress,
        )
