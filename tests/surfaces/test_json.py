"""The JSON contract: every field of an answer, and the lines of a batch."""

import json
import math
from datetime import date

import pytest

from qabot.errors import QuestionError
from qabot.model import Alternative, Answer, Article, Citation, Hit, Kind, Passage, Scope, Span, Statement
from qabot.surfaces.json_api.answer import answer_json, hits_json
from qabot.surfaces.json_api.questions import BatchRow, read_batch

TEXT = "Ferries stopped. The tram runs “daily” – naïvely\u2028on \U0001f68b rails."
SENTENCE = Span(17, len(TEXT))
ARTICLE = Article("a1", "T", "S", "https://x.example/p", ("A", "B"), date(2024, 3, 2), "d/a.jsonl", TEXT)
PASSAGE = Passage("a1", 0, len(TEXT), TEXT, (Span(0, 16), SENTENCE))
ANSWER = Answer(
    question=" What runs? ",
    standalone_question="What runs?",
    status="answered",
    answer=None,
    confidence=0.5,
    statements=(Statement("The tram runs.", (1, 2)),),
    citations=(
        Citation(1, ARTICLE, *SENTENCE, TEXT[17:], "https://x.example/p#:~:text=The", (Span(4, 8),)),
        Citation(2, Article("b", "", "", "", (), None, "b.txt", TEXT), *SENTENCE, TEXT[17:], "b.txt:1"),
    ),
    passages=(Hit(PASSAGE, 0.123456789, {"bm25": 1}),),
    notes=("one",),
    unknown_words=("what",),
    build="b1",
    timings_ms={"search": 1.5, "read": 2.0, "total": 3.5},
    alternatives=(Alternative("B", (1,)),),
    independent_sources=1,
    kind=Kind.WHY,
)


def read(*lines, max_chars=100):
    return read_batch(lines, name="rows", max_chars=max_chars, row=BatchRow)


def refused(*lines, **options):
    with pytest.raises(QuestionError) as caught:
        read(*lines, **options)
    assert "\n" not in str(caught.value)
    return caught.value


def test_every_field_of_an_answer():
    line = answer_json(ANSWER, row_id="q7")
    assert "\n" not in line
    quote = TEXT[17:]
    assert json.loads(line) == {
        "id": "q7",
        "question": " What runs? ",
        "standalone_question": "What runs?",
        "kind": "why",
        "status": "answered",
        "answer": None,
        "confidence": 0.5,
        "statements": [{"text": "The tram runs.", "citations": [1, 2], "label": ""}],
        "citations": [
            {
                "number": 1,
                "article_id": "a1",
                "title": "T",
                "source": "S",
                "url": "https://x.example/p",
                "path": "d/a.jsonl",
                "collection": "d",
                "published": "2024-03-02",
                "start": 17,
                "end": len(TEXT),
                "quote": quote,
                "link": "https://x.example/p#:~:text=The",
                "highlights": [[4, 8]],
                "also": [],
            },
            {
                "number": 2,
                "article_id": "b",
                "title": "",
                "source": "",
                "url": "",
                "path": "b.txt",
                "collection": None,
                "published": None,
                "start": 17,
                "end": len(TEXT),
                "quote": quote,
                "link": "b.txt:1",
                "highlights": [],
                "also": [],
            },
        ],
        "passages": [{"rank": 1, "article_id": "a1", "start": 0, "end": len(TEXT), "score": 0.123457, "text": TEXT}],
        "alternatives": [{"answer": "B", "citations": [1], "earlier": False}],
        "independent_sources": 1,
        "notes": ["one"],
        "unknown_words": ["what"],
        "missing_words": [],
        "suggestion": None,
        "timings_ms": {"search": 1.5, "read": 2.0, "total": 3.5},
        "build": "b1",
    }


def test_letters_are_written_as_they_are():
    assert "“daily” – naïvely" in answer_json(ANSWER)
    assert "\U0001f68b" in answer_json(ANSWER)


@pytest.mark.parametrize("given", ["q1", "", 7, 0, 2**70, -1.5, None, True, [1, {"a": None}], "ключ\u2028"])
def test_an_id_is_copied_through(given):
    (row,) = read(json.dumps({"id": given, "question": "Who?"}))
    copied = json.loads(answer_json(ANSWER, row_id=row.id))["id"]
    assert (copied, type(copied)) == (given, type(given))


def test_an_absent_id_is_null():
    (row,) = read('{"question": "Who?"}')
    assert json.loads(answer_json(ANSWER, row_id=row.id))["id"] is None


def test_order_is_kept_blank_lines_and_unknown_keys_are_passed_over():
    rows = read('{"id": 3, "question": "c?"}\n', "\n", "  \t\n", '{"id": 1, "question": "a?", "gold": ["x"]}\n')
    assert [(row.id, row.question) for row in rows] == [(3, "c?"), (1, "a?")]
    assert read() == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "the line is no JSON"),
        ("[]", "the line is no object"),
        ('"Who?"', "the line is no object"),
        ('{"id": 1}', "question is missing"),
        ('{"question": null}', "question is no text"),
        ('{"question": ["Who?"]}', "question is no text"),
        ('{"question": ""}', "The question is empty"),
        ('{"question": "?"}', "The question has no words in it"),
        ('{"question": "Who?"} {}', "the line is no JSON"),
        ('{"question": "\\ud800 who?"}', "the line is no JSON"),
        ('{"question": "\udcff who?"}', "the line is no text"),
        ('{"question": "Who?", "history": "before"}', "history: Input should be a valid array"),
        ('{"question": "Who?", "history": [{"role": "user"}]}', "history.0.text is missing"),
        ('{"question": "Who?", "history": [{"role": "me", "text": "x"}]}', "history.0.role: Input should be 'user' or"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line, fault):
    error = refused('{"question": "Who?"}', "", line)
    assert error.problem.startswith(f"rows, line 3: {fault}")
    assert error.remedy


NO_DAYS = ("2024-02-30", "2024-2-3", "20240203", "now", "", "2024-02-03T00:00:00", "1706918400", 0, 86400, [2024])


@pytest.mark.parametrize("key", ["as_of", "after", "before"])
@pytest.mark.parametrize("day", NO_DAYS)
def test_only_an_iso_day_is_a_day(key, day):
    error = refused(json.dumps({"question": "Who?", key: day}))
    assert error.problem.startswith(f"rows, line 1: {key}: ")


def test_a_question_that_is_too_long_is_named_by_its_line():
    assert len(read(json.dumps({"question": "x" * 100}))) == 1
    error = refused(json.dumps({"question": "x" * 101}))
    assert error.problem == "rows, line 1: The question has 101 characters; at most 100 can be asked"


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ({}, None, None),
        ({"after": "2024-01-02"}, date(2024, 1, 2), None),
        ({"before": "2024-05-06"}, None, date(2024, 5, 6)),
        ({"as_of": "2024-05-06"}, None, date(2024, 5, 6)),
        ({"as_of": "2024-05-06", "before": "2024-03-04"}, None, date(2024, 3, 4)),
        ({"as_of": "2024-03-04", "before": "2024-05-06", "after": "2024-01-02"}, date(2024, 1, 2), date(2024, 3, 4)),
        ({"as_of": None, "before": None, "after": None}, None, None),
    ],
)
def test_days_narrow_the_scope(days, first, last):
    (row,) = read(json.dumps({"question": "Who?", **days}))
    narrowed = row.narrowed(Scope(sources=frozenset({"S"})))
    as_of = date.fromisoformat(days["as_of"]) if days.get("as_of") else None
    assert narrowed == Scope(frozenset({"S"}), first, last, as_of=as_of)


def test_a_row_only_narrows_what_the_command_line_allows():
    allowed = Scope(None, date(2024, 2, 1), date(2024, 4, 30), as_of=date(2024, 5, 1))
    (wide,) = read('{"question": "Who?", "after": "2020-01-01", "before": "2030-01-01", "as_of": "2030-01-01"}')
    (narrow,) = read('{"question": "Who?", "after": "2024-03-01", "as_of": "2024-04-01"}')
    assert wide.narrowed(allowed) == allowed
    assert narrow.narrowed(allowed) == Scope(None, date(2024, 3, 1), date(2024, 4, 1), as_of=date(2024, 4, 1))


def test_history_becomes_turns_that_stand_alone():
    turns = [{"role": "user", "text": "Who is Mara Quill?"}, {"role": "assistant", "text": "An engineer.", "more": 1}]
    with_history, without, empty = read(
        json.dumps({"question": "And when?", "history": turns}),
        '{"question": "When?"}',
        '{"question": "When?", "history": []}',
    )
    (turn,) = with_history.conversation().turns
    assert (turn.question, turn.standalone_question, turn.said) == ("Who is Mara Quill?",) * 2 + ("An engineer.",)
    assert without.conversation().turns == empty.conversation().turns == ()


def test_a_search_names_its_query_and_the_ranks():
    assert json.loads(hits_json("trams", [Hit(PASSAGE, 0.5, {"bm25": 2, "dense": 1})])) == {
        "query": "trams",
        "passages": [
            {
                "rank": 1,
                "article_id": "a1",
                "start": 0,
                "end": len(TEXT),
                "score": 0.5,
                "text": TEXT,
                "ranks": {"bm25": 2, "dense": 1},
            }
        ],
    }


DATED = {"ferry.txt": "2024-03-02", "notes/bridge.md": "2024-05-17", "w1": "2024-06-01", "w2": "2023-11-30"}


@pytest.mark.parametrize(
    "days",
    [
        {"after": "2024-05-17"},
        {"before": "2024-03-02"},
        {"as_of": "2024-05-31"},
        {"after": "2024-03-02", "before": "2024-06-01", "as_of": "2024-05-17"},
        {"before": "1999-12-31"},
    ],
)
def test_a_batch_answers_from_the_days_it_names_and_never_from_undated_articles(run, config, tmp_path, days):
    rows = tmp_path / "rows.jsonl"
    history = [{"role": "user", "text": "Tell me of Brill."}]
    rows.write_text(json.dumps({"question": "Where are Arden and Brill?", "history": history, **days}))
    answer = json.loads(run("ask", "--batch", rows, "--passages", 100, "--config", config()).out)
    first = days.get("after", "")
    last = min(days.get("before", "9999"), days.get("as_of", "9999"))
    inside = {article for article, day in DATED.items() if first <= day <= last}
    assert {passage["article_id"] for passage in answer["passages"]} == inside
    assert {citation["article_id"] for citation in answer["citations"]} <= inside
    assert answer["status"] == ("answered" if inside else "not_found")
    assert answer["standalone_question"] == "Where are Arden and Brill?"


def test_an_answer_of_the_program_has_the_types_of_the_contract(run, config):
    answer = run("ask", "Who drew the new bridge?", "--json", "--config", config()).json
    assert list(answer) == list(json.loads(answer_json(ANSWER)))
    assert answer["status"] == "answered"
    assert 0 <= answer["confidence"] <= 1
    assert set(answer["timings_ms"]) == {"search", "read", "total"}
    assert all(type(spent) is float and math.isfinite(spent) and spent >= 0 for spent in answer["timings_ms"].values())
    assert [passage["rank"] for passage in answer["passages"]] == list(range(1, 11))
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
