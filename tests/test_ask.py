"""From a question to an answer, with an embedder and a reader that count words and a store that is a list."""

import math
import re
from dataclasses import fields, replace
from datetime import date

import pytest
from counting import HashedWords, ListStore, SharedWords
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.assemble import MAX_EXPLAINED
from qabot.answering.cite import CiteOptions
from qabot.answering.decide import DecideOptions
from qabot.answering.weights import (
    CANDIDATE_SIGNALS,
    CONFIDENCE_SIGNALS,
    CandidateWeights,
    ConfidenceWeights,
    RelevanceWeights,
    SignalWeights,
)
from qabot.ask import ask, find
from qabot.ask_options import AskOptions
from qabot.errors import QuestionError
from qabot.model import IN_SENTENCES, AnswerSpan, Conversation, Reading, Scope, SearchResult, Span, Turn
from qabot.ranking.weights import RANK_SIGNALS, RankingWeights
from qabot.search.hybrid import SearchOptions
from qabot.search.weights import FusionWeights

TEXTS = {
    "bridge": ("Courier", date(2024, 5, 17), "Engineer Mara Quill drew the new bridge of Brill. It will carry trams."),
    "bridge-too": ("Post", date(2024, 5, 18), "Engineer Mara Quill drew the new bridge of Brill. It rained."),
    "ferry": ("Post", date(2024, 3, 2), "The ferry from Arden to Brill stopped on Friday. Diesel was too dear."),
    "mill": ("", None, "The old paper mill at Arden burned down in the night. Nobody was hurt by the fire."),
    "cheese": ("Courier", date(2023, 11, 30), "The dairy of Arden won the national prize for its goat cheese."),
}
PORTS = {
    "north": ("Post", None, "The navy keeps a base at Tolva. It snowed."),
    "south": ("Courier", None, "The navy keeps another base near Marrun. Nobody sleeps."),
    "inland": ("Courier", None, "The army keeps horses in Ostrel. Hay is dear."),
}
BRIDGE = "Who drew the new bridge of Brill?"


CONFIDENCE = SignalWeights(
    **{**dict.fromkeys(CONFIDENCE_SIGNALS, 0.0), "intercept": -1.3, "score": 1.2, "unknown": -1.0}
)
DECIDE = DecideOptions(
    threshold=0.0,
    parts=4,
    part_margin=2.0,
    rival_margin=2.0,
    candidates=CandidateWeights(
        intercept=-3.0,
        span=0.3,
        answers=0.3,
        rank=0.3,
        top=0.1,
        mass=2.0,
        support=1.0,
        articles=0.3,
        kind=0.5,
        thing=0.5,
        echo=-1.0,
        words=-0.2,
        sentence=1.0,
    ),
    confidence=ConfidenceWeights(small=CONFIDENCE, large=CONFIDENCE),
)
OPTIONS = AskOptions(
    max_question_chars=100,
    read=4,
    hopeless=-math.inf,
    search=SearchOptions(candidates=10, per_article=2, fusion=FusionWeights(in_time=0.0, in_context=0.0)),
    ranking=RankingWeights(
        bm25=1.0, dense=0.7, words=1.0, cosine=1.0, coverage=1.0, title=0.5, answers=3.0, span=1.0, lead=0.3
    ),
    relevance=RelevanceWeights(
        **dict.fromkeys((field.name for field in fields(RelevanceWeights)), 0.0) | {"answer_bonus": 1.0}
    ),
    decide=DECIDE,
    decide_again=DECIDE,
    cite=CiteOptions(statements=3, margin=1.0, corpus="corpus"),
    stale_after_days=365,
)


def answer_to(
    question,
    texts=TEXTS,
    *,
    scope=None,
    passages=10,
    reader=None,
    second_reader=None,
    conversation=None,
    **options,
):
    """Ask a question of a fresh store; keywords stand in for the options, those of the decision as well."""
    embedder = HashedWords()
    deciding = {name: options.pop(name) for name in ("threshold", "rival_margin") if name in options}
    options["decide"] = options["decide_again"] = replace(OPTIONS.decide, **deciding)
    return ask(
        question,
        store=ListStore(texts, embedder),
        embedder=embedder,
        reader=reader or SharedWords(),
        second_reader=second_reader,
        options=replace(OPTIONS, **options),
        scope=scope,
        passages=passages,
        conversation=conversation,
    )


@pytest.fixture
def put():
    return answer_to


def read_before(answer):
    """Return how many of the answer's passages were read."""
    assert len(answer.explanation.ranking) == len(answer.passages)
    return sum(bool(row) for row in answer.explanation.ranking)


def test_an_answer_is_given_with_the_sentence_that_says_it_and_everyone_who_says_it(put):
    answer = put(BRIDGE)
    assert (answer.status, answer.answer) == ("answered", "Engineer Mara Quill")
    assert answer.statements[0].text == "Engineer Mara Quill drew the new bridge of Brill."
    assert {answer.citations[number - 1].article.id for number in answer.statements[0].citations} == {
        "bridge",
        "bridge-too",
    }
    assert answer.build == "build-1"
    assert answer.unknown_words == ()
    assert answer.passages[0].passage.article_id == "bridge"
    assert answer.passages[0].ranks == {"bm25": 1, "dense": 2}


@pytest.mark.parametrize(
    ("question", "short"),
    [(BRIDGE, "Engineer Mara Quill"), ("When did the ferry from Arden to Brill stop?", "Friday")],
)
def test_the_short_answer_is_the_best_candidate_and_stands_in_a_cited_quote(put, question, short):
    answer = put(question)
    assert answer.answer == answer.candidate == answer.explanation.candidates[0].text == short
    proofs = [one for one in answer.citations if short in one.quote]
    assert proofs
    assert any(one.quote[first:last] == short for one in proofs for first, last in one.highlights)
    assert answer.statements[0].citations[0] in {one.number for one in proofs}


def test_several_things_are_several_parts_each_with_its_proof(put):
    answer = put("Which navy bases are there?", PORTS)
    assert answer.answer in ("Tolva and Marrun", "Marrun and Tolva")
    assert answer.candidate == answer.answer
    assert {one.text for one in answer.statements} == {
        "The navy keeps a base at Tolva.",
        "The navy keeps another base near Marrun.",
    }
    proofs = {one.article.id: one for one in answer.citations}
    assert set(proofs) == {"north", "south"}
    for name, part in (("north", "Tolva"), ("south", "Marrun")):
        assert [proofs[name].quote[first:last] for first, last in proofs[name].highlights] == [part]
        assert [proofs[name].number] == [
            number for one in answer.statements if part in one.text for number in one.citations
        ]


def test_every_part_is_proved_however_little_is_said(put):
    cite = replace(OPTIONS.cite, statements=1, margin=0.0)
    answer = put("Which navy bases are there?", PORTS, cite=cite)
    assert answer.answer in ("Tolva and Marrun", "Marrun and Tolva")
    assert {one.article.id for one in answer.citations} == {"north", "south"}
    assert len(put("Which base does the navy keep?", PORTS, cite=cite).statements) == 1


def test_one_thing_is_one_part(put):
    answer = put("Which base does the navy keep?", PORTS)
    assert answer.answer in ("Tolva", "Marrun")
    assert answer.answer in answer.statements[0].text


def test_a_way_is_told_by_sentences(put):
    answer = put("How did the ferry from Arden to Brill stop?")
    assert (answer.status, answer.answer, answer.candidate) == ("answered", None, None)
    assert answer.statements[0].text == "The ferry from Arden to Brill stopped on Friday."
    assert answer.statements[0].citations == (1,)
    assert answer.explanation.candidates


def test_a_reason_is_told_only_by_a_sentence_that_gives_one(put):
    assert put("Why was the ferry from Arden to Brill stopped?").status == "not_found"
    texts = TEXTS | {
        "ferry": ("Post", None, "The ferry from Arden to Brill stopped because diesel was too dear. It rained.")
    }
    answer = put("Why was the ferry from Arden to Brill stopped?", texts)
    assert [one.text for one in answer.statements] == [
        "The ferry from Arden to Brill stopped because diesel was too dear."
    ]


@pytest.mark.parametrize(
    "question", ["Did Engineer Quill draw the new bridge of Brill?", "Was the new bridge of Brill drawn by Mara?"]
)
def test_a_yes_or_no_question_gets_the_evidence_and_no_verdict(put, question):
    answer = put(question)
    assert (answer.status, answer.answer, answer.candidate) == ("answered", None, None)
    assert answer.statements[0].text == "Engineer Mara Quill drew the new bridge of Brill."
    said = " ".join(one.text for one in answer.statements).lower()
    assert not re.search(r"\b(yes|no)\b", said)
    assert {one.text for one in answer.statements} <= {" ".join(one.quote.split()) for one in answer.citations}


def test_a_refusal_states_nothing_and_shows_the_nearest(put):
    answer = put(BRIDGE, threshold=1.0)
    assert (answer.status, answer.answer, answer.statements, answer.citations) == ("not_found", None, (), ())
    assert answer.passages == put(BRIDGE).passages != ()
    assert 0 < answer.confidence < 1


def test_a_refusal_keeps_what_it_withheld_and_says_why(put):
    given, refused = put(BRIDGE), put(BRIDGE, threshold=1.0)
    assert refused.candidate == given.answer
    assert refused.explanation == replace(given.explanation, threshold=1.0)
    assert set(refused.explanation.confidence) == {"always", *CONFIDENCE_SIGNALS}
    logit = math.fsum(added for _, added in refused.explanation.confidence.values())
    assert refused.confidence == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-4)
    assert refused.confidence < refused.explanation.threshold


def test_the_threshold_itself_is_enough(put):
    confidence = put(BRIDGE).confidence
    assert put(BRIDGE, threshold=confidence).status == "answered"
    assert put(BRIDGE, threshold=confidence + 0.0001).status == "not_found"


def test_a_question_that_the_articles_answer_is_surer_than_one_that_they_do_not(put):
    off_topic = put("Which zither does the Brill orchestra play?")
    assert off_topic.confidence < put(BRIDGE).confidence
    assert off_topic.unknown_words == ("zither", "orchestra", "play")


def test_the_same_question_has_the_same_answer(put):
    assert put(BRIDGE) == put(BRIDGE)
    assert put(BRIDGE).explanation == put(BRIDGE).explanation
    backwards = dict(reversed(TEXTS.items()))
    assert put(BRIDGE, backwards).statements == put(BRIDGE).statements
    assert put(BRIDGE, backwards).answer == put(BRIDGE).answer


@pytest.mark.parametrize(
    "scope",
    [
        Scope(sources=frozenset()),
        Scope(sources=frozenset({"Nobody"})),
        Scope(published_from=date(2030, 1, 1)),
        Scope(sources=frozenset({""}), published_to=date(2030, 1, 1)),
    ],
)
def test_nothing_is_found_in_an_empty_scope_even_with_no_threshold(put, scope):
    answer = put(BRIDGE, scope=scope)
    assert (answer.status, answer.confidence, answer.statements, answer.passages) == ("not_found", 0.0, (), ())
    assert (answer.answer, answer.candidate) == (None, None)
    assert (answer.explanation.ranking, answer.explanation.candidates, answer.explanation.confidence) == ((), (), {})


def test_a_scope_is_kept_to(put):
    answer = put(BRIDGE, scope=Scope(sources=frozenset({"Post"}), published_to=date(2024, 5, 18)))
    assert {one.article.id for one in answer.citations} == {"bridge-too"}
    assert {one.passage.article_id for one in answer.passages} == {"bridge-too", "ferry"}
    cited = {place.passage.article_id for one in answer.explanation.candidates for place in one.evidence}
    assert cited <= {"bridge-too", "ferry"}


def test_words_that_no_article_has_find_nothing(put):
    answer = put("Zither orchestra?")
    assert (answer.status, answer.passages, answer.unknown_words) == ("not_found", (), ("Zither", "orchestra"))


def test_passages_in_which_the_reader_finds_nothing_are_shown_and_not_said(put):
    answer = put("Who was hurt by the fire?", {"mill": (*TEXTS["mill"][:2], "nobody was hurt by the fire.")})
    assert (answer.status, answer.confidence, answer.candidate, answer.statements) == ("not_found", 0.0, None, ())
    assert [one.passage.article_id for one in answer.passages] == ["mill"]
    assert read_before(answer) == 1


@pytest.mark.parametrize("wanted", [1, 2, 5])
def test_as_many_passages_as_were_asked_for(put, wanted):
    some = put("Who in Arden or Brill won, drew or stopped?", passages=wanted).passages
    assert len(some) == wanted


@pytest.mark.parametrize("passages", [1, 3, 10])
def test_no_more_than_asked_for_is_read(put, passages):
    reader = SharedWords()
    answer = put("Who in Arden or Brill won, drew or stopped?", reader=reader, read=2, passages=passages)
    ((question, hits),) = reader.asked
    assert (question, len(hits)) == ("Who in Arden or Brill won, drew or stopped?", 2)
    assert read_before(answer) == min(2, passages)


def test_only_so_many_are_read_and_all_are_arranged(put):
    question = "Who in Arden or Brill won, drew or stopped?"
    store = ListStore(TEXTS, HashedWords())
    found = [one.passage.id for one in find(question, 10, store=store, embedder=HashedWords(), options=OPTIONS)]
    for read in range(1, 6):
        reader = SharedWords()
        answer = put(question, reader=reader, read=read)
        ((_, hits),) = reader.asked
        assert [one.passage.id for one in hits] == found[:read]
        assert sorted(one.passage.id for one in answer.passages) == sorted(found)
        scores = [one.score for one in answer.passages]
        assert scores == sorted(scores, reverse=True)


def test_reordering_loses_no_passage_and_keeps_what_search_said_of_each(put):
    question = "Who in Arden or Brill won, drew or stopped?"
    store = ListStore(TEXTS, HashedWords())
    found = find(question, 10, store=store, embedder=HashedWords(), options=OPTIONS)
    for read in (1, 2, 5):
        shown = put(question, read=read).passages
        assert {one.passage.id: (dict(one.ranks), dict(one.scores)) for one in shown} == {
            one.passage.id: (dict(one.ranks), dict(one.scores)) for one in found
        }


def test_the_explanation_tells_what_each_passage_s_own_score_is_made_of(put):
    answer = put("Who in Arden or Brill won, drew or stopped?", read=3)
    rows = answer.explanation.ranking[:3]
    assert read_before(answer) == 3
    assert all(set(row) == set(RANK_SIGNALS) for row in rows)
    sums = [math.fsum(row.values()) for row in rows]
    assert sums[0] == max(sums)
    assert len(set(sums)) == 3


def test_the_explanation_has_the_best_candidates_with_their_signals(put):
    explained = put(BRIDGE).explanation
    assert explained.candidates[0].text == "Engineer Mara Quill"
    scores = [one.score for one in explained.candidates]
    assert scores == sorted(scores, reverse=True)
    for one in explained.candidates:
        assert set(one.signals) == set(CANDIDATE_SIGNALS)
        assert one.score == OPTIONS.decide.candidates.score(one.signals)
    names = " and ".join(f"Town{chr(97 + number)}" for number in range(20))
    many = put("What towns were flooded?", {"flood": ("", None, f"The flooded towns are {names}.")}).explanation
    assert len(many.candidates) == MAX_EXPLAINED


def test_the_article_in_which_the_reader_finds_the_answer_comes_first(put):
    class Contrary(SharedWords):
        def _reading(self, question, passage):  # noqa: ARG002
            if passage.article_id != "mill":
                return Reading(-12.0, ())
            start = passage.text.index("paper mill")
            return Reading(12.0, (AnswerSpan(Span(start, start + len("paper mill")), 12.0),))

    question = "Who in Arden or Brill won, drew or stopped?"
    assert put(question).passages[0].passage.article_id != "mill"
    assert put(question, reader=Contrary(), read=5).passages[0].passage.article_id == "mill"


def test_every_quote_is_verbatim(put):
    for question in (
        BRIDGE,
        "When did the ferry stop?",
        "What burned at Arden?",
        "Which towns have a mill or a ferry?",
    ):
        answer = put(question)
        assert answer.citations
        for one in answer.citations:
            assert one.article.text[one.start : one.end] == one.quote
        for one in answer.statements:
            assert {" ".join(answer.citations[number - 1].quote.split()) for number in one.citations} == {one.text}


PIECES = "who what when which why how did are the of and navy bases bridge Brill Arden ferry mill prize drew zither ? 7"


@given(
    st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=12).map(" ".join),
    st.sampled_from([TEXTS, PORTS, {**TEXTS, **PORTS}]),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.2, 0.9]),
)
def test_whatever_is_asked_nothing_unproved_is_said(question, texts, read, threshold):
    if not re.search(r"[^\W_]", question):
        return
    answer = answer_to(question, texts, read=read, threshold=threshold)
    assert 0 <= answer.confidence <= 1
    assert (answer.status == "answered") == bool(answer.statements) == bool(answer.citations)
    if answer.status == "not_found":
        assert answer.answer is None
    else:
        assert answer.confidence >= threshold
        assert answer.answer == answer.candidate
    cited = [number for one in answer.statements for number in one.citations]
    assert cited == [one.number for one in answer.citations] == list(range(1, len(cited) + 1))
    assert all(one.article.text[one.start : one.end] == one.quote for one in answer.citations)
    for part in re.split(r", | and ", answer.answer or ""):
        assert not answer.answer or any(part in one.quote for one in answer.citations)
    if answer.explanation and answer.kind not in IN_SENTENCES:
        assert read_before(answer) == min(read, len(answer.passages))
    scores = [hit.score for hit in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_the_times_add_up_and_are_no_part_of_what_is_equal(put):
    times = put(BRIDGE).timings_ms
    assert set(times) == {"search", "read", "total"}
    assert times["total"] == pytest.approx(times["search"] + times["read"], abs=0.02)
    assert replace(put(BRIDGE), timings_ms={}) == put(BRIDGE)


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "is empty"),
        (" \n\u2003\t", "is empty"),
        ("?…!", "no words"),
        ("🙂", "no words"),
        ("_", "no words"),
        ("x" * 101, "101 characters; at most 100"),
        ("x " * 60, "119 characters; at most 100"),
    ],
)
def test_bad_questions_are_refused_by_asking_and_by_searching(put, question, problem):
    with pytest.raises(QuestionError, match=problem):
        put(question)
    with pytest.raises(QuestionError, match=problem):
        find(question, 3, store=ListStore(TEXTS, HashedWords()), embedder=HashedWords(), options=OPTIONS)


def test_a_question_is_asked_with_its_white_space_folded(put):
    answer = put(f"  Who \n drew\u00a0the new bridge of Brill?{' ' * 200}")
    assert answer.standalone_question == BRIDGE
    assert answer.question.startswith("  Who \n drew")
    assert answer.statements == put(BRIDGE).statements


def test_lone_surrogates_are_replaced(put):
    answer = put("Who drew\ud800 the bridge?")
    assert answer.question == answer.standalone_question == "Who drew? the bridge?"


def test_find_ranks_without_reading():
    store, embedder = ListStore(TEXTS, HashedWords()), HashedWords()
    hits = find(BRIDGE, 2, store=store, embedder=embedder, options=OPTIONS)
    assert [one.passage.article_id for one in hits] == ["bridge", "bridge-too"]
    assert set(hits[0].ranks) == set(hits[0].scores) == {"bm25", "dense"}
    nowhere = Scope(sources=frozenset())
    assert find(BRIDGE, 2, store=store, embedder=embedder, options=OPTIONS, scope=nowhere) == []


BUILT = {
    "one": ("Courier", date(2024, 5, 17), "The mill of Arden was built by Mara Quill. It will carry trams."),
    "two": ("Post", date(2024, 5, 18), "The mill of Arden was built by Olga Brandt. It rained."),
    "three": ("Harbour", date(2024, 5, 19), "The mill of Arden was built by Olga Brandt. It snowed."),
}
BUILDER = "Who built the mill of Arden?"


def test_what_other_sources_say_is_told_and_cited(put):
    answer = put(BUILDER, BUILT)
    assert {answer.answer, *(one.answer for one in answer.alternatives)} == {"Mara Quill", "Olga Brandt"}
    (other,) = answer.alternatives
    assert other.citations
    assert all(other.answer in answer.citations[number - 1].quote for number in other.citations)
    agreeing = {one.number for one in answer.citations} - set(other.citations)
    assert all(answer.answer in answer.citations[number - 1].quote for number in agreeing)
    # The two articles that name Olga Brandt have the same sentence.
    assert answer.independent_sources == 1


def test_publishers_that_tell_it_in_their_own_words_are_counted(put):
    told = {"again": ("Courier", None, "Mara Quill is who drew the new bridge of Brill.")}
    assert put(BRIDGE, {**TEXTS, **told}).independent_sources == 1
    told = {"again": ("Herald", None, "Mara Quill is who drew the new bridge of Brill.")}
    margin = replace(OPTIONS.cite, margin=100.0)
    answer = put(BRIDGE, {**TEXTS, **told}, cite=margin)
    assert answer.independent_sources == len({one.quote for one in answer.citations})


def test_sources_that_agree_have_no_alternatives(put):
    assert put(BRIDGE).alternatives == ()
    assert put("Which navy bases are there?", PORTS).alternatives == ()
    assert put(BUILDER, BUILT, rival_margin=0.0).alternatives == ()


def test_old_evidence_is_told_from_the_day_that_the_question_is_asked_on(put):
    def noted(day, **options):
        return put(BRIDGE, scope=Scope(published_to=day, as_of=day), **options).notes

    assert noted(date(2025, 5, 18)) == ()
    assert noted(date(2025, 7, 18)) == ("The newest evidence is 14 months old: 18 May 2024.",)
    assert noted(date(2030, 7, 18)) == ("The newest evidence is 6 years old: 18 May 2024.",)
    assert noted(date(2024, 6, 20), stale_after_days=30) == ("The newest evidence is 33 days old: 18 May 2024.",)
    assert noted(date(2030, 7, 18), stale_after_days=0) == ()
    assert put(BRIDGE).notes == ()


def test_old_evidence_is_told_once_in_a_conversation(put):
    def noted(turn):
        return put(BRIDGE, scope=Scope(as_of=date(2030, 7, 18)), conversation=Conversation((turn,))).notes

    assert noted(Turn("Who?", "Who?", "")) != ()
    assert noted(Turn("Who?", "Who?", "The mayor did.")) == ()


def test_of_one_sentence_in_several_articles_the_newest_is_cited_first(put):
    answer = put(BRIDGE)
    first, second = (answer.citations[number - 1].article.id for number in answer.statements[0].citations)
    assert (first, second) == ("bridge-too", "bridge")


def test_who_said_so_is_answered_by_the_sources_of_the_last_answer(put):
    first = put(BRIDGE)
    talk = Conversation((Turn(BRIDGE, BRIDGE, first.statements[0].text, first),))
    answer = put("Well, who said so?", conversation=talk)
    assert set(answer.answer.split(" and ")) == {"Courier", "Post"}
    assert (answer.statements, answer.citations, answer.confidence) == (
        first.statements,
        first.citations,
        first.confidence,
    )
    assert answer.question == "Well, who said so?"


SAID = "Engineer Mara Quill\nEngineer Mara Quill drew the new bridge of Brill."


@pytest.mark.parametrize(
    "turns",
    [
        (Turn(BRIDGE, BRIDGE, SAID),),
        (Turn(BRIDGE, BRIDGE, "It was ENGINEER Mara Quill, I think."),),
        (Turn("What burned at Arden?", "What burned at Arden?", "The old paper mill"), Turn(BRIDGE, BRIDGE, SAID)),
        (Turn(BRIDGE, BRIDGE, SAID), Turn("Who said so?", "Who said: Engineer Mara Quill", "Courier and Post")),
    ],
)
def test_who_said_so_works_from_a_conversation_of_which_only_words_are_stored(put, turns):
    first = put(BRIDGE)
    answer = put("Who said that?", conversation=Conversation(turns))
    assert set(answer.answer.split(" and ")) == {"Courier", "Post"}
    assert (answer.statements, answer.citations) == (first.statements, first.citations)
    assert answer.question == "Who said that?"


@pytest.mark.parametrize("said", ["Olga Brandt\nOlga Brandt drew it.", ""])
def test_who_said_so_searches_for_words_that_are_not_what_the_index_answers(put, said):
    answer = put("Who said so?", conversation=Conversation((Turn(BRIDGE, BRIDGE, said),)))
    assert answer.standalone_question == f"Who said: {said.split(chr(10))[-1] or BRIDGE}"
    assert answer.explanation is not None
    assert put("Who said so?").standalone_question == "Who said so?"


def test_passages_of_a_follow_up_are_shown_as_the_search_found_them(put):
    talk = Conversation((Turn(BRIDGE, BRIDGE, "Mara Quill\nShe drew the bridge of Brill."),))
    in_context = replace(OPTIONS.search, fusion=FusionWeights(in_context=1.0))
    shown = put("What did the dairy of Arden win?", conversation=talk, search=in_context).passages
    embedder = HashedWords()
    found = find(
        "What did the dairy of Arden win?",
        len(shown),
        store=ListStore(TEXTS, embedder),
        embedder=embedder,
        options=replace(OPTIONS, search=in_context),
        conversation=talk,
    )
    names = [hit.passage.id for hit in shown]
    assert [hit.passage.id for hit in found] == [name for name in names if name in {hit.passage.id for hit in found}]
    assert any(name.endswith(" in context") for hit in shown for name in hit.ranks)


def test_a_third_searcher_is_heard_though_no_option_or_weight_knows_it():
    class ByTitle:
        """Finds what nobody else finds: one passage, whatever is asked."""

        name, fusion_weight = "title", 3.0

        def search(self, query, limit, scope):  # noqa: ARG002
            return [SearchResult(next(n for n, one in enumerate(store._passages) if one.article_id == "cheese"), 1.0)]

    embedder, reader = HashedWords(), SharedWords()
    store = ListStore(TEXTS, embedder)
    store.searchers = (*store.searchers, ByTitle())
    answer = ask(BRIDGE, store=store, embedder=embedder, reader=reader, options=OPTIONS)
    (only,) = [one for one in answer.passages if one.passage.article_id == "cheese"]
    assert only.ranks["title"] == only.scores["title"] == 1
    ((_, hits),) = reader.asked
    assert "cheese" in [one.passage.article_id for one in hits]
    assert answer.answer == "Engineer Mara Quill"


class ThinksOfTheMill:
    """A stronger reader that is sure that only the mill answers, and counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    def read(self, question, hits):  # noqa: ARG002
        self.asked += 1
        readings = []
        for hit in hits:
            mill = hit.passage.article_id == "mill"
            words = "paper mill" if mill else hit.passage.text.split()[0]
            start = hit.passage.start + hit.passage.text.index(words)
            found = AnswerSpan(Span(start, start + len(words)), 12.0 if mill else -12.0)
            readings.append(Reading(12.0 if mill else -12.0, (found,)))
        return tuple(readings)


def test_a_second_reader_can_change_what_is_said():
    question = "Which old mill at Arden burned, and what ferry stopped?"
    second = ThinksOfTheMill()
    answer = answer_to(question, second_reader=second)
    assert second.asked == 1
    assert answer.answer == "paper mill"
    assert answer_to(question).answer != "paper mill"


def test_a_second_reader_is_not_asked_where_nothing_answers():
    second = ThinksOfTheMill()
    answer = answer_to(BRIDGE, second_reader=second, hopeless=math.inf)
    assert second.asked == 0
    assert answer == answer_to(BRIDGE)


FIVE = {
    "one": ("Courier", date(2024, 5, 17), "The mill of Arden was built by Mara Quill in a dry summer."),
    "two": ("Post", date(2024, 5, 18), "Mara Quill built the mill of Arden, with forty masons from the coast."),
    "three": ("Harbour", date(2024, 5, 19), "It was Mara Quill who built the mill of Arden, say the county's papers."),
    "four": ("Herald", date(2024, 5, 20), "Nobody but Mara Quill built the mill of Arden; her name is over the door."),
    "five": ("Mirror", date(2024, 5, 21), "Built by Mara Quill, the mill of Arden ground rye until the war."),
}


def test_all_sources_that_agree_are_counted_and_only_some_are_cited(put):
    answer = put(BUILDER, FIVE)
    assert answer.answer == "Mara Quill"
    assert len(answer.citations) <= 3
    assert answer.independent_sources > len({one.article.source for one in answer.citations})
