"""The question sets over the sample corpus: every line is read, answerable lines hold what they claim, none repeats."""

import re
from collections import Counter
from pathlib import Path

import pytest

from qabot.evaluate.marking import holds_answer
from qabot.ingest.corpus import Limits, read_corpus
from qabot.model import Article
from qabot.surfaces.cli.commands.eval import read_questions
from qabot.text.squad import plain_answer

PROJECT = Path(__file__).parents[2]
FILES = tuple(PROJECT / "tests" / f"questions{part}.jsonl" for part in ("", "-fit", "-report"))
SPLIT = FILES[1:]
PARTS = re.compile(r", (?:and |or |then )?| and (?:the )?| or |; ")
"""What stands between the parts of an answer that names several things."""


def questions_of(*files):
    return read_questions([str(file) for file in files], None, max_chars=1_000)


@pytest.fixture(scope="module")
def texts():
    """Text of every article of the sample corpus, by id."""
    articles = read_corpus(PROJECT / "corpus", limits=Limits())
    return {item.id: item.text for item in articles if isinstance(item, Article)}


def stands(answer, text):
    """Return whether an answer stands in a text, whole or part by part."""
    return holds_answer(text, (answer,)) or all(holds_answer(text, (part,)) for part in PARTS.split(answer))


@pytest.mark.parametrize("file", SPLIT, ids=lambda file: file.stem)
def test_each_part_has_many_questions_of_both_kinds(file):
    kinds = Counter(question.kind for question in questions_of(file))
    assert kinds["answerable"] >= 60
    assert kinds["unanswerable"] >= 60
    assert kinds["ranking"] == 0


def test_no_question_and_no_id_stands_twice():
    questions = questions_of(*FILES)
    for values in ([question.id for question in questions], [plain_answer(question.text) for question in questions]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_no_article_is_in_both_parts():
    fit, report = ({question.id.rpartition("-")[0] for question in questions_of(file)} for file in SPLIT)
    assert fit.isdisjoint(report)


def test_unanswerable_questions_have_neither_answer_nor_gold():
    for question in questions_of(*FILES):
        assert bool(question.expected) == bool(question.gold), question
        assert question.gold or not question.passages, question


@pytest.mark.parametrize("file", SPLIT, ids=lambda file: file.stem)
def test_an_answer_stands_in_the_gold_articles(file, texts):
    for question in questions_of(file):
        if question.kind == "answerable":
            assert set(question.gold) <= texts.keys(), question
            gold = "\n".join(texts[name] for name in question.gold)
            assert any(stands(answer, gold) for answer in question.expected), question


@pytest.mark.parametrize("file", SPLIT, ids=lambda file: file.stem)
def test_a_passage_lies_in_a_gold_article_and_holds_a_part_of_an_answer(file, texts):
    for question in questions_of(file):
        parts = [part for answer in question.expected for part in (answer, *PARTS.split(answer))]
        for article_id, start, end in question.passages:
            assert article_id in question.gold, question
            assert 0 <= start < end <= len(texts[article_id]), question
            assert holds_answer(texts[article_id][start:end], tuple(parts)), question
