"""Small files with invented questions, in the formats that training reads, and a tiny network."""

import gzip
import json
import random
import sys

import pytest
from bridges import TOWNS, paragraph, span_of, write_lines

from qabot.training.examples import Example
from qabot.training.sources import NEWS, SHIFTS, SQUAD, UNANSWERABLE


@pytest.fixture(autouse=True)
def on_one_thread():
    """Use one thread: sums have the same order each time only for the same number of threads.

    Importing torch takes seconds, so that only the modules that need it do.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def data(tmp_path):
    """Return a folder with a few questions in each of the published formats."""
    folder = tmp_path / "data"
    rows = []
    for number in range(12):
        text, questions = paragraph(number)
        qas = [
            {"question": f" {question} ", "answers": [{"text": answer, "start": text.index(answer)}]}
            for question, answer in questions
        ]
        rows.append({"title": f"Stone_bridges_{number % 3}", "context": text, "qas": qas})
    write_lines(folder / SQUAD, rows)
    unanswerable = [
        {"question": f"Who burned the bridge {number}? ", "title": row["title"], "paragraph": number, "margin": number}
        for number, row in enumerate(rows)
    ]
    write_lines(folder / UNANSWERABLE, unanswerable)
    for place, name in enumerate(SHIFTS):
        text, questions = paragraph(20 + place)
        qas = [
            {"question": question, "answers": [{"text": answer, "answer_start": text.index(answer)}]}
            for question, answer in questions
        ]
        with gzip.open(folder / name, "wt", encoding="utf-8") as out:
            json.dump({"data": [{"title": "x", "paragraphs": [{"context": text, "qas": qas}]}]}, out)
    news = [
        {
            "question": " Who won? ",
            "date": "2024-05-17",
            "answer": "“Olga Brandt.”",
            "evidence": "It was\n Olga  Brandt.",
        },
        {"question": "Who lost?", "date": "2024-05-18", "answer": "Mara", "evidence": "Somebody lost."},
        {"question": "Who came?", "date": "2024-05-18", "answer": "Mara", "evidence": " "},
        {"question": "Who left?", "date": "2024-05-18", "answer": "Mara", "evidence": "Mara left.", "gold": ["a"]},
        {"question": "Who slept?", "date": "2024-05-18", "answer": "Mara", "evidence": "Mara slept.", "weak": ["a"]},
        {"question": "Who ran?", "date": "2024-05-18", "answer": "Mara", "evidence": "Mara ran."},
    ]
    write_lines(folder / NEWS, news)
    return folder


@pytest.fixture
def work(tmp_path):
    """Return a folder with mined negatives for some of the questions."""

    def negative(number):
        return {"header": f"Title {number}\nPost, 17 May 2024", "text": paragraph(number)[0]}

    folder = tmp_path / "work"
    squad, news = [], []
    for number in range(6):
        text, questions = paragraph(number)
        question, answer = questions[0]
        row = {"question": question, "answers": [[answer, text.index(answer)]], "paragraph": text}
        row |= {"title": "Stone bridges", "place": 0, "published": ""}
        squad.append({**row, "negatives": [negative(30 + number), negative(40 + number)]})
        news.append(
            {**row, "question": f"News: {question}", "published": "2024-05-17", "negatives": [negative(50 + number)]}
        )
    news.append({**news[0], "question": "News without negatives?", "negatives": []})
    write_lines(folder / "squad.jsonl.gz", squad)
    write_lines(folder / "news.jsonl.gz", news)
    return folder


@pytest.fixture(scope="session")
def tokenizer():
    from qabot.training.pretrained import reader_tokenizer

    return reader_tokenizer()


@pytest.fixture
def tiny_network():
    """Return a function that makes a tiny network; the same seed gives the same weights."""

    import torch
    from tiny_shape import SHAPE

    from qabot.training.network import ReadingNetwork

    def make(seed=0):
        torch.manual_seed(seed)
        return ReadingNetwork(SHAPE)

    return make


@pytest.fixture(scope="session")
def some_examples():
    """Return forty short examples; every third has no answer."""
    draw = random.Random(0)
    examples = []
    for number in range(40):
        town = TOWNS[number % len(TOWNS)]
        start = f"{'Well. ' * draw.randint(0, 9)}The bridge of {town} was drawn by "
        text = f"{start}Mara {number} in May."
        spans = () if number % 3 == 0 else ((span_of(text, f"Mara {number}"), 1.0),)
        examples.append(Example(f"Who drew the bridge of {town}?", "Post", text, spans, answers=bool(spans)))
    return examples


@pytest.fixture(scope="session")
def some_encoded(some_examples, tokenizer):
    from qabot.training.batches import encode_examples

    return encode_examples(some_examples, tokenizer)
