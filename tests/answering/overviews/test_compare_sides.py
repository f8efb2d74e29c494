"""Comparisons: each side under its name, numbers of one kind side by side."""

import pytest

from qabot.answering.overviews.comparison import compare

pytestmark = pytest.mark.slow


def sides(articles, one, other):
    topics, found = zip(articles.about(one), articles.about(other), strict=True)
    return compare(topics, found, embedder=articles.qabot.embedder)


def test_both_sides_are_told_under_their_names_and_numbers_of_one_kind_side_by_side(sample):
    found = sides(sample, "Line 4", "the Webb telescope")
    assert {one.label for one in found} == {"Line 4", "Webb telescope"}
    assert "€214 million" in found[0].sentence.plain
    assert "$10 billion" in found[1].sentence.plain
    numbers = [one.sentence.article.text[slice(*one.highlights[0])] for one in found[:2]]
    assert numbers == ["€214 million", "$10 billion"]


def test_what_speaks_of_both_sides_stands_under_both_names(sample):
    found = sides(sample, "Tartus", "Khmeimim")
    assert found[0].label == "Tartus and Khmeimim"
    assert {"Tartus", "Khmeimim"} < {one.label for one in found}


def test_two_sides_of_one_article_are_told_by_their_own_sentences(sample):
    said = {one.label: one.sentence.plain for one in sides(sample, "France", "Japan")}
    assert said["France"].startswith("France never left.")
    assert said["Japan"].startswith("Japan opened its base")


@pytest.mark.parametrize("other", ["the Taliban", "the James Webb submarine"])
def test_nothing_is_compared_with_what_no_article_has(sample, other):
    assert sides(sample, "HTS", other) == []


def test_a_sentence_of_an_article_about_both_sides_names_its_side(sample):
    found = sides(sample, "the American base in Djibouti", "the French base in Djibouti")
    assert {one.label for one in found} >= {"American base in Djibouti", "French base in Djibouti"}
    for one in found:
        word = one.label.split()[0]
        assert " and " in one.label or word in one.sentence.plain
