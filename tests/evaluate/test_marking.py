"""Marks, each worked out by hand."""

import math
from dataclasses import replace

import pytest
from by_hand import ARTICLES, answer, passage, refusal

from qabot.evaluate.marking import mark
from qabot.evaluate.questions import GoldPassage, Question
from qabot.model import Scope

MAYOR = Question("q1", "Who won?", expected=("Olga Brandt", "Mayor Brandt"), gold=("vote",))
SAID = ("vote", "Olga Brandt won the election")


def test_what_a_question_can_be_scored_for_follows_from_what_is_known():
    assert Question(1, "?", expected=("yes",)).kind == "answerable"
    assert Question(1, "?").kind == "unanswerable"
    assert Question(1, "?", gold=("a",)).kind == "ranking"
    assert Question(1, "?", passages=(GoldPassage("a", 0, 1),)).kind == "ranking"
    assert Question(1, "?", scope=Scope()).relevant == frozenset()


def test_gold_stands_before_the_articles_of_passages_and_those_before_weak():
    gold, passages, weak = ("g",), (GoldPassage("p", 0, 1),), ("w",)
    assert Question(1, "?", gold=gold, passages=passages, weak=weak).relevant == {"g"}
    assert Question(1, "?", passages=passages, weak=weak).relevant == {"p"}
    assert Question(1, "?", weak=weak).relevant == {"w"}


def test_a_right_answer_has_full_marks(marked):
    marks = marked(MAYOR, answer("Olga Brandt", quotes=[SAID], found=["vote", "mill"]))
    assert marks.outcome == "right"
    assert marks.success == 1
    assert set(marks.scores.values()) == {0.0, 1.0}
    assert {name for name, score in marks.scores.items() if not score} == {"refused"}
    assert (marks.citations, marks.right_citations, marks.verbatim) == (1, 1, 1)


def test_each_article_counts_once_and_each_passage_by_itself(marked):
    again = [passage("ferry", 0, 20), passage("ferry", 20), passage("mill"), passage("vote")]
    marks = marked(MAYOR, answer("the council", found=again))
    assert (marks.article_rank, marks.answer_rank) == (3, 4)
    assert marks.scores["hit@1"] == 0
    assert marks.scores["hit@5"] == 1
    assert marks.scores["mrr@10"] == pytest.approx(1 / 3)
    assert marks.scores["ndcg@10"] == pytest.approx(1 / math.log2(4))
    assert marks.scores["answer@1"] == 0
    assert marks.scores["answer@5"] == 1
    assert marks.outcome == "wrong"


def test_ndcg_is_measured_against_the_best_order_that_there_could_be(marked):
    question = Question(1, "?", gold=("vote", "mill", "bridge"))
    marks = marked(question, answer(found=["mill", "ferry", "vote"]))
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert marks.scores["ndcg@10"] == pytest.approx((1 + 1 / 2) / ideal)
    assert marks.outcome == "found at 1"
    assert "f1" not in marks.scores
    assert "refused" not in marks.scores


def test_a_passage_hits_when_it_overlaps_a_gold_passage(marked):
    question = Question(1, "?", passages=(GoldPassage("ferry", 49, 60),))
    first, second = passage("ferry", 0, 49), passage("ferry", 49)
    assert marked(question, answer(found=[first, second])).passage_rank == 2
    assert marked(question, answer(found=[first])).passage_rank is None
    assert marked(question, answer(found=[first])).article_rank == 1


def test_a_half_right_answer_is_right_from_half_of_the_words_on(marked):
    half = marked(MAYOR, answer("Brandt of Brill", quotes=[SAID]))
    assert half.scores["f1"] == pytest.approx(0.4)
    assert half.outcome == "wrong"
    assert half.scores["em"] == 0
    more = marked(MAYOR, answer("Brandt", quotes=[SAID]))
    assert more.scores["f1"] == pytest.approx(2 / 3)
    assert more.outcome == "right"


def test_without_a_short_answer_the_quotes_answer(marked):
    assert marked(MAYOR, answer(quotes=[SAID])).outcome == "right"
    assert marked(MAYOR, answer(quotes=[("mill", "Nobody was hurt")])).outcome == "wrong"


@pytest.mark.parametrize(("candidate", "right"), [("Olga Brandt", True), ("the chief", False), (None, False)])
def test_a_withheld_answer_scores_nothing_but_is_judged(marked, candidate, right):
    marks = marked(MAYOR, refusal(candidate))
    assert marks.right is right
    assert marks.outcome == "refused"
    assert (marks.scores["right"], marks.scores["f1"], marks.scores["em"]) == (0, 0, 0)
    assert marks.scores["refused"] == 1
    assert "right when answered" not in marks.scores


def test_what_cannot_be_answered_must_be_refused(marked):
    nothing = Question(None, "Who plays the zither?")
    assert marked(nothing, refusal("Mara Quill")).outcome == "rightly refused"
    false = marked(nothing, answer("Mara Quill", quotes=[SAID]))
    assert (false.outcome, false.right, false.success) == ("false answer", False, 0)
    assert false.scores == {"false answers": 1, "right when answered": 0}
    assert false.right_citations is None


def test_citations_are_judged_by_the_strongest_evidence_there_is(marked):
    quotes = [SAID, ("vote", "by forty votes"), ("mill", "Nobody was hurt")]
    by_passage = Question(1, "?", ("Olga Brandt",), ("vote",), passages=(GoldPassage("vote", 55, 60),))
    by_answer = Question(1, "?", ("Olga Brandt",), ("vote",))
    by_article = Question(1, "?", gold=("vote",))
    rights = [
        marked(question, answer(quotes=quotes)).right_citations for question in (by_passage, by_answer, by_article)
    ]
    assert rights == [1, 1, 2]
    assert marked(Question(1, "?", weak=("vote",)), answer(quotes=quotes)).right_citations is None


def test_a_quote_that_is_not_in_the_index_is_not_verbatim():
    changed = {name: replace(article, text=article.text.replace("won", "lost")) for name, article in ARTICLES.items()}
    marks = mark(MAYOR, answer(quotes=[SAID, ("mill", "Nobody was hurt")]), article=changed.__getitem__)
    assert (marks.citations, marks.verbatim) == (2, 1)
