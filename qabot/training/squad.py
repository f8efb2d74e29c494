"""How well a reader does on SQuAD's development sets, alone: one paragraph a question, no search."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.text.squad import exact_match, overlap_f1

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qabot.models.reader import NetworkReader
    from qabot.ports import Progress

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question of SQuAD and what the reader made of it.

    Attributes:
        possible: whether the paragraph answers.
        em: exact match with any expected answer, whether or not the reader would withhold it; 0 when not ``possible``.
        f1: likewise.
        answers: logit of the answers head.
        span: score of the best span against "nothing".
    """

    possible: bool
    em: float
    f1: float
    answers: float
    span: float


def squad_outcomes(file: Path, reader: NetworkReader, *, progress: Progress, headed: bool = True) -> list[Outcome]:
    """Return the outcome of every question of a SQuAD file (v1.1 or v2.0).

    Args:
        file: ``.json.gz`` as SQuAD publishes it.
        reader: with its network.
        progress: is told of every question.
        headed: put the article's title above the paragraph, as in use.
    """
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        articles = json.load(opened)["data"]
    asked = [
        (article["title"].replace("_", " ") if headed else "", paragraph["context"], question)
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
    progress.stage(f"Reading {file.name}", len(asked), "questions")
    outcomes = []
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        readings = reader.read_texts([(question["question"].strip(), title, text) for title, text, question in some])
        for (_, text, question), reading in zip(some, readings, strict=True):
            possible = not question.get("is_impossible", False)
            given = text[reading.spans[0].span.start : reading.spans[0].span.end] if reading.spans else ""
            expected = [answer["text"] for answer in question["answers"]] if possible else []
            outcomes.append(
                Outcome(
                    possible,
                    max((float(exact_match(given, one)) for one in expected), default=0.0),
                    max((overlap_f1(given, one) for one in expected), default=0.0),
                    reading.answers,
                    reading.spans[0].score if reading.spans else 0.0,
                )
            )
        progress.advance(len(some))
    return outcomes


def auroc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """Return the chance that a positive scores above a negative, ties counting half (Mann and Whitney, 1947)."""
    import numpy as np

    above, below = np.array(list(positive)), np.sort(np.array(list(negative)))
    ranks = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(ranks.mean() / 2 / len(below))
