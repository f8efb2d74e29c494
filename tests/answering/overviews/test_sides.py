"""The two sides of a comparison that names none: those that the articles tell apart, or none at all."""

import pytest

from qabot.answering.overviews.material import ArticleAbout
from qabot.answering.overviews.sentences import Sentence
from qabot.answering.overviews.sides import TwoNames, kind_compared, two_in_order, two_named
from qabot.model import Article, Passage
from qabot.text.sentences import sentence_spans


def about(title, text):
    """Return an article whose lines are its paragraphs."""
    article = Article(title, title, "", "", (), None, "a.txt", text)
    spans = tuple(sentence_spans(text))
    passage = Passage(title, 0, len(text), text, spans)
    found = [
        Sentence(passage, span, article, number, text.count("\n", 0, span.start), frozenset())
        for number, span in enumerate(spans)
    ]
    return ArticleAbout(tuple(found), (1.0,) * len(found), 1.0)


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("the two earthquakes", "earthquake"),
        ("both bases", "base"),
        ("two of the ferries", "ferry"),
        ("these two heat waves", "heat wave"),
        ("the bases in Syria", "bases in Syria"),
    ],
)
def test_the_kind_is_one_of_the_two(topic, kind):
    assert kind_compared(topic) == kind


def test_what_an_article_counts_is_told_under_its_number_as_long_as_the_paragraph_goes_on():
    quakes = about(
        "Two quakes",
        "The first earthquake struck Orlen on 6 May. It measured 5.8 and broke the dam. A second one followed at noon."
        " It broke another fault there.\nThe mayor slept in a tent that night.",
    )
    found = [(one.label, one.sentence.plain.split()[:3]) for one in two_in_order("earthquake", [quakes])]
    assert found == [
        ("first earthquake", ["The", "first", "earthquake"]),
        ("first earthquake", ["It", "measured", "5.8"]),
        ("second earthquake", ["A", "second", "one"]),
        ("second earthquake", ["It", "broke", "another"]),
    ]
    assert two_in_order("flood", [quakes]) == []


@pytest.mark.parametrize(
    ("articles", "names"),
    [
        (
            [("Bases", "Arden has two bases in Orlen, a naval one at Tarn and the Quist air base near Latham.")],
            TwoNames("Tarn", "Quist"),
        ),
        (
            [
                ("Orlen flood kills four", "Four people died in the water on Monday."),
                (
                    "Rain",
                    "The flood in Tarn was deep. The Tarn flood came at night. After the flood in Tarn it was dry.",
                ),
            ],
            TwoNames("Orlen flood", "Tarn flood"),
        ),
        ([("Orlen flood kills four", "Four people died."), ("Orlen flood", "Three more died.")], None),
        (
            [
                ("Orlen flood kills four", "Vance saw the Vance flood. The Vance flood was in Orlen. Vance swam."),
                ("Vance flood", "Three more people died in the water."),
            ],
            None,
        ),
        ([("Rain", "It rained all day, and the flood came.")], None),
    ],
)
def test_two_things_of_a_kind_have_the_names_that_the_articles_give_them(articles, names):
    kind = "base" if names == TwoNames("Tarn", "Quist") else "flood"
    assert two_named(kind, [about(title, text) for title, text in articles]) == names
