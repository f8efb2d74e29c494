"""Why and how: only sentences that give a reason or a way are stated, in the articles' order."""

import itertools

import pytest
from slow_case import slow

pytestmark = pytest.mark.slow

WHY = {
    "Why was the tram late?": "Mostly mud.",
    "Why were there so many dead in the earthquakes?": "Engineers point to the hour",
    "Why is the Webb telescope so cold?": "Because it looks at heat.",
    "why did the lake turn green": "Phosphorus from slurry",
    "Why did Japan open a base in Djibouti?": "to fly patrols against pirates",
}


@pytest.mark.parametrize(
    ("question", "reason"), [*list(WHY.items())[:2], *(slow(*one) for one in list(WHY.items())[2:])]
)
def test_a_reason_is_stated_with_the_question_or_the_sentence_that_announces_it(sample, question, reason):
    answer = sample.qabot.ask(question)
    assert answer.status == "answered"
    assert answer.answer is None
    assert any(reason in one.text for one in answer.statements)
    quotes = sorted((one.article.id, one.start, one.end) for one in answer.citations)
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in itertools.pairwise(quotes))


@pytest.mark.parametrize(
    "question",
    [
        "Why was the ferry late?",
        "Why did Turkey shoot down the Su-24?",
        slow("Why did Italy leave Djibouti?"),
        slow("Why did the mayor resign?"),
        slow("Why was the telescope painted red?"),
        slow("why did the harvest forecast come down?"),
    ],
)
def test_without_a_reason_nothing_is_stated_and_the_nearest_passages_are_shown(sample, question):
    answer = sample.qabot.ask(question)
    assert answer.status == "not_found"
    assert not answer.statements
    assert answer.passages


def test_a_way_is_told_by_its_steps(sample):
    answer = sample.qabot.ask("How is Latakia tobacco made?")
    assert any("hung in closed barns over slow fires" in one.text for one in answer.statements)
