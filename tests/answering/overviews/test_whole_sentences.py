"""Which sentences of an article are understood alone, which with the one before them, and what opens an overview."""

import pytest

from qabot.answering.overviews.definition import find_definitions
from qabot.answering.overviews.material import ArticleAbout, lists_several
from qabot.answering.overviews.overview import overview_of_topic
from qabot.answering.overviews.sentences import Sentence, joined, says_little, stands_alone
from qabot.answering.overviews.timeline import timeline_of
from qabot.answering.overviews.topic import Topic
from qabot.model import Article, Conversation, Passage
from qabot.surfaces.memory.conversations import turn_of
from qabot.text.sentences import sentence_spans


def sentences(text):
    """Return the sentences of a text as one paragraph of an article."""
    article = Article("a", "", "", "", (), None, "a.txt", text)
    spans = tuple(sentence_spans(text))
    passage = Passage("a", 0, len(text), text, spans)
    return [Sentence(passage, span, article, number, 0, frozenset()) for number, span in enumerate(spans)]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Nine hours later, at 1:24 p.m., a second one followed to the north.", False),
        ("Seismologists do not regard it as a mere aftershock.", False),
        ("Officials said it would be closed in June.", True),
        ("The connecting tissue between these fires is the heat.", False),
        ("Arden was its colony until 1977, and its troops remain.", False),
        ("For years it had been the grandest of houses.", False),
        ("The first quake struck at that minute on 6 February 2023.", True),
        ("The first quake struck at that minute.", False),
        ("The council said it will close the mill in June.", True),
    ],
)
def test_what_is_understood_without_the_sentence_before_it(text, alone):
    assert stands_alone(sentences(text)[0]) is alone


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Orlen has a mill by the river. It is the oldest mill in the county.", True),
        ("France never left. Arden was its colony until 1977, and its troops remain.", True),
        ("Orlen has a mill by the river. Vance owns the oldest boat in the county.", False),
        ("Has Orlen a mill by the river? It is the oldest mill in the county.", False),
    ],
)
def test_a_sentence_that_points_back_is_stated_with_the_one_before_it(text, whole):
    before, after = sentences(text)
    found = joined(before, after)
    assert (found.text == text) if whole else (found is None)
    if found:
        assert found.overlaps(before)
        assert found.overlaps(after)


def test_a_short_sentence_without_a_number_says_little():
    assert says_little(sentences("Nobody can go to Orlen.")[0])
    assert not says_little(sentences("Orlen burned in 1903.")[0])


@pytest.mark.parametrize(
    ("topic", "text", "defined"),
    [
        ("Orlen Front", "Only two men admitted to being part of the Orlen Front, an officer stated.", False),
        ("queen", "The Queen, a keen breeder of horses herself, watched the race.", False),
        ("queen", "Queen Edda II, Arden’s longest reigning monarch, has died.", True),
        ("bridge plan", "After 20 years, depending on the specific plan, the remaining debt is forgiven.", False),
        ("Orlen Front", "The Orlen Front, a group of millers, met on Monday.", True),
    ],
)
def test_two_commas_define_only_with_a_name_for_the_thing_between_them(topic, text, defined):
    found = sentences(text)
    about = ArticleAbout(tuple(found), (1.0,) * len(found), 1.0)
    assert bool(find_definitions(Topic(topic, {topic: 1.0}), [about])) is defined


def test_what_somebody_is_to_another_defines_less_than_what_he_is():
    texts = ("The rise is rather that of his boss, Vance.", "Vance, a miller from Orlen, met the board on Monday.")
    found = sentences(" ".join(texts))
    about = ArticleAbout(tuple(found), (1.0,) * len(found), 1.0)
    best = find_definitions(Topic("Vance", {"vance": 1.0}), [about])[0]
    assert best.sentence.plain == texts[1]


def test_what_only_the_address_names_is_told_by_the_whole_article(sample):
    found = overview_of_topic(*sample.about("the frost"), embedder=sample.qabot.embedder)
    assert len(found) >= 3
    assert {one.article.id for one in found} == {"agro-boletim-frost"}
    assert "fell to −2.4 °C" in found[0].plain


@pytest.mark.parametrize("topic", ["Kestervik tram", "the tram", "the frost"])
def test_a_topic_that_its_article_does_not_always_name_has_a_timeline(sample, topic):
    assert len(timeline_of(*sample.about(topic), embedder=sample.qabot.embedder)) >= 3


def test_a_part_of_what_an_article_is_about_is_not_told_by_its_other_parts(sample):
    found = overview_of_topic(*sample.about("the American base in Djibouti"), embedder=sample.qabot.embedder)
    assert all("America" in one.plain for one in found)
    assert any("It is the only permanent American base in Africa" in one.plain for one in found)


def test_a_thing_whose_place_is_in_the_title_is_told_by_the_whole_article(sample):
    found = overview_of_topic(*sample.about("the Kestervik tram"), embedder=sample.qabot.embedder)
    assert len(found) >= 3
    assert any("Line 4 is the largest thing" in one.plain for one in found)


def test_the_article_about_something_is_summed_up_alone_and_in_its_order(sample):
    found = sample.qabot.ask("summarise the article about the lake")
    assert {citation.article.id for citation in found.citations} == {"world/halmersee-lake.md"}
    assert len(found.statements) >= 3
    starts = [found.citations[one.citations[0] - 1].start for one in found.statements]
    assert starts == sorted(starts)


@pytest.mark.slow
def test_more_is_told_until_all_is_told_though_the_topic_is_not_named_again(sample):
    conversation, told = Conversation(), []
    for question in ("tell me about the Kestervik tram", *["tell me more"] * 5):
        found = sample.qabot.ask(question, conversation=conversation)
        conversation = conversation.followed_by(turn_of(question, found))
        told.append([one.text for one in found.statements])
    assert len(told[1]) >= 3
    assert told[-1] == []
    assert found.notes == ("That was all that the articles tell about Kestervik tram.",)
    everything = [one for turn in told for one in turn]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("title", "lists"),
    [
        ("5 things to know for July 29: Arden, Brill, Orlen ...", True),
        ("Morning briefing: what you need to know", True),
        ("Arden, Brill, Orlen and Selby vote on the bridge today", False),
        ("Orlen mill to be pulled down", False),
    ],
)
def test_a_roundup_is_about_each_of_its_things_only_in_part(title, lists):
    assert bool(lists_several(title)) is lists
