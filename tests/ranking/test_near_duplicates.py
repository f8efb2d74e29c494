"""Of passages that say the same in several copies, the best stays; what is new always stays."""

import pytest

from qabot.model import Hit, Passage, Span
from qabot.ranking.near_duplicates import drop_near_duplicates

BOUGHT = "The council of Norr bought the old tannery by the river for 1.2 million crowns."
ROOF = "Its roof fell in during the great storm of 2011."


def hit(name, text):
    return Hit(Passage(name, 0, len(text), text, (Span(0, len(text)),)), 1.0, {})


def kept(*hits):
    """Return the articles of the hits that stay; articles whose ids begin with one letter are copies of one text."""
    groups = {one.passage.article_id: one.passage.article_id[0] for one in hits}
    return [one.passage.article_id for one in drop_near_duplicates(hits, duplicate_groups=groups)]


def test_the_best_of_equal_passages_stays():
    assert kept(hit("a2", BOUGHT), hit("b1", BOUGHT), hit("a1", BOUGHT), hit("a3", f"{ROOF} {BOUGHT}")) == [
        "a2",
        "b1",
        "a3",
    ]


def test_what_several_better_hits_say_together_is_dropped():
    assert kept(hit("a1", BOUGHT), hit("a2", ROOF), hit("a3", f"{BOUGHT} {ROOF}")) == ["a1", "a2"]


def test_another_figure_is_new():
    assert kept(hit("a1", BOUGHT), hit("a2", BOUGHT.replace("1.2", "1.9"))) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("old", "new"), [("has bought", "has not bought"), ("Norr", "Halm"), ("Monday", "Friday"), ("sold", "bought")]
)
def test_another_name_day_or_not_is_new(old, new):
    text = "On Monday the council of Norr said that it has bought the old tannery, which the bank had sold before."
    assert kept(hit("a1", text), hit("a2", text.replace(old, new))) == ["a1", "a2"]


def test_passages_of_one_article_are_not_compared():
    assert kept(hit("a1", BOUGHT), hit("a1", BOUGHT)) == ["a1", "a1"]
