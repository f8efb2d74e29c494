"""The one that is asked about, and no neighbour: by clause, by name and by turn, with the real models.

A line of tests/labelled/neighbours.jsonl is {"kind", "title", "text", "questions": [[question, answer or null]]}. The
rules of ``correct_readings`` were chosen with the texts of every second line of a kind; those of the others are only
counted.
"""

import json
from pathlib import Path

import pytest
from workspace import Workspace

from qabot.app.settings import PassageSettings

LABELLED = Path(__file__).parent / "labelled" / "neighbours.jsonl"
KINDS = ("neighbours", "names", "turns")


def of_kind(kind):
    rows = map(json.loads, LABELLED.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["kind"] == kind]


@pytest.fixture(scope="module")
def answers(made_once):
    """Return the answers to all questions of a kind."""

    def ask_all(kind):
        def make(folder):
            workspace = Workspace(folder)
            for number, row in enumerate(of_kind(kind)):
                workspace.write(f"{number}.md", f'---\ntitle: "{row["title"]}"\n---\n{row["text"]}\n')
            workspace.build(passages=PassageSettings())

        opened = Workspace(made_once(kind, make)).open(passages=PassageSettings())
        return {question: opened.ask(question).answer for row in of_kind(kind) for question, _ in row["questions"]}

    return ask_all


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "least_right", "most_wrong"),
    [("neighbours", (39, 31), (0, 4)), ("names", (13, 12), (3, 5)), ("turns", (31, 33), (5, 5))],
)
def test_labelled_questions_get_the_answer_of_the_one_that_is_asked_about(answers, kind, least_right, most_wrong):
    given = answers(kind)
    for half in (0, 1):
        right, wrong = 0, []
        for question, expected in (pair for row in of_kind(kind)[half::2] for pair in row["questions"]):
            answer = given[question]
            if expected and answer and (expected.casefold() in answer.casefold() or answer in expected):
                right += 1
            elif answer:
                wrong.append((question, answer))
        assert right >= least_right[half], wrong
        assert len(wrong) <= most_wrong[half], wrong
