"""Short answers put together over passages, and what their scores are made of."""

import math
import re
from dataclasses import replace

import pytest
from counting import asked_for, lower_case_terms
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.short_answers.candidates import MAX_CHARS, clip_logit, collect_candidates, enclosing_sentence
from qabot.answering.weights import CANDIDATE_SIGNALS, CandidateWeights
from qabot.model import AnswerSpan, Hit, Passage, Reading, Span

NOTHING = dict.fromkeys((*CANDIDATE_SIGNALS, "intercept"), 0.0)
WEIGHTED = CandidateWeights(
    intercept=-2.0,
    span=0.3,
    answers=0.4,
    rank=0.5,
    top=0.2,
    mass=3.0,
    support=1.0,
    articles=0.6,
    kind=0.7,
    thing=0.35,
    echo=-1.5,
    words=-0.25,
    sentence=1.25,
)
BRIDGE = "Mara Quill drew the bridge. Trams will cross it."
VOTE = "The council met. The bridge was drawn by the\nMara  Quill of Brill."


def passage(article, text, start=0):
    sentences = tuple(Span(start + one.start(), start + one.end()) for one in re.finditer(r"[^\s.][^.]*\.", text))
    return Passage(article, start, start + len(text), text, sentences)


def place(article, text, *answers, score=0.0, answered=0.0, start=0):
    """Return a hit and its reading; ``answers`` are (words of the text, logit), best first."""
    hit = Hit(passage(article, text, start), score, {})
    found = []
    for words, logit in answers:
        first = start + text.index(words)
        found.append(AnswerSpan(Span(first, first + len(words)), logit))
    return hit, Reading(answered, tuple(found))


def collect(*read, asked="Who drew the bridge?", weights=None, scored_by=WEIGHTED):
    return collect_candidates(asked_for(asked, weights=weights), read, terms=lower_case_terms, weights=scored_by)


def test_an_answer_in_two_articles_is_one_candidate_with_two_places():
    (one,) = collect(
        place("a", BRIDGE, ("Mara Quill", 2.0), score=1.0),
        place("b", VOTE, ("the\nMara  Quill", 4.0), score=2.0),
    )
    assert one.text == "the Mara Quill"
    assert [(place.passage.article_id, place.highlights) for place in one.evidence] == [
        ("b", (Span(VOTE.index("the\n"), VOTE.index(" of Brill")),)),
        ("a", (Span(0, 10),)),
    ]
    assert [place.passage.sentence(place.span) for place in one.evidence] == [
        "The bridge was drawn by the\nMara  Quill of Brill.",
        "Mara Quill drew the bridge.",
    ]
    assert one.signals["articles"] == math.log(2)
    assert one.signals["mass"] == 1.0
    scores = [place.score for place in one.evidence]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1]


def test_places_in_one_article_count_as_one_article():
    (one,) = collect(
        place("a", BRIDGE, ("Mara Quill", 2.0)),
        place("a", "Mara Quill won.", ("Mara Quill", 1.0), start=100),
    )
    assert one.signals["articles"] == 0.0
    assert [evidence.span.start for evidence in one.evidence] == [0, 100]


def test_the_signals_of_candidates_by_hand():
    first = place("a", BRIDGE, ("Mara Quill", 2.0), ("Trams", -4.0), score=3.0, answered=5.0)
    second = place("b", "Quill was there.", ("Quill", 0.0), score=1.0, answered=-20.0)
    found = {one.text: one for one in collect(first, second, weights={"drew": 1.0, "the": 0.0, "quill": 3.0})}
    weights = {"Mara Quill": math.exp(0 + 1 - 6), "Trams": math.exp(0 - 2 - 6), "Quill": math.exp(-2 + 0 - 6)}
    total = math.fsum(weights.values())
    shares = {name: weight / total for name, weight in weights.items()}
    assert found["Mara Quill"].signals == pytest.approx(
        {
            "span": 2.0,
            "answers": 5.0,
            "rank": 0.0,
            "top": 3.0,
            "mass": shares["Mara Quill"],
            "support": shares["Quill"],
            "articles": 0.0,
            "kind": 1.0,
            "thing": 0.0,
            "echo": 0.5,
            "words": math.log(2),
            "sentence": 1.0,
        }
    )
    assert found["Quill"].signals == pytest.approx(
        {
            "span": 0.0,
            "answers": -12.0,
            "rank": -2.0,
            "top": 1.0,
            "mass": shares["Quill"],
            "support": shares["Mara Quill"],
            "articles": 0.0,
            "kind": 0.0,
            "thing": 0.0,
            "echo": 1.0,
            "words": 0.0,
            "sentence": 0.75,
        }
    )
    assert found["Trams"].signals["support"] == 0.0
    assert found["Trams"].signals["sentence"] == 0.0


def test_words_that_only_begin_alike_do_not_support_each_other():
    read = place("a", "Quill met Quillon.", ("Quill", 1.0), ("Quillon", 0.0))
    assert [one.signals["support"] for one in collect(read)] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("asked", "answer", "fits"),
    [
        ("When was it drawn?", "May 2020", 1.0),
        ("When was it drawn?", "Mara", 0.0),
        ("How many were drawn?", "2020", 1.0),
        ("Who drew it?", "Mara", 1.0),
        ("Who drew it?", "drew", 0.0),
        ("Why was it drawn?", "drew", 1.0),
    ],
)
def test_what_is_of_the_kind_that_was_asked_for_fits(asked, answer, fits):
    (one,) = collect(place("a", "Mara drew it in May 2020.", (answer, 1.0)), asked=asked)
    assert one.signals["kind"] == fits


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("Which bridge did Mara draw?", {"Tolva": 1 / (1 + 1 / 20), "Ostrel": 1 / (1 + 9 / 20)}),
        ("Who drew Tolva?", {"Tolva": 0.0, "Ostrel": 0.0}),
        ("Which quay?", {"Tolva": 0.0, "Ostrel": 0.0}),
    ],
)
def test_what_stands_near_the_word_for_it_is_the_thing_that_was_asked_for(asked, near):
    text = "Mara drew Tolva bridge, not of Ostrel."
    found = collect(place("a", text, ("Tolva", 1.0), ("Ostrel", 0.0)), asked=asked)
    gap = text.index("Ostrel") - text.index(" bridge") - len(" bridge")
    assert gap == 9
    assert {one.text: one.signals["thing"] for one in found} == pytest.approx(near)


@pytest.mark.parametrize("name", CANDIDATE_SIGNALS)
def test_each_weight_weighs_its_own_signal(name):
    read = place("a", BRIDGE, ("Mara Quill", 2.0), ("Quill", 1.0), score=3.0, answered=5.0)
    alone = CandidateWeights(**{**NOTHING, name: 2.0, "intercept": 0.5})
    for one in collect(read, scored_by=alone):
        assert one.score == pytest.approx(0.5 + 2.0 * one.signals[name])


def test_better_scores_come_first_and_ties_by_text():
    read = place("a", "Delta met Alpha and Echo.", ("Echo", 1.0), ("Delta", 1.0), ("Alpha", 1.0))
    even = CandidateWeights(**NOTHING)
    assert [one.text for one in collect(read, scored_by=even)] == ["Alpha", "Delta", "Echo"]
    by_span = replace(even, span=1.0)
    read = place("a", "Delta met Alpha and Echo.", ("Echo", 3.0), ("Alpha", 2.0), ("Delta", 1.0))
    assert [one.text for one in collect(read, scored_by=by_span)] == ["Echo", "Alpha", "Delta"]


def test_equal_places_are_in_the_order_of_the_passage_ids_and_spans():
    twice = "Mara came. Mara left."
    later = AnswerSpan(Span(11, 15), 1.0)
    hit, reading = place("b", twice, ("Mara", 1.0))
    (one,) = collect(
        (hit, replace(reading, spans=(later, *reading.spans))),
        place("a", "Mara ran.", ("Mara", 1.0)),
    )
    assert [(place.passage.article_id, place.span.start) for place in one.evidence] == [("a", 0), ("b", 0), ("b", 11)]


@pytest.mark.parametrize(("chars", "kept"), [(MAX_CHARS, True), (MAX_CHARS + 1, False)])
def test_a_sentence_that_is_too_long_to_be_quoted_answers_nothing(chars, kept):
    table = f"Mara is {'x' * (chars - 9)}."
    assert len(table) == chars
    found = collect(place("a", table, ("Mara", 9.0)), place("b", BRIDGE, ("Trams", 1.0)))
    assert ("Mara" in {one.text for one in found}) is kept
    assert found[-1].signals["mass"] == 1.0 or kept


def test_a_fragment_is_no_proof():
    text = "Mara, later that day. Olga Brandt drew the bridge of Brill."
    assert [one.text for one in collect(place("a", text, ("Mara", 9.0), ("Olga Brandt", 1.0)))] == ["Olga Brandt"]


def test_words_that_normalise_to_nothing_answer_nothing():
    assert collect(place("a", "The – the. A mill.", ("The –", 5.0), ("A", 4.0))) == ()


def test_nothing_is_found_in_nothing():
    assert collect() == ()
    assert collect(place("a", BRIDGE)) == ()


def test_a_place_over_two_sentences_is_quoted_with_both():
    one = passage("a", "Mara came. Quill left. It rained.", start=50)
    assert enclosing_sentence(one, Span(55, 65)) == Span(50, 72)
    assert enclosing_sentence(one, Span(61, 66)) == Span(61, 72)
    assert enclosing_sentence(one, Span(60, 61)) is None
    assert enclosing_sentence(Passage("a", 0, 4, "Mara", ()), Span(0, 4)) is None


def test_a_place_outside_the_sentences_is_quoted_whole():
    assert enclosing_sentence(Passage("a", 0, 12, "* Mara came.", (Span(2, 12),)), Span(0, 6)) == Span(0, 12)


@pytest.mark.parametrize(("logit", "kept"), [(0.5, 0.5), (-12.5, -12.0), (1e9, 12.0), (12.0, 12.0)])
def test_logits_are_clipped(logit, kept):
    assert clip_logit(logit) == kept


NAMES = ("Mara", "Quill", "Mara Quill", "the Mara", "Brill", "12 May 2020", "drew")


@st.composite
def readings(draw):
    """Hits of three articles, each with some of the names in it and logits for them."""
    read = []
    for number, article in enumerate(draw(st.lists(st.sampled_from("abc"), max_size=6))):
        text, found = "", []
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3)):
            text += "It was "
            found.append((Span(1000 * number + len(text), 1000 * number + len(text) + len(name)), name))
            text += f"{name} then. "
        logits = [draw(st.floats(-30, 30)) for _ in found]
        places = sorted(
            (AnswerSpan(span, logit) for (span, _), logit in zip(found, logits, strict=True)), key=lambda o: -o.score
        )
        hit = Hit(passage(article, text.rstrip(), 1000 * number), draw(st.floats(-80, 20)), {})
        read.append((hit, Reading(draw(st.floats(-30, 30)), tuple(places))))
    return read


@given(readings(), st.randoms(use_true_random=False))
def test_the_order_of_the_hits_changes_nothing(read, draw):
    shuffled = list(read)
    draw.shuffle(shuffled)
    assert collect(*shuffled) == collect(*read)


@given(readings())
def test_masses_are_shares_and_spans_lie_in_their_sentences(read):
    found = collect(*read)
    assert math.fsum(one.signals["mass"] for one in found) == pytest.approx(1.0 if found else 0.0)
    assert sum(len(one.evidence) for one in found) == sum(len(reading.spans) for _, reading in read)
    for one in found:
        assert 0 <= one.signals["mass"] <= 1
        assert 0 <= one.signals["support"] <= 1 + 1e-9
        assert one.signals["rank"] <= 0
        assert set(one.signals) == set(CANDIDATE_SIGNALS)
        assert one.score == WEIGHTED.score(one.signals)
        for evidence in one.evidence:
            ((start, end),) = evidence.highlights
            assert evidence.span.start <= start < end <= evidence.span.end
        ((start, end),) = one.evidence[0].highlights
        first = one.evidence[0].passage
        assert first.text[start - first.start : end - first.start] == one.text
