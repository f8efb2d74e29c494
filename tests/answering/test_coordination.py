"""The items of a list in a sentence are found from any of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.short_answers.coordination import coordinated_items
from qabot.model import Span

COLOURS = "The first sweets were red, yellow, violet, green and orange."
BAND = "The band consists of Mara Quill (vocals, guitar), Olga Brandt - Stone (drums), and Will Petrov (bass, piano)."


def items(sentence, part):
    start = sentence.index(part)
    return [sentence[one.start : one.end] for one in coordinated_items(sentence, Span(start, start + len(part)))]


@pytest.mark.parametrize("part", ["red", "violet", "orange", "yellow, violet", "red, yellow, violet, green and orange"])
def test_every_item_leads_to_the_whole_list(part):
    assert items(COLOURS, part) == ["red", "yellow", "violet", "green", "orange"]


@pytest.mark.parametrize(
    ("sentence", "part", "wanted"),
    [
        (
            "It was written by Mara Quill and Olga Brandt and it became a hit.",
            "Mara Quill",
            ["Mara Quill", "Olga Brandt"],
        ),
        (
            "It was written by Mara Quill and Olga Brandt and it became a hit.",
            "Olga Brandt",
            ["Mara Quill", "Olga Brandt"],
        ),
        (BAND, "Mara Quill", ["Mara Quill", "Olga Brandt - Stone", "Will Petrov"]),
        (
            "The towns of Arden, Brill, and the Old Harbour form a county.",
            "Brill",
            ["Arden", "Brill", "the Old Harbour"],
        ),
        ("It sails to Arden, Brill and Varna in May.", "Arden", ["Arden", "Brill", "Varna"]),
        ("It has ports at Arden as well as Brill.", "Arden", ["Arden", "Brill"]),
    ],
)
def test_a_list_ends_where_its_items_end(sentence, part, wanted):
    assert items(sentence, part) == wanted


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("Brandt met Quill in Arden, and he left on Friday.", "Quill"),
        ("In Arden, the mayor, Olga Brandt, said on Monday that taxes would fall.", "Olga Brandt"),
        ("The ferry stopped on Friday.", "ferry"),
        ("Brill went to Brandt, Arden to the Quill family and Varna to its readers.", "the Quill family"),
        (
            "The study was led by Mara Quill and paid for by the Brandt fund.",
            "Mara Quill and paid for by the Brandt fund",
        ),
        ("Quill, who drew the bridge, and it will be painted.", "Quill"),
    ],
)
def test_what_stands_alone_stays_alone(sentence, part):
    assert items(sentence, part) == [part]


@given(st.text(st.sampled_from("aB ,;()[]and or.&"), max_size=60), st.data())
def test_items_are_disjoint_spans_of_the_sentence(sentence, data):
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    found = coordinated_items(sentence, Span(start, end))
    assert found
    assert all(0 <= one.start <= one.end <= len(sentence) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("sentence", "part", "wanted"),
    [
        (
            "Mary Lake and Wild Goose Island in Arden Park, Montana were filmed.",
            "Mary Lake and Wild Goose Island in Arden Park, Montana",
            ["Mary Lake", "Wild Goose Island in Arden Park, Montana"],
        ),
        (
            "It grew into the League, comprising the Mohen, Onda, and Senna.",
            "League, comprising the Mohen, Onda, and Senna",
            ["Mohen", "Onda", "Senna"],
        ),
        (
            "It became the foundation of the policy of Arden and led, in 1949, to an alliance.",
            "the foundation of the policy of Arden and led",
            ["the foundation of the policy of Arden and led"],
        ),
    ],
)
def test_a_place_a_whole_and_a_second_verb_are_no_items(sentence, part, wanted):
    assert items(sentence, part) == wanted
