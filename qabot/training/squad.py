"""Scores a reader on SQuAD's development sets: each question is asked of its own paragraph, without search."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qabot.evaluate import weighted
from qabot.text.squad import exact_match, overlap_f1

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qabot.models.reader import NetworkReader
    from qabot.ports import Progress

DEVELOPMENT_SETS = ("dev-v1.1.json.gz", "dev-v2.0-ten-articles.json.gz")
_READ_TOGETHER = 64
"""Questions that are given to the reader at a time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of one of SQuAD's questions.

    Attributes:
        answerable: whether the paragraph answers.
        em: 1 if the best span is an exact match with an expected answer, else 0, whether or not the reader would
            withhold it; 0 when not ``answerable``.
        f1: the word overlap of the best span with the nearest expected answer, in [0, 1], likewise.
        answers: logit of "this passage answers".
        span: score of the best span, its logit against "no answer here"; 0 when there is no span.
    """

    answerable: bool
    em: float
    f1: float
    answers: float
    span: float


def squad_outcomes(file: Path, reader: NetworkReader, *, progress: Progress, headed: bool = True) -> list[Outcome]:
    """Return the outcome of every question of a SQuAD file.

    Args:
        file: SQuAD v1.1 or v2.0 as published, gzipped.
        reader: the reader to score.
        progress: advances by one for each question.
        headed: put the article's title above the paragraph, as in use.
    """
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        articles = json.load(opened)["data"]
    questions = [
        (article["title"].replace("_", " ") if headed else "", paragraph["context"], question)
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
    progress.stage(f"Reading {file.name}", len(questions), "questions")
    outcomes = []
    for first in range(0, len(questions), _READ_TOGETHER):
        chunk = questions[first : first + _READ_TOGETHER]
        readings = reader.read_texts([(question["question"].strip(), title, text) for title, text, question in chunk])
        for (_, text, question), reading in zip(chunk, readings, strict=True):
            answerable = not question.get("is_impossible", False)
            best = reading.spans[0] if reading.spans else None
            given = text[best.span.start : best.span.end] if best else ""
            expected = [answer["text"] for answer in question["answers"]] if answerable else []
            outcomes.append(
                Outcome(
                    answerable,
                    em=max((float(exact_match(given, answer)) for answer in expected), default=0.0),
                    f1=max((overlap_f1(given, answer) for answer in expected), default=0.0),
                    answers=reading.answers,
                    span=best.score if best else 0.0,
                )
            )
        progress.advance(len(chunk))
    return outcomes


def auroc(outcomes: Sequence[Outcome], score: Callable[[Outcome], float]) -> float:
    """Return the probability that an answerable question scores above an unanswerable one; a tie counts half."""
    scores = np.array([score(outcome) for outcome in outcomes], dtype=np.float64)
    answerable = np.array([outcome.answerable for outcome in outcomes], dtype=np.bool_)
    return float(weighted.auroc(scores, answerable, counts=np.ones((1, len(outcomes))))[0])
