"""Invented paragraphs about bridges with questions, and a silent progress."""

import gzip
import json

from qabot.model import Span
from qabot.training.sources import TrainingQuestion

TOWNS = ("Arden", "Brill", "Tolva", "Ostrel", "Marrun", "Quay End")


def paragraph(number):
    """Return a paragraph and two (question, answer) pairs about it."""
    town, year = TOWNS[number % len(TOWNS)], 1900 + number
    text = (
        f"The council of {town} met in the old hall by the river. It was a cold evening and few people came. "
        f"Engineer Number{number} drew the first bridge of {town} in {year}. Nobody thought it would stand so long. "
        f"Today trams and bicycles cross it, and the keeper counts them every day in summer."
    )
    return text, [
        (f"Who drew the first bridge of {town}?", f"Number{number}"),
        (f"When was it that {town} met?", str(year)),
    ]


def asked_about(number):
    text, questions = paragraph(number)
    question, answer = questions[0]
    return TrainingQuestion(question, ((answer, text.index(answer)),), text, f"Bridges {number}")


def write_lines(file, rows):
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def span_of(text, words):
    return Span(text.index(words), text.index(words) + len(words))


class Advances:
    """A progress that counts."""

    def __init__(self):
        self.total, self.advanced = 0, 0

    def stage(self, name, total, unit):  # noqa: ARG002
        self.total = total

    def advance(self, count=1):
        self.advanced += count
