"""The questions that the reader learns from, as their publishers give them, and the corpora that are searched."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SQUAD = "squad-train-v1.1.jsonl.gz"
SHIFTS = ("squadshifts-amazon_reviews.json.gz", "squadshifts-reddit.json.gz")
NEAR_MISSES = "squad2-unanswerable.jsonl.gz"
NEWS = "news-evidence-2023-24.jsonl.gz"
_HELD_OUT = 7
"""One title in so many is kept out of training: weights and confidence are fitted and reported on its questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the paragraph that answers it.

    Attributes:
        question: as it was asked.
        answers: each (text, start); ``start`` is the character in ``paragraph``; empty when it does not hold the answer
            literally.
        paragraph: the text that answers.
        title: of the article, ``""`` when unknown.
        place: the paragraph's first character in its article's text (SQuAD), else 0.
        published: an ISO day, ``""`` when unknown.
    """

    question: str
    answers: tuple[tuple[str, int], ...]
    paragraph: str
    title: str = ""
    place: int = 0
    published: str = ""


def held_out(title: str) -> bool:
    """Return whether a SQuAD title (with spaces) is kept out of training, by a hash of it."""
    return hashlib.sha256(title.encode()).digest()[0] % _HELD_OUT == 0


def squad_questions(folder: Path, *, held: bool = False) -> Iterator[Asked]:
    """Yield SQuAD v1.1's training questions; ``place`` is in the text that ``squad_articles`` gives the title.

    Args:
        folder: has the file.
        held: yield the questions of held-out titles instead of the others.
    """
    places: dict[str, int] = {}
    with gzip.open(folder / SQUAD, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title, paragraph = row["title"].replace("_", " "), row["context"]
            place = places.get(title, 0)
            places[title] = place + len(paragraph) + len(_BREAK)
            for asked in row["qas"] if held_out(title) is held else ():
                answers = tuple((one["text"], one["start"]) for one in asked["answers"])
                yield Asked(asked["question"].strip(), answers, paragraph, title, place)


def near_misses(folder: Path, *, held: bool = False, least_margin: float = 0.0) -> Iterator[Asked]:
    """Yield questions that people wrote to be unanswerable (SQuAD 2.0: Rajpurkar et al., ACL 2018), no answer each.

    Args:
        folder: has SQuAD's paragraphs and the questions.
        held: yield the questions of held-out titles instead of the others.
        least_margin: the least lead with which BM25 found the question's paragraph; 0 for all.
    """
    with gzip.open(folder / SQUAD, "rt", encoding="utf-8") as lines:
        paragraphs = [json.loads(line)["context"] for line in lines]
    for row in _lines(folder / NEAR_MISSES):
        asked = json.loads(row)
        title = asked["title"].replace("_", " ")
        if asked["margin"] >= least_margin and held_out(title) is held:
            yield Asked(asked["question"].strip(), (), paragraphs[asked["paragraph"]], title)


def squad_articles(folder: Path) -> list[dict[str, str]]:
    """Return SQuAD's titles as articles ({"id", "title", "text"}), a paragraph a block."""
    texts: dict[str, list[str]] = {}
    with gzip.open(folder / SQUAD, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts.setdefault(row["title"].replace("_", " "), []).append(row["context"])
    return [{"id": title, "title": title, "text": _BREAK.join(parts)} for title, parts in texts.items()]


def shifts_questions(folder: Path) -> Iterator[Asked]:
    """Yield SQuADShifts' questions on Reddit posts and Amazon reviews (Miller et al., ICML 2020)."""
    for name in SHIFTS:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            data = json.load(file)["data"]
        for article in data:
            for paragraph in article["paragraphs"]:
                for asked in paragraph["qas"]:
                    answers = tuple((one["text"], one["answer_start"]) for one in asked["answers"])
                    yield Asked(asked["question"].strip(), answers, paragraph["context"])


def news_questions(file: Path, *, left_out: Sequence[Path] = ()) -> Iterator[Asked]:
    """Yield news-quiz questions ({"question", "date", "answer", "evidence"}) with the paragraph that answers them.

    Args:
        file: JSON lines, gzipped or not.
        left_out: question files that figures are reported on; no question of theirs is yielded.
    """
    reported = {json.loads(line)["question"] for path in left_out for line in _lines(path)}
    for line in _lines(file):
        row = json.loads(line)
        paragraph = " ".join(row["evidence"].split())
        if row["question"] in reported or row.get("gold") or row.get("weak") or not paragraph:
            continue
        answer = row["answer"].strip().strip("“”\"'.")
        places = occurrences(paragraph, answer)
        yield Asked(
            row["question"].strip(), tuple((answer, place) for place in places), paragraph, published=row["date"]
        )


def occurrences(text: str, answer: str) -> list[int]:
    """Return where ``answer`` stands in ``text`` as whole words, whatever the case."""
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


_BREAK = "\n\n"


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (line for line in lines if line.strip())
