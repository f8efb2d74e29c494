"""Example questions from titles: names first, then whole titles."""

from qabot.text.titles import example_questions


def test_the_names_in_most_titles_are_asked_about():
    titles = ["The ferry comes back to Arden", "Snow closes the road from Brill", "Farmers of Brill protest again"]
    assert example_questions(titles) == ("What is new about Brill?", "Tell me about Arden")


def test_a_title_without_names_is_asked_about_as_a_whole():
    assert example_questions(["the price of milk falls"]) == ("What is ‘the price of milk falls’ about?",)


def test_words_of_a_title_in_capitals_are_no_names():
    assert example_questions(["Council Votes To Close The Old Mill"]) == (
        "What is ‘Council Votes To Close The Old Mill’ about?",
    )


def test_a_possessive_and_a_number_belong_to_a_name():
    assert example_questions(["Why the pilots of Apollo 11 were late"]) == ("What is new about Apollo 11?",)
    assert example_questions(["What the people love in Brill’s bridge"]) == ("What is new about Brill?",)


def test_nothing_is_made_up():
    assert example_questions([]) == ()
    assert example_questions(["News", "x" * 60]) == ()
