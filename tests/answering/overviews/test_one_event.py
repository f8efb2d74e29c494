"""An overview of one event tells of no other: which of the articles about an event belong together."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from qabot.answering.overviews.one_event import of_one_event


@dataclass(frozen=True)
class Opening:
    """The first sentence of an article, with the article's day."""

    day: int


@dataclass(frozen=True)
class About:
    """An article with its day and how much it is about the topic."""

    id: str
    published: date | None
    centrality: float = 0.8
    sentences: tuple = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "sentences", (Opening(self.published.toordinal() if self.published else 0),))


OLD = About("old", date(2015, 10, 26))
FIRST, SECOND = About("first", date(2022, 6, 22)), About("second", date(2022, 7, 30))
UNDATED = About("undated", None)


@pytest.mark.parametrize("topic", ["the earthquake in Arden", "Arden earthquake", "the shooting"])
def test_the_event_that_most_articles_tell_of_is_meant(topic):
    assert of_one_event(topic, [OLD, FIRST, SECOND, UNDATED]) == [FIRST, SECOND, UNDATED]


def test_of_two_events_the_newest_is_meant():
    assert of_one_event("the earthquake", [OLD, FIRST]) == [FIRST]


@pytest.mark.parametrize("topic", ["the earthquakes", "the two earthquake zones", "Arden", "the earthquake of 2015"])
def test_other_topics_keep_all_articles(topic):
    assert of_one_event(topic, [OLD, FIRST]) == [OLD, FIRST]
