"""Timelines are in the order of the days that are told of, one line a day, with contradictions marked."""

import pytest

from qabot.answering.overviews.timeline import timeline_of

pytestmark = pytest.mark.slow


def lines(articles, topic):
    return timeline_of(*articles.about(topic), embedder=articles.qabot.embedder)


def test_lines_are_in_the_order_of_what_they_tell_not_of_publication(sample):
    found = lines(sample, "Khmeimim")
    days = [line.time.first for line in found]
    assert days == sorted(days)
    assert len(days) >= 4
    assert "24 November 2015" in [line.label for line in found]
    assert [line.sentence.day for line in found] != sorted(line.sentence.day for line in found)


def test_a_day_has_one_line_and_every_line_is_about_the_topic(sample):
    for topic in ("Tartus", "the James Webb telescope", "the tram"):
        found = lines(sample, topic)
        assert found
        assert len({line.label for line in found}) == len(found)


def test_two_sources_with_other_numbers_for_a_day_are_both_shown_and_marked(bulletins):
    found = [line for line in lines(bulletins, "the Orlen mill") if line.time.label == "1 May 2024"]
    assert len(found) == 2
    assert all(line.label.endswith("sources differ") for line in found)
    assert sorted(number for line in found for number in ("14", "16") if number in line.sentence.plain) == ["14", "16"]


def test_what_is_to_come_is_on_the_day_to_come(bulletins):
    assert "3 July 2024" in [line.label for line in lines(bulletins, "the Orlen mill")]


def test_a_topic_that_no_article_has_has_no_timeline(sample):
    assert lines(sample, "the Mars rover") == []
    assert lines(sample, "the James Webb submarine") == []


def test_what_names_the_topic_by_a_word_for_it_is_told_with_the_sentence_before(sample):
    found = {line.time.label: line.sentence.plain for line in lines(sample, "Tartus")}
    assert found["1971"].startswith("The foothold is far older than the war. The Soviet Union built it in 1971")
    assert found["18 January 2017"].startswith("Russia may keep warships in the Syrian port of Tartous")
    assert "signed the agreement in Damascus on 18 January" in found["18 January 2017"]


def test_what_happened_in_a_year_is_told_by_the_lines_of_that_year(sample):
    answer = sample.qabot.ask("what happened at Khmeimim in 2015?")
    labels = [one.label for one in answer.statements]
    assert "24 November 2015" in labels
    assert all(label.endswith("2015") for label in labels)
    refused = sample.qabot.ask("what happened at Khmeimim in 1850?")
    assert (refused.status, refused.notes) == (
        "not_found",
        ("No sentence tells what happened to Khmeimim in 1850.",),
    )
