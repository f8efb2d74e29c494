"""The project's own 48 questions, asked of its own corpus through the command line."""

import pytest

pytestmark = pytest.mark.slow

OFF_TOPIC = [f"none-{number}" for number in range(10, 17)]


def articles(answer):
    return list(dict.fromkeys(passage["article_id"] for passage in answer["passages"]))


def test_answers_come_in_the_order_of_the_questions(own_questions, own_answers):
    assert [answer["id"] for answer in own_answers] == [question["id"] for question in own_questions]
    assert [answer["question"] for answer in own_answers] == [question["question"] for question in own_questions]


def test_a_right_article_is_among_the_first_three_for_28_of_32(own_questions, own_answers):
    right = [
        question["id"]
        for question, answer in zip(own_questions, own_answers, strict=True)
        if set(question.get("gold", ())) & set(articles(answer)[:3])
    ]
    assert sum(bool(question.get("gold")) for question in own_questions) == 32
    assert len(right) >= 28


@pytest.mark.parametrize("number", OFF_TOPIC)
def test_a_question_off_the_topic_is_not_answered(own_answers, number):
    (answer,) = [answer for answer in own_answers if answer["id"] == number]
    assert answer["status"] == "not_found"


def test_every_quote_is_in_its_article_character_for_character(own_index, own_answers):
    quotes = 0
    for answer in own_answers:
        for citation in answer["citations"]:
            article = own_index.store.article(citation["article_id"])
            assert article.text[citation["start"] : citation["end"]] == citation["quote"] != ""
            assert citation["published"] == (article.published.isoformat() if article.published else None)
            for start, end in citation["highlights"]:
                assert 0 <= start < end <= len(citation["quote"])
            quotes += 1
        for passage in answer["passages"]:
            article = own_index.store.article(passage["article_id"])
            assert article.text[passage["start"] : passage["end"]] == passage["text"] != ""
    assert quotes >= sum(answer["status"] == "answered" for answer in own_answers) > 10


def test_every_statement_is_proved_and_a_refusal_states_nothing(own_answers):
    for answer in own_answers:
        numbers = [citation["number"] for citation in answer["citations"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert sorted(number for said in answer["statements"] for number in said["citations"]) == numbers
        quoted = {citation["number"]: " ".join(citation["quote"].split()) for citation in answer["citations"]}
        for said in answer["statements"]:
            assert {quoted[number] for number in said["citations"]} == {said["text"]}
        assert bool(answer["statements"]) == (answer["status"] == "answered")
        assert answer["answer"] is None or answer["status"] == "answered"


def test_one_question_alone_is_answered_as_in_the_batch(own_index, own_answers):
    for batched in own_answers[::12]:
        alone = own_index.ask(batched["question"])
        assert (alone.status, alone.confidence, alone.build) == (
            batched["status"],
            batched["confidence"],
            batched["build"],
        )
        assert [statement.text for statement in alone.statements] == [said["text"] for said in batched["statements"]]
        assert [hit.passage.text for hit in alone.passages] == [passage["text"] for passage in batched["passages"]]
