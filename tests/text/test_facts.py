"""Numbers, dates and names are found in a text, and compared."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Span
from qabot.text.facts import Moment, Name, Number, facts_of


def numbers(text):
    return [(one.value, one.unit) for one in facts_of(text).numbers]


def moments(text):
    return [(one.year, one.month, one.day, one.weekday) for one in facts_of(text).moments]


def names(text):
    return [" ".join(one.words) for one in facts_of(text).names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They bought 12 ships.", [(12, "")]),
        ("They bought twelve ships.", [(12, "")]),
        ("some 1,213 people", [(1213, "")]),
        ("twenty-one guns", [(21, "")]),
        ("two hundred and six bones", [(206, "")]),
        ("a dozen eggs", [(12, "")]),
        ("It cost $1.5 billion.", [(1.5e9, "$")]),
        ("It cost 2 million euros.", [(2e6, "€")]),
        ("40 per cent of them", [(40, "%")]),
        ("a third of them", [(pytest.approx(100 / 3), "%")]),
        ("half of them", [(50, "%")]),
        ("It is 3 km long.", [(3000, "metre")]),
        ("two weeks later", [(14, "day")]),
        ("a lease of 49 years", [(49 * 12, "month")]),
        ("the 7th fleet", [(7, "")]),
        ("one of them", []),
        ("no number at all", []),
    ],
)
def test_numbers_with_their_units(text, found):
    assert numbers(text) == found


def test_a_number_knows_what_it_counts_whether_it_is_an_ordinal_and_whether_it_is_rough():
    (soldiers,) = facts_of("About 12 armed soldiers came.").numbers
    assert (soldiers.thing, soldiers.rough, soldiers.ordinal) == (("armed", "soldiers"), True, False)
    (fleet,) = facts_of("The third fleet came.").numbers
    assert (fleet.value, fleet.ordinal, fleet.rough) == (3, True, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 13 December 2024", [(2024, 12, 13, None)]),
        ("on December 13, 2024", [(2024, 12, 13, None)]),
        ("on the 2nd of May", [(None, 5, 2, None)]),
        ("on 2024-12-13", [(2024, 12, 13, None)]),
        ("in Sept. 2015", [(2015, 9, None, None)]),
        ("in March", [(None, 3, None, None)]),
        ("in 1971", [(1971, None, None, None)]),
        ("on Friday", [(None, None, None, 4)]),
        ("on Monday, 5 May", [(None, 5, 5, None), (None, None, None, 0)]),
        ("2,015 people", []),
        ("1971 people", []),
        ("May it last.", []),
    ],
)
def test_dates_as_far_as_they_are_given(text, found):
    assert sorted(moments(text), key=str) == sorted(found, key=str)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He met Vladimir Putin in Latakia.", ["vladimir putin", "latakia"]),
        ("He is head of the Bank of England.", ["bank england"]),
        ("Moscow’s fleet left.", ["moscow"]),
        ("Police said so.", []),
        ("The ferry stopped.", []),
        ("On Friday he left Brill.", ["brill"]),
        ("nobody is named", []),
    ],
)
def test_names_without_what_only_begins_a_sentence(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("12 ships", "twelve ships", True),
        ("12 ships", "13 ships", False),
        ("about 1,200 people", "1,213 people", True),
        ("about 1,200 people", "1,400 people", False),
        ("2 km", "2,000 metres", True),
        ("2 km", "2 kg", False),
        ("the 3rd ship", "3 ships", False),
    ],
)
def test_numbers_agree(one, other, agree):
    ((first,), (second,)) = facts_of(one).numbers, facts_of(other).numbers
    assert first.agrees(second) is second.agrees(first) is agree


@pytest.mark.parametrize(
    ("one", "other", "agree", "within"),
    [
        ("13 December 2024", "December 13", True, False),
        ("December 13", "13 December 2024", True, True),
        ("2024", "13 December 2024", True, True),
        ("2023", "13 December 2024", False, False),
        ("Friday", "13 December 2024", False, False),
    ],
)
def test_dates_agree_and_contain_each_other(one, other, agree, within):
    ((first,), (second,)) = facts_of(f"on {one}").moments, facts_of(f"on {other}").moments
    assert first.agrees(second) is agree
    assert first.within(second) is within


PIECES = "12|twelve|1,213|May|2024|13|December|Friday|Moscow|the|Bank|of|England|$|%|km|about|third|.|,|’s|—|\n"


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map(" ".join))
def test_spans_are_in_the_text_and_none_overlap(text):
    found = facts_of(text)
    spans = sorted(one.span for group in (found.numbers, found.moments, found.names) for one in group)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for one in found.names:
        written = re.sub(r"[.’']", "", text[one.span.start : one.span.end].lower())
        assert all(word in written for word in one.words)


def test_a_fact_agrees_with_itself():
    span = Span(0, 1)
    for one in (Number(span, 0.0, "", ()), Number(span, 12.0, "%", (), rough=True), Moment(span, month=5)):
        assert one.agrees(one)
    assert not Moment(span).agrees(Moment(span))
    assert Name(span, ("a",)) == Name(span, ("a",))
