"""Who or what something is: the sentence that says it, and nothing where no sentence does."""

import pytest

from qabot.answering.overviews.abbreviations import written_out
from qabot.answering.overviews.definition import find_definitions

pytestmark = pytest.mark.slow


def best(articles, topic, **options):
    found = find_definitions(articles.topic(topic), articles.articles_about(topic), **options)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("HTS", "Hayat Tahrir al-Sham (HTS), the Islamist group"),
        ("mikhail bogdanov", "Mikhail Bogdanov, a deputy foreign minister"),
        ("Ahmed al-Sharaa", "Ahmed al-Sharaa, the country’s de facto leader"),
        ("Dmitry Peskov", "Dmitry Peskov, the Kremlin’s spokesman"),
        ("Khalifa Haftar", "a friendly commander, Khalifa Haftar"),
        ("Åsa Lindqvist", "Mayor Åsa Lindqvist"),
        ("Guelleh", "President Ismaïl Omar Guelleh, in office since 1999"),
        ("Lindqvist", "Mayor Åsa Lindqvist"),
        ("Haftar", "a friendly commander, Khalifa Haftar"),
        ("Söllner", "the limnologist who has led the measurements"),
        ("Stroytransgaz", "Stroytransgaz, a Russian company"),
        ("Kestervik's Line 4", "Line 4 is the largest thing that Kestervik has built"),
        ("Tartus", "Tartous, a Soviet foundation of 1971"),
    ],
)
def test_the_sentence_that_says_who_or_what_it_is_comes_first(sample, topic, said):
    assert said in best(sample, topic).sentence.plain


@pytest.mark.parametrize("topic", ["Bloomberg", "Webb", "the Carina Nebula", "Latakia", "Lagrange", "Nobody Atall"])
def test_what_is_only_mentioned_is_not_defined(sample, topic):
    assert best(sample, topic) is None


def test_an_abbreviation_s_long_form_is_found_by_its_letters(sample):
    for short, long in (("HTS", "Hayat Tahrir al-Sham"), ("USNI", "U.S. Naval Institute News")):
        found = best(sample, short, stands_for=True)
        assert found.sentence.article.text[slice(*found.long_form)] == long
    for short in ("NASA", "ESA", "MIRI", "Tartus"):
        assert best(sample, short, stands_for=True) is None


def test_a_byline_defines_nobody(bulletins):
    assert best(bulletins, "Edda Quist") is None
    assert "Its owner, Tormod Vance, said" in best(bulletins, "Tormod Vance").sentence.plain


def test_an_abbreviation_without_brackets_is_the_one_name_that_its_letters_begin():
    article = "The Upper Marrow Water Board met on Monday. UMWB members voted. The board of Upper Marrow was there."
    assert written_out("UMWB", article) == "Upper Marrow Water Board"
    assert written_out("HTS", "the Islamist Hayat Tahrir al-Sham group, and HTS") == "Hayat Tahrir al-Sham"
    assert written_out("UNDRR", "the United Nations Office for Disaster Risk Reduction") is None
    assert written_out("FAO", "the Food and Agriculture Organization’s office") == "Food and Agriculture Organization"


@pytest.mark.parametrize("article", ["Upper Marrow Water Board and Under Mill Weir Bridge", "upper marrow water board"])
def test_an_abbreviation_that_fits_two_names_or_none_stays_unexplained(article):
    assert written_out("UMWB", article) is None


def test_two_letters_fit_too_many_names():
    assert written_out("US", "the Ulster Senate and US soldiers") is None
