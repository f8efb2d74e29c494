"""The curriculum: which examples the reader is trained on, how many of each kind, and in which order."""

from __future__ import annotations

import gzip
import json
import random
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from qabot.training import examples
from qabot.training.examples import Example
from qabot.training.perturbation import names_and_numbers
from qabot.training.sources import (
    TrainingQuestion,
    held_out,
    squad_questions,
    squadshifts_questions,
    unanswerable_questions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    PlannedExample: TypeAlias = tuple[float, Callable[..., Example | None]]
    """The share of training after which an example may come, and a function that makes it.

    The function takes ``chars``, the passage's shortest and longest length, and returns ``None`` if it cannot.
    """

# The numbers below were set by hand, not by a search over values.
PERTURBED_SHARE, WITHOUT_ANSWER_SHARE = 0.2, 0.1
"""Share of SQuAD's questions that are also shown perturbed, and with the answer's sentences removed."""
SQUADSHIFTS_SHARE = 0.6
"""Share of SQuADShifts' questions that are used."""
NEGATIVES_PER_QUESTION = (1, 1, 2)
"""Number of mined negatives for a question of SQuAD; each entry is equally likely."""
UNANSWERABLE_ROUNDS = 2
"""How often each question that people wrote to be unanswerable is shown, each time in another cut of its paragraph."""
NEWS_ROUNDS, NEWS_NEGATIVES, NEWS_DISTRACTOR_SHARE = 3, 2, 0.8
"""How often a news question is shown, with how many negatives, and how many of its paragraphs have a distractor."""
_START, _HALFWAY = 0.0, 0.5
"""News and long passages come in the second half: first the network learns to read, then what it will read in use."""


def training_examples(work: Path, data: Path, *, total: int, seed: int, short_only: bool = False) -> list[Example]:
    """Return examples in training order; the same files and seed give the same examples.

    Args:
        work: the folder where ``mine`` wrote ``squad.jsonl.gz`` and ``news.jsonl.gz``.
        data: the folder with the questions of SQuAD and SQuADShifts.
        total: number of examples to draw. A few less are returned, because some questions cannot be perturbed; and
            all there are, when they are fewer.
        seed: decides cuts, negatives, perturbations and the order.
        short_only: cut the passages of the second half as short as those of the first.
    """
    rng = random.Random(seed)
    news = [row for _ in range(NEWS_ROUNDS) for row in _read_rows(work / "news.jsonl.gz")]
    plan = chain(
        _squad(list(squad_questions(data)), rng),
        _unanswerable(unanswerable_questions(data), rng),
        _mined_negatives(_read_rows(work / "squad.jsonl.gz"), rng),
        _squadshifts(squadshifts_questions(data), rng),
        chain.from_iterable(_news(row, rng) for row in news),
    )
    timed = [(after + (1 - after) * rng.random(), make) for after, make in plan]
    rng.shuffle(timed)
    chosen = sorted(timed[:total], key=lambda item: item[0])
    late = examples.SHORT_CHARS if short_only else examples.LONG_CHARS
    made = (make(chars=examples.SHORT_CHARS if time < _HALFWAY else late) for time, make in chosen)
    return [example for example in made if example is not None]


def _squad(questions: list[TrainingQuestion], rng: random.Random) -> Iterator[PlannedExample]:
    by_title: dict[str, list[str]] = {}
    for question in questions:
        by_title.setdefault(question.title, []).append(question.question)
    names = {title: names_and_numbers(texts) for title, texts in by_title.items()}
    for question in questions:
        yield _START, partial(examples.answerable_example, question, rng)
        if rng.random() < PERTURBED_SHARE:
            yield _START, partial(examples.perturbed_example, question, names[question.title], rng)
        if rng.random() < WITHOUT_ANSWER_SHARE:
            yield _START, partial(examples.example_without_answer, question, rng)


def _unanswerable(questions: Iterable[TrainingQuestion], rng: random.Random) -> Iterator[PlannedExample]:
    for question in questions:
        for _ in range(UNANSWERABLE_ROUNDS):
            yield _START, partial(examples.unanswerable_example, question, rng)


def _mined_negatives(rows: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[PlannedExample]:
    for row in rows:
        if held_out(row["title"]):
            continue
        count = min(rng.choice(NEGATIVES_PER_QUESTION), len(row["negatives"]))
        for negative in rng.sample(row["negatives"], count):
            yield _START, partial(examples.negative_example, row["question"], negative, rng)


def _squadshifts(questions: Iterable[TrainingQuestion], rng: random.Random) -> Iterator[PlannedExample]:
    for question in questions:
        if rng.random() < SQUADSHIFTS_SHARE:
            yield _START, partial(examples.answerable_example, question, rng)


def _news(row: dict[str, Any], rng: random.Random) -> Iterator[PlannedExample]:
    answers = tuple((text, start) for text, start in row["answers"])
    question = TrainingQuestion(row["question"], answers, row["paragraph"], published=row["published"])
    negatives = row["negatives"]
    if not negatives:
        return
    distractor = rng.choice(negatives)
    if rng.random() < NEWS_DISTRACTOR_SHARE:
        yield _HALFWAY, partial(examples.example_with_distractor, question, distractor, rng)
    else:
        yield _HALFWAY, partial(examples.answerable_example, question, rng)
    for negative in rng.sample(negatives, min(NEWS_NEGATIVES, len(negatives))):
        yield _HALFWAY, partial(examples.negative_example, question.question, negative, rng)


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
