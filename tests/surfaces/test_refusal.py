"""Why a question was refused: the reason is true of the passages, and names no word that may be said otherwise."""

import pytest

from qabot.model import Answer, Hit, Kind, Passage, Scope
from qabot.surfaces.refusal import describe_refusal

ABOUT = "Some articles are about this, but none of them answers it."
TEXT = "The trams of Brill opened two years late. The mayor of Arden spoke of a cold spring."


def refused(question, *, unknown=(), near=False, kind=Kind.FACT):
    scores = {"dense": 0.8 if near else 0.1}
    hit = Hit(Passage("a", 0, len(TEXT), TEXT, ()), 1.0, {"dense": 1}, scores)
    answer = Answer(
        question=question,
        standalone_question=question,
        status="not_found",
        answer=None,
        confidence=0.1,
        statements=(),
        citations=(),
        passages=(hit,),
        notes=(),
        unknown_words=unknown,
        build="b",
        timings_ms={},
        kind=kind,
    )
    return describe_refusal(answer, scope=Scope(), library=None)


@pytest.mark.parametrize(
    ("question", "unknown", "reason"),
    [
        ("How many pilots are at Brill?", ("pilots",), "No article mentions pilots."),
        ("Who advises Brill?", ("advises",), ABOUT),
        ("and who advises Brill?", ("advises",), ABOUT),
        ("Where was the mayor of Arden born?", ("born",), ABOUT),
        ("Where is the zither?", ("zither",), "No article mentions zither."),
        ("Who invited the mayor?", ("invited",), ABOUT),
        ("What happened to Brill and Zorblax?", ("happened", "Zorblax"), "No article mentions Zorblax."),
    ],
)
def test_a_word_that_may_be_said_otherwise_is_no_reason(question, unknown, reason):
    assert refused(question, unknown=unknown) == reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Why was the tram late?", ABOUT),
        ("Why does Brill have a museum?", "Articles mention Brill, but none of them answers this."),
        ("Why is spring shorter?", "Articles mention “spring”, but none of them answers this."),
        ("Why is butter salted?", "No article is about this."),
    ],
)
def test_that_no_article_is_about_it_is_only_said_where_none_has_its_words(question, reason):
    assert refused(question) == reason


def test_what_is_near_is_about_it():
    assert refused("Why is butter salted?", near=True) == ABOUT
