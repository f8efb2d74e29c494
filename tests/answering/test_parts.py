"""Which candidates make up an answer, and which sentences prove it."""

import pytest
from counting import asked_for
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.short_answers.how_many import count_asked_for, says_another_count
from qabot.answering.short_answers.parts import choose_parts, proving_sentences, short_answer, with_list_items
from qabot.model import Candidate, Evidence, Form, Passage, Span
from qabot.text.squad import plain_answer

FORMS_OF_WORDS = (Form.THING, Form.THINGS)
FORMS_OF_SENTENCES = (Form.SENTENCES, Form.EVIDENCE)


def candidate(text, score, *places):
    """Return a candidate; ``places`` are (article, score), the best first."""
    passage_text = f"It was {text}."
    span = Span(0, len(passage_text))
    evidence = tuple(
        Evidence(Passage(name, 0, span.end, passage_text, (span,)), span, each, (Span(7, 7 + len(text)),))
        for name, each in places or [("a", score)]
    )
    return Candidate(text, evidence, {}, score)


def test_one_thing_is_the_best_candidate():
    candidates = [candidate("Mara Quill", 3.0), candidate("Olga Brandt", 3.0)]
    assert choose_parts(candidates, Form.THING, most=3, margin=1.0) == (candidates[0],)
    assert choose_parts(candidates, Form.SENTENCES, most=3, margin=1.0) == (candidates[0],)
    assert choose_parts(candidates, Form.EVIDENCE, most=3, margin=1.0) == (candidates[0],)
    for form in Form:
        assert choose_parts([], form, most=3, margin=1.0) == ()


@pytest.mark.parametrize(
    ("most", "margin", "texts"),
    [
        (4, 1.0, ["Mara Quill", "Olga Brandt", "Arden"]),
        (4, 0.5, ["Mara Quill", "Olga Brandt"]),
        (4, 0.4, ["Mara Quill"]),
        (2, 9.0, ["Mara Quill", "Olga Brandt"]),
        (1, 9.0, ["Mara Quill"]),
        (4, 9.0, ["Mara Quill", "Olga Brandt", "Arden", "Old Brill"]),
    ],
)
def test_several_things_are_those_near_the_best(most, margin, texts):
    candidates = [
        candidate("Mara Quill", 3.0),
        candidate("the Quill", 2.9),
        candidate("Olga Brandt", 2.5),
        candidate("Arden", 2.0),
        candidate("Old Brill", 1.5),
    ]
    chosen = choose_parts(candidates, Form.THINGS, most=most, margin=margin)
    assert [one.text for one in chosen] == texts


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Olga runs a port at Arden and a mill at Brill.", True),
        ("Olga saw Arden, Brill and the quay.", True),
        ("Olga runs a mill at Arden near Brill.", False),
        ("Olga went from Arden to Brill.", False),
    ],
)
def test_what_stands_in_one_sentence_is_two_things_only_in_a_list(text, listed):
    passage = Passage("x", 0, len(text), text, (Span(0, len(text)),))
    parts = []
    for number, name in enumerate(("Arden", "Brill")):
        span = Span(text.index(name), text.index(name) + len(name))
        parts.append(Candidate(name, (Evidence(passage, Span(0, len(text)), 0.0, (span,)),), {}, 2.0 - number))
    chosen = choose_parts(parts, Form.THINGS, most=4, margin=9.0)
    assert [one.text for one in chosen] == (["Arden", "Brill"] if listed else ["Arden"])


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.lists(
            st.sampled_from(["Mara", "mara", "Quill", "the", "Olga", "Arden,", "Brill"]), min_size=1, max_size=3
        ).map(" ".join),
        st.floats(-5, 5),
    ),
    max_size=8,
).map(lambda some: sorted(some, key=lambda one: -one.score))


@given(CANDIDATES, st.sampled_from(Form), st.integers(1, 4), st.floats(0, 5))
def test_parts_share_no_word_and_lie_near_the_best(candidates, form, most, margin):
    chosen = choose_parts(candidates, form, most=most, margin=margin)
    assert chosen[:1] == tuple(candidates[:1])
    assert len(chosen) <= (most if form is Form.THINGS else 1)
    words = [word for one in chosen for word in set(plain_answer(one.text).split())]
    assert len(words) == len(set(words))
    assert [one for one in candidates if any(one is part for part in chosen)] == list(chosen)
    assert all(one.score >= chosen[0].score - margin for one in chosen)
    left = [one for one in candidates if one.score >= candidates[0].score - margin and one not in chosen]
    if form is Form.THINGS and len(chosen) < most:
        assert all(set(plain_answer(one.text).split()) & set(words) for one in left)


@pytest.mark.parametrize(
    ("texts", "short"),
    [(["A1"], "A1"), (["A1", "B2"], "A1 and B2"), (["A1", "B2", "C3"], "A1, B2 and C3"), ([], None)],
)
def test_parts_make_one_phrase(texts, short):
    parts = [candidate(text, 1.0) for text in texts]
    for form in FORMS_OF_WORDS:
        assert short_answer(parts, form) == short
    for form in FORMS_OF_SENTENCES:
        assert short_answer(parts, form) is None


def test_the_proof_begins_with_the_best_place_of_each_part():
    first = candidate("Mara", 3.0, ("a", -1.0), ("b", -3.0))
    second = candidate("Olga", 2.0, ("c", -2.0), ("d", -2.5))
    other = candidate("Arden", 1.0, ("e", 0.0))
    places = [one.passage.article_id for one in proving_sentences([first, second], [first, second, other], Form.THINGS)]
    assert places == ["a", "c", "d", "b"]
    places = [one.passage.article_id for one in proving_sentences([first], [first, second, other], Form.THING)]
    assert places == ["a", "b"]


@pytest.mark.parametrize("form", FORMS_OF_SENTENCES)
def test_where_sentences_answer_all_candidates_prove(form):
    first = candidate("Mara", 3.0, ("a", -1.0), ("b", -3.0))
    second = candidate("Olga", 2.0, ("d", -2.0), ("c", -2.0))
    places = [one.passage.article_id for one in proving_sentences([first], [first, second], form)]
    assert places == ["a", "c", "d", "b"]
    assert proving_sentences([], [], form) == []


def test_a_list_that_holds_the_best_candidate_takes_its_place_where_several_are_asked_for():
    best, whole = candidate("Khmeimim airbase", 3.0), candidate("Tartous and the Khmeimim air base", 1.5)
    other = candidate("military bases", 1.4)
    assert choose_parts([best, whole, other], Form.THINGS, most=4, margin=1.0) == (whole,)
    assert choose_parts([best, whole, other], Form.THING, most=4, margin=1.0) == (best,)
    far = candidate("Tartous and the Khmeimim air base", 0.9)
    assert choose_parts([best, far, other], Form.THINGS, most=4, margin=1.0) == (best,)
    same = candidate("Khmeimim airbase and airbase Khmeimim", 2.9)
    assert choose_parts([best, same], Form.THINGS, most=4, margin=1.0) == (best,)


def test_items_that_only_repeat_the_question_do_not_take_the_place_of_what_is_in_their_brackets():
    text = "The twins were played by Jody (Jonas Wray) and Buffy (Anna Joss)."
    span = Span(text.index("Jody"), text.index(")."))
    place = Evidence(Passage("a", 0, len(text), text, (Span(0, len(text)),)), Span(0, len(text)), 0.0, (span,))
    part = Candidate(text[span.start : span.end], (place,), {}, 1.0)
    asked = asked_for("Who played Buffy and Jody?")
    assert with_list_items((part,), (part,), asked) == (part,)
    assert [one.text for one in with_list_items((part,), (part,), asked_for("Who moved in?"))] == ["Jody", "Buffy"]
    assert [one.text for one in with_list_items((part,), (part,), asked_for("Who lived with Jody?"))] == ["Buffy"]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("What are the three Greek orders of columns?", 3),
        ("In which two towns is it made?", 2),
        ("name 6 things on the plate", 6),
        ("Who are the four judges?", 4),
        ("Name any two towns on the Sella.", None),
        ("Which towns lie on the Sella?", None),
        ("Who led the town in the two years before the war?", None),
        ("Who won in 2012?", None),
    ],
)
def test_a_question_may_tell_how_many_it_asks_for(question, count):
    assert count_asked_for(question) == count


def test_a_list_of_as_many_as_are_asked_for_is_the_answer_alone():
    best, pair, other = candidate("the central system", 3.0), candidate("Arden and Brill", 2.5), candidate("Varna", 2.9)
    for form in FORMS_OF_WORDS:
        assert choose_parts([best, other, pair], form, most=4, margin=1.0, count=2) == (pair,)
    assert choose_parts([best, other, pair], Form.THINGS, most=4, margin=0.3, count=2) == (best, other)
    assert choose_parts([best, other, pair], Form.THINGS, most=4, margin=1.0) == (best, other, pair)


@pytest.mark.parametrize(
    ("listed", "is_whole"),
    [
        ("Tolva, Marrun and the Ostrel air base", True),
        ("The link between Ostrel, a town of the north that nobody ever sees in winter, and Tolva", False),
        ("A base of the Ostrel navy and army in the north, Tolva", False),
    ],
)
def test_a_clause_with_a_comma_is_no_list_that_holds_the_best(listed, is_whole):
    candidates = [candidate("Ostrel airbase", 3.0), candidate(listed, 1.5)]
    chosen = choose_parts(candidates, Form.THINGS, most=4, margin=1.0)
    assert chosen == ((candidates[1],) if is_whole else (candidates[0],))


@pytest.mark.parametrize(
    ("question", "sentence", "differs"),
    [
        ("What are the three bases in Arden?", "The navy keeps its two bases at Tolva and Marrun.", True),
        ("What are the 3 bases in Arden?", "The navy keeps three naval bases there.", False),
        ("What are the two bases in Arden?", "Of three bases it keeps two old bases.", False),
        ("What are the three bases in Arden?", "The navy keeps two ships at Tolva.", False),
        ("Which bases are in Arden?", "The navy keeps its two bases.", False),
    ],
)
def test_a_sentence_that_counts_the_same_things_otherwise_is_noticed(question, sentence, differs):
    assert says_another_count(question, sentence) == differs
