"""A cell of a table answers only for its row and its column, with the real models.

A line of tests/labelled/tables.jsonl is {"title", "lead", "table", "questions": [[question, answer or null]]}. The
rules of ``table_cells`` were chosen with the questions of every second line; those of the other lines are only counted.
"""

import json
from pathlib import Path

import pytest
from counting import asked_for
from workspace import Workspace

from qabot.answering.short_answers.table_cells import choose_cells
from qabot.app.settings import PassageSettings
from qabot.model import AnswerSpan, Article, Hit, Passage, Reading, Span
from qabot.text.label_words import matches
from qabot.text.table_rows import format_row

TABLES = Path(__file__).parent / "labelled" / "tables.jsonl"
BEFORE = " It was the talk of the town for a week, and this newspaper will say more about it in its next number."
AFTER = "The office will publish the next figures in a month, and all of them can be looked at in the library."


@pytest.fixture(scope="module")
def tables():
    return [json.loads(line) for line in TABLES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers(made_once, tables):
    """All labelled tables in one index, and the answer to each question."""

    def make(folder):
        workspace = Workspace(folder)
        for number, one in enumerate(tables):
            body = f"<h1>{one['title']}</h1><p>{one['lead']}{BEFORE}</p>{one['table']}<p>{AFTER}</p>"
            page = f"<html><head><title>{one['title']}</title></head><body><article>{body}</article></body></html>"
            workspace.write(f"{number}.html", page)
        workspace.build(passages=PassageSettings())

    opened = Workspace(made_once("tables", make)).open(passages=PassageSettings())
    return {question: opened.ask(question) for one in tables for question, _ in one["questions"]}


@pytest.mark.slow
@pytest.mark.parametrize(("half", "least"), [(0, 21), (1, 20)], ids=["looked at", "only counted"])
def test_labelled_questions_get_their_cell_or_nothing(tables, answers, half, least):
    right, wrong = 0, []
    for question, expected in (pair for one in tables[half::2] for pair in one["questions"]):
        given = answers[question].answer
        if given == expected or (given and expected and expected in given):
            right += 1
        elif given:
            wrong.append((question, given))
    assert wrong == []
    assert right >= least


@pytest.mark.slow
def test_the_quote_of_a_cell_shows_its_header_and_its_row(answers):
    quotes = answers["How much rain fell in Sorrel Bay on Wednesday?"].citations
    assert quotes[0].quote == "Day: Wednesday | High: 16 °C | Low: 9 °C | Rain: 31 mm | Wind: gale."


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("won", "winner", True),
        ("owns", "owner", True),
        ("high", "height", True),
        ("wednesday", "wed", True),
        ("minister", "ministry", True),
        ("italian", "italy", True),
        ("open", "opened", True),
        ("part", "party", False),
        ("gold", "goal", False),
        ("2021", "2025", False),
        ("port", "sport", False),
    ],
)
def test_words_of_questions_and_of_headers(word, other, same):
    assert matches(word, other) is matches(other, word) is same


TABLE = "\n\n".join(
    format_row(zip(("Country", "Gold", "Silver", "Total"), row, strict=True))
    for row in (("Torvia", "10", "15", "33"), ("Kesh", "4", "6", "21"))
)
BARE = "Country | Gold | Silver | Total.\n\nTorvia | 10 | 15 | 33.\n\nKesh | 4 | 6 | 21."


@pytest.fixture
def read():
    """Return what is read of a text, in which a reader found ``found``, for a question."""

    class OneArticle:
        def __init__(self, text, title):
            self.held = Article("a", title, "", "", (), None, "a", text)

        def article(self, article_id):
            assert article_id == "a"
            return self.held

    def read(question, text, found, title="Medals of the Northern Games"):
        start = text.index(found)
        sentences, place = [], 0
        for line in text.split("\n\n"):
            sentences.append(Span(place, place + len(line)))
            place += len(line) + 2
        hit = Hit(Passage("a", 0, len(text), text, tuple(sentences)), 1.0, {})
        reading = Reading(5.0, (AnswerSpan(Span(start, start + len(found)), 5.0),))
        (after,) = choose_cells(asked_for(question), [hit], [reading], store=OneArticle(text, title))
        return [text[one.span.start : one.span.end] for one in after.spans], after.answers

    return read


@pytest.mark.parametrize("text", [TABLE, BARE], ids=["with headers", "headers above"])
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many silver medals did Torvia win?", "15"),
        ("How many medals did Kesh win in total?", "21"),
        ("How many medals did Kesh win?", "21"),
        ("Which country won 10 gold medals?", "Torvia"),
        ("How many silver medals did Norland win?", None),
        ("How many athletes did Kesh send?", None),
        ("Who won silver for Torvia?", None),
        ("How many gold medals did Kesh win in 1998?", None),
    ],
)
def test_a_cell_answers_only_for_its_row_and_its_column(read, text, question, expected):
    spans, answers = read(question, text, "33")
    assert spans == ([expected] if expected else [])
    assert answers > 5 if expected else answers < 0


def test_what_a_reader_finds_outside_of_tables_stays(read):
    text = f"Nobody from Norland won silver.\n\n{TABLE}"
    assert read("How many silver medals did Norland win?", text, "Nobody") == (["Nobody"], 5.0)
    assert read("Why did Torvia win?", text, "33") == (["33"], 5.0)


def test_two_cells_that_fit_as_well_answer_nothing(read):
    text = "Ward: Mill | 2021 Winner: Ann Poe | 2025 Winner: Joe Roe."
    assert read("Who won in Mill?", text, "Ann Poe", "Elections")[0] == []
    assert read("Who won in Mill in 2025?", text, "Ann Poe", "Elections")[0] == ["Joe Roe"]
