"""The order of training: which examples, how many of each kind, and when."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

from qabot.training import examples
from qabot.training.examples import Example
from qabot.training.misleading import names_in
from qabot.training.sources import Asked, held_out, near_misses, shifts_questions, squad_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MISLED, WITHOUT = 0.2, 0.1
"""Share of SQuAD's questions that are also shown changed, or with the answer's sentence taken out."""
NEWS_ROUNDS = 3
NEAR_MISS_ROUNDS = 2
"""Each question that people wrote to be unanswerable is shown so often, each time in another cut of its paragraph."""
_LATE = 0.5
"""News and long passages come from this point on: first how to read, then what will be read."""


def planned(work: Path, data: Path, *, total: int, seed: int) -> list[Example]:
    """Return ``total`` examples in training order; the same for the same files and seed.

    Args:
        work: where ``mine`` wrote ``squad.jsonl.gz`` and ``news.jsonl.gz``.
        data: SQuAD's and SQuADShifts' folder.
        total: examples wanted; when there are fewer, all are given.
        seed: another one gives other windows, negatives and another order.
    """
    draw = random.Random(seed)
    waiting: list[tuple[float, Callable[[tuple[int, int]], Example | None]]] = []

    def add(make: Callable[[tuple[int, int]], Example | None], after: float = 0.0) -> None:
        waiting.append((after + (1 - after) * draw.random(), make))

    _squad(list(squad_questions(data)), add, draw)
    for asked in near_misses(data):
        for _ in range(NEAR_MISS_ROUNDS):
            add(lambda chars, asked=asked: examples.near_miss(asked, draw, chars=chars))  # type: ignore[misc]
    for row in _rows(work / "squad.jsonl.gz"):
        if held_out(row["title"]):
            continue
        kept = draw.sample(row["negatives"], min(draw.choice((1, 1, 2)), len(row["negatives"])))
        for shown in kept:
            add(_negative(row["question"], shown, draw))
    for asked in shifts_questions(data):
        if draw.random() < 0.6:
            add(lambda chars, asked=asked: examples.answered(asked, draw, chars=chars))  # type: ignore[misc]
    for _ in range(NEWS_ROUNDS):
        for row in _rows(work / "news.jsonl.gz"):
            _news(row, add, draw)
    draw.shuffle(waiting)
    chosen = sorted(waiting[:total], key=lambda one: one[0])
    made = (make(examples.SHORT_CHARS if when < _LATE else examples.LONG_CHARS) for when, make in chosen)
    return [example for example in made if example is not None]


def _squad(questions: list[Asked], add: Callable[..., None], draw: random.Random) -> None:
    by_title: dict[str, list[str]] = {}
    for asked in questions:
        by_title.setdefault(asked.title, []).append(asked.question)
    names = {title: names_in(texts) for title, texts in by_title.items()}
    for asked in questions:
        add(lambda chars, asked=asked: examples.answered(asked, draw, chars=chars))
        if draw.random() < MISLED:
            add(lambda chars, asked=asked: examples.misled(asked, names[asked.title], draw, chars=chars))
        if draw.random() < WITHOUT:
            add(lambda chars, asked=asked: examples.without_answer(asked, draw, chars=chars))


def _news(row: dict[str, Any], add: Callable[..., None], draw: random.Random) -> None:
    answers = tuple((text, start) for text, start in row["answers"])
    asked = Asked(row["question"], answers, row["paragraph"], published=row["published"])
    negatives = row["negatives"]
    if not negatives:
        return
    noise = draw.choice(negatives)
    if draw.random() < 0.8:
        add(lambda chars: examples.in_noise(asked, noise, draw, chars=chars), _LATE)
    else:
        add(lambda chars: examples.answered(asked, draw, chars=chars), _LATE)
    for shown in draw.sample(negatives, min(2, len(negatives))):
        add(_negative(asked.question, shown, draw), _LATE)


def _negative(question: str, shown: dict[str, str], draw: random.Random) -> Callable[[tuple[int, int]], Example | None]:
    return lambda chars: examples.unanswered(question, shown, draw, chars=chars)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
