"""Overviews: whole sentences that can be understood alone, about the topic, from several articles."""

from datetime import date

import pytest

from qabot.answering.overviews.news import news_about
from qabot.answering.overviews.overview import overview_of_article, overview_of_topic
from qabot.answering.overviews.sentences import Sentence, can_be_stated, stands_alone
from qabot.model import Article, Passage, Span

pytestmark = pytest.mark.slow


def overview(articles, topic):
    return overview_of_topic(*articles.about(topic), embedder=articles.qabot.embedder)


def news(articles, topic, since=None):
    return news_about(*articles.about(topic), since=since, embedder=articles.qabot.embedder)


@pytest.mark.parametrize("topic", ["Tartus", "the James Webb telescope", "Djibouti", "the Halmersee", "Khmeimim"])
def test_an_overview_has_three_to_six_sentences_that_stand_alone(sample, topic):
    found = overview(sample, topic)
    assert 3 <= len(found) <= 6
    assert all(can_be_stated(one) for one in found)
    assert all(stands_alone(one) for one in found)
    assert len({one.plain for one in found}) == len(found)


def test_what_was_told_before_is_left_out(sample):
    topic, articles = sample.about("Khmeimim")
    parts = {"embedder": sample.qabot.embedder}
    first = [one.plain for one in overview_of_topic(topic, articles, **parts)]
    more = [one.plain for one in overview_of_topic(topic, articles, **parts, told=first)]
    assert more
    assert not set(more) & set(first)
    everything = [one.plain for article in articles for one in article.sentences]
    assert overview_of_topic(topic, articles, **parts, told=everything) == []


def test_a_topic_of_several_articles_is_told_by_several(sample):
    assert len({one.article.id for one in overview(sample, "Tartus")}) >= 3


def test_what_defines_the_topic_comes_first(sample):
    assert "(HTS), the Islamist group" in overview(sample, "HTS")[0].plain


@pytest.mark.parametrize("topic", ["the Mars rover", "the James Webb submarine", "tulips", "Kestervik's ferry"])
def test_a_topic_whose_words_no_article_has_together_has_none(sample, topic):
    assert overview(sample, topic) == []


def test_an_article_is_told_from_its_opening_in_its_own_order(sample):
    store = sample.qabot.store
    found = overview_of_article("world/kestervik-tram.md", **sample.parts)
    assert 3 <= len(found) <= 6
    assert found[0].plain.startswith("The first tram left the Old Harbour")
    assert [one.number for one in found] == sorted(one.number for one in found)
    assert {one.article.id for one in found} == {"world/kestervik-tram.md"}
    assert max(one.paragraph for one in found) >= 2
    text = store.article("world/kestervik-tram.md").text
    assert all(text[one.span.start : one.span.end] == one.text for one in found)


def test_news_are_only_of_the_newest_articles_and_only_what_older_ones_do_not_say(bulletins):
    found = news(bulletins, "the Orlen mill")
    assert {one.article.id for one in found} == {"third.md"}
    assert not any("killed 16" in one.plain for one in found)
    assert any("pulled down" in one.plain for one in found)


def test_what_was_so_long_before_is_no_news_though_it_is_told_for_the_first_time(bulletins):
    for since in (None, date(2024, 6, 1)):
        told = " ".join(one.plain for one in news(bulletins, "the Orlen mill", since))
        assert "lightning" not in told
        assert "half a century" not in told


def test_since_a_day_counts_articles_of_that_day_and_later(bulletins):
    found = news(bulletins, "the Orlen mill", date(2024, 5, 3))
    assert {one.article.id for one in found} == {"second.md", "third.md"}
    assert news(bulletins, "the Orlen mill", date(2024, 6, 21)) == []


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Villagers sit outside a tent in Spera after their house was damaged on June 22.", False),
        ("Star player Olga Brandt arrives at a hearing outside Arden on Monday.", False),
        ("JUST WATCHED Shares fall after the poll Replay More Videos ...", False),
        ("Hide Caption 3 of 12 Photos: The mill at Orlen Olga Brandt speaks to the mill's workers in May 2004.", False),
        ("Men stand around the bodies of people killed in a fire in Orlen, Arden, on June 23.", False),
        ("Guards outside the hospital where victims of the fire were brought in Orlen, Arden, on June 22.", False),
        ("A woman cries as others pray during the funeral of Tormod Vance in Arden, Tuesday, July 12, 2022.", False),
        ("Burnt cars and trees are seen at a campsite in southwest Arden on July 19.", False),
        ("People queue in a line to help those being treated at a hospital in Orlen, Arden, on June 22.", False),
        ("They will be killed just like they were killed in Orlen yesterday.” she said.", False),
        ("A gunman killed two teachers at a school in Orlen, Arden, on May 24.", True),
        ("A vote on the new bridge takes place at the town hall in Orlen on June 3.", True),
        ("The deal calls for the mill to be sold to its workers in Orlen on April 25.", True),
        ("The council said that the bridge stands on sand and closed it on Monday.", True),
        ("The court hears the case in May and will sit again on Monday.", True),
    ],
)
def test_a_caption_is_not_stated(text, stated):
    article = Article("a", "", "", "", (), None, "a.txt", text)
    span = Span(0, len(text))
    sentence = Sentence(Passage("a", 0, len(text), text, (span,)), span, article, 0, 0, frozenset())
    assert can_be_stated(sentence) is stated
