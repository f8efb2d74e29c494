"""The newest of several values: in a live blog, of one address, and where a question asks what is so now."""

from datetime import date
from pathlib import Path

import pytest
from counting import asked_for

from qabot.answering.conflicts.newest import newest_first
from qabot.model import Article, Candidate, Evidence, Passage, Span

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[1] / "labelled" / "versions.jsonl"


@pytest.fixture(scope="module")
def versions(index_of):
    return index_of("versions", {"all.jsonl": CORPUS.read_text(encoding="utf-8")}).open()


@pytest.mark.parametrize(
    ("question", "answer", "earlier"),
    [
        ("How many seats do the Farmers have in Kesh?", "61", {"48", "22"}),
        ("How many miners have been brought up at Orbo?", "19", {"3", "7"}),
        ("What is the best inn in Orby?", "Anvil", {"the Swan"}),
        ("What does a room at the best inn in Orby cost?", "95 crowns", {"60 crowns"}),
        ("How many people did the earthquake in Sorra kill?", "63", {"40"}),
        (
            "What is the current tolerance for nitrogen in compost?",
            "12 percent of the declared value",
            {"20 percent of the declared value"},
        ),
        ("Who is the mayor of Norby?", "Dina Frey", {"Paul Grint"}),
        ("Who is the mayor of Norby now?", "Dina Frey", {"Paul Grint"}),
    ],
)
def test_the_newest_value_is_the_answer_and_the_older_one_is_called_earlier(versions, question, answer, earlier):
    given = versions.ask(question)
    assert given.answer == answer
    assert {one.answer for one in given.alternatives} == earlier
    assert all(one.earlier for one in given.alternatives)


def test_a_newer_figure_is_found_however_often_the_older_ones_are_repeated(versions):
    given = versions.ask("How many people died in the Arlo valley?")
    assert given.answer == "11"
    assert "Seven" in {one.answer for one in given.alternatives}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the tolerance for nitrogen in compost in 2019?", "20 percent of the declared value"),
        ("Who was elected mayor of Norby in 2022?", "Paul Grint"),
    ],
)
def test_a_question_about_a_time_has_the_value_of_that_time(versions, question, answer):
    assert versions.ask(question).answer == answer


def test_who_will_hold_an_office_does_not_hold_it(versions):
    assert versions.ask("Who is chief executive of Halden Oil?").answer == "Ron Pask"
    assert versions.ask("Who will replace Ron Pask at Halden Oil?").answer == "Mia Torr"


@pytest.mark.parametrize(
    ("later", "holder"),
    [
        ("The former coach of the Brill rowers, Ivar Moe, is ill. Their coach is now Hanne Dahl.", "Hanne Dahl"),
        ("Hanne Dahl, who replaced Ivar Moe, coaches the rowers.", "Hanne Dahl"),
        ("Hanne Dahl will replace Ivar Moe.", "Ivar Moe"),
        ("Ivar Moe will be succeeded by Hanne Dahl.", "Ivar Moe"),
    ],
)
def test_who_held_an_office_does_not_hold_it(later, holder):
    texts = {"old": "Ivar Moe is the coach of the Brill rowers.", "new": later}
    days = {"old": date(2024, 1, 1), "new": date(2025, 6, 1)}
    articles = {name: Article(name, "", "", "", (), days[name], name, text) for name, text in texts.items()}

    def place(name, value):
        text = texts[name]
        passage = Passage(name, 0, len(text), text, (Span(0, len(text)),))
        start = text.index(value)
        before = text.rfind(". ", 0, start) + 1
        return Evidence(passage, Span(before, len(text)), 1.0, (Span(start, start + len(value)),))

    signals = {"span": 2.0, "kind": 1.0}
    moe = Candidate("Ivar Moe", (place("old", "Ivar Moe"), place("new", "Ivar Moe")), signals, 2.0)
    dahl = Candidate("Hanne Dahl", (place("new", "Hanne Dahl"),), signals, -1.0)
    asked = asked_for("Who is the coach of the Brill rowers?")
    found = newest_first(asked, [moe, dahl], [], article=articles.__getitem__, margin=2.0)
    assert found.candidates[0].text == holder
    assert found.candidates[0].score == 2.0


def test_a_later_report_of_another_place_replaces_nothing(versions):
    assert versions.ask("Who is the mayor of Arden?").answer == "Olga Brandt"


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Who built the mill of Arden?", {"Mara Quill", "Olga Brandt"}),
        ("Who will be director of the Orme museum?", {"Paula Wirt", "Henk Oort"}),
    ],
)
def test_a_later_report_of_something_past_or_to_come_is_only_another_report(versions, question, answers):
    given = versions.ask(question)
    assert {given.answer, *(one.answer for one in given.alternatives)} == answers
    assert not any(one.earlier for one in given.alternatives)
