"""Reads the question sets that the reader is trained on, in the formats in which they are published."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SQUAD = "squad-train-v1.1.jsonl.gz"
SHIFTS = ("squadshifts-amazon_reviews.json.gz", "squadshifts-reddit.json.gz")
UNANSWERABLE = "squad2-unanswerable.jsonl.gz"
NEWS = "news-evidence-2023-24.jsonl.gz"
_HELD_OUT_MODULUS = 7
"""About 1 in 7 SQuAD titles is kept out of training; weights and confidence are fitted and reported on those titles."""
_PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question and the paragraph that it was written about.

    Attributes:
        question: the question's text.
        answers: (text, start) of each annotated answer; ``start`` is a character position in ``paragraph``. Empty when
            the paragraph does not contain the answer literally, or does not answer at all.
        paragraph: the text that the question is about.
        title: the article's title, ``""`` when unknown.
        published: an ISO date, ``""`` when unknown.
    """

    question: str
    answers: tuple[tuple[str, int], ...]
    paragraph: str
    title: str = ""
    published: str = ""


def held_out(title: str) -> bool:
    """Return whether a SQuAD title (with spaces, not underscores) is kept out of training; decided by its hash."""
    return hashlib.sha256(title.encode()).digest()[0] % _HELD_OUT_MODULUS == 0


def squad_questions(folder: Path, *, held: bool = False) -> Iterator[TrainingQuestion]:
    """Yield the questions of SQuAD v1.1's training set (Rajpurkar et al., EMNLP 2016).

    Args:
        folder: the folder that contains the file.
        held: yield the questions of held-out titles instead of the others.
    """
    for row in _read_rows(folder / SQUAD):
        title = _title(row)
        for annotated in row["qas"] if held_out(title) is held else ():
            answers = tuple((answer["text"], answer["start"]) for answer in annotated["answers"])
            yield TrainingQuestion(annotated["question"].strip(), answers, row["context"], title)


def unanswerable_questions(folder: Path, *, held: bool = False, min_margin: float = 0.0) -> Iterator[TrainingQuestion]:
    """Yield questions that people wrote so that the paragraph does not answer them (SQuAD 2.0; Rajpurkar et al., 2018).

    Args:
        folder: the folder with SQuAD's paragraphs and the questions.
        held: yield the questions of held-out titles instead of the others.
        min_margin: yield only questions whose paragraph BM25 found with at least this lead over the next one.
    """
    paragraphs = [row["context"] for row in _read_rows(folder / SQUAD)]
    for row in _read_rows(folder / UNANSWERABLE):
        title = _title(row)
        if row["margin"] >= min_margin and held_out(title) is held:
            yield TrainingQuestion(row["question"].strip(), (), paragraphs[row["paragraph"]], title)


def squad_articles(folder: Path) -> list[dict[str, str]]:
    """Return SQuAD's titles as articles ({"id", "title", "text"}); each paragraph is a block of the text."""
    texts: dict[str, list[str]] = {}
    for row in _read_rows(folder / SQUAD):
        texts.setdefault(_title(row), []).append(row["context"])
    return [{"id": title, "title": title, "text": _PARAGRAPH_BREAK.join(parts)} for title, parts in texts.items()]


def squadshifts_questions(folder: Path) -> Iterator[TrainingQuestion]:
    """Yield SQuADShifts' questions on Amazon reviews and Reddit posts (Miller et al., ICML 2020)."""
    for name in SHIFTS:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            articles = json.load(file)["data"]
        for article in articles:
            for paragraph in article["paragraphs"]:
                for annotated in paragraph["qas"]:
                    answers = tuple((answer["text"], answer["answer_start"]) for answer in annotated["answers"])
                    yield TrainingQuestion(annotated["question"].strip(), answers, paragraph["context"])


def news_questions(file: Path, *, left_out: Sequence[Path] = ()) -> Iterator[TrainingQuestion]:
    """Yield news-quiz questions ({"question", "date", "answer", "evidence"}) with the paragraph that answers them.

    Args:
        file: JSON lines, gzipped or not.
        left_out: question files that figures are reported on; their questions are not yielded.
    """
    reported = {row["question"] for path in left_out for row in _read_rows(path)}
    for row in _read_rows(file):
        paragraph = " ".join(row["evidence"].split())
        if row["question"] in reported or row.get("gold") or row.get("weak") or not paragraph:
            continue
        answer = row["answer"].strip().strip("“”\"'.")
        answers = tuple((answer, start) for start in occurrences(paragraph, answer))
        yield TrainingQuestion(row["question"].strip(), answers, paragraph, published=row["date"])


def occurrences(text: str, answer: str) -> list[int]:
    """Return each position where ``answer`` occurs in ``text`` as whole words, ignoring case."""
    folded, wanted = text.lower(), answer.lower()
    if len(folded) != len(text) or not wanted:
        return []
    found, start = [], folded.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum()):
            found.append(start)
        start = folded.find(wanted, start + 1)
    return found


def _title(row: dict[str, Any]) -> str:
    return str(row["title"]).replace("_", " ")


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
