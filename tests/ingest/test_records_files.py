"""JSON records come back exactly; a bad one costs itself only."""

import gzip
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qabot.ingest.corpus import Limits
from qabot.model import Anchor, Article, Skipped

RECORD = {
    "id": "n-1",
    "title": " Moscow\n stays ",
    "source": "Levant Review",
    "url": "https://example.org/a?b=c",
    "authors": ["Ann Poe", "", "Ann Poe", 7],
    "published": "2024-12-13T23:30:00-05:00",
    "text": "  One.\r\n\r\nTwo 🙂 \u2028\ttail \n",
}


def lines(*records: object) -> str:
    return "".join(record if isinstance(record, str) else json.dumps(record) + "\n" for record in records)


def test_one_record(corpus):
    article = corpus.article("a.json", json.dumps(RECORD))
    assert article == Article(
        id="n-1",
        title="Moscow stays",
        source="Levant Review",
        url="https://example.org/a?b=c",
        authors=("Ann Poe", "7"),
        published=date(2024, 12, 13),
        path="a.json",
        text=RECORD["text"],
    )


def test_a_record_without_an_id_is_named_by_its_place(corpus):
    corpus.write("one.json", '{"text": "a"}')
    corpus.write("list.json", '[{"text": "a"}, {"text": "b", "id": 12}]')
    corpus.write("many.jsonl", '\n{"text": "a", "id": null}\n{"text": "b", "id": " "}')
    assert [article.id for article in corpus.articles()] == [
        "list.json#1",
        "12",
        "many.jsonl#2",
        "many.jsonl#3",
        "one.json",
    ]


def test_records_know_their_line(corpus):
    corpus.write("all.jsonl", lines({"text": "a"}, "\n", {"text": "b"}))
    assert [article.anchors for article in corpus.articles()] == [(Anchor(0, ":1"),), (Anchor(0, ":3"),)]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_is_verbatim_packed_and_not(corpus, mark):
    plain = mark + json.dumps(RECORD, ensure_ascii=False).replace("n-1", "n-2").encode()
    corpus.write("a.jsonl.gz", gzip.compress(mark + json.dumps(RECORD).encode()))
    corpus.write("b.jsonl", plain)
    assert [article.text for article in corpus.articles()] == [RECORD["text"]] * 2


def test_characters_that_cannot_be_stored_keep_their_place(corpus):
    article = corpus.article("a.jsonl", '{"text": "a\\ud800b\\u0000c\\ud83d\\ude00d"}')
    assert article.text == "a\ufffdb\ufffdc😀d"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "a"', "is not valid JSON at column 13: expecting ',' delimiter"),
        ('{"title": "a"}', "has no field 'text'"),
        ('{"text": 5}', "has a field 'text' that is not a string"),
        ('{"text": " \\n "}', "no text in it"),
        ("[1]", "is not a JSON object"),
        ('{"text": "a", "id": [1]}', "has an id that is neither a text nor a whole number"),
        ('{"text": "a", "id": true}', "has an id that is neither a text nor a whole number"),
        ('{"text": "a", "id": "a\\nb"}', "has an id with control characters in it"),
        (json.dumps({"text": "a", "id": "x" * 513}), "has an id of more than 512 characters"),
        ("[" * 70_000, "is not JSON that can be read"),
        ('{"text": "a", "n": ' + "1" * 5_000 + "}", "is not JSON that can be read"),
        (json.dumps({"text": "a" * 1_001}), "has 1,001 characters; the limit is 1,000 ([corpus] max_article_chars)"),
    ],
)
@pytest.mark.parametrize("good_first", [True, False])
def test_a_bad_line_costs_itself_only(corpus, line, reason, good_first):
    good = {"id": "good", "text": "fine"}
    corpus.write("all.jsonl", lines(good, line + "\n") if good_first else lines(line + "\n", good))
    items = corpus.read(Limits(max_article_chars=1_000))
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert [item.text for item in items if isinstance(item, Article)] == ["fine"]
    assert skipped == [Skipped("all.jsonl:2" if good_first else "all.jsonl:1", reason)]


def test_a_bad_item_of_a_list_costs_itself_only(corpus):
    corpus.write("a.json", '[{"text": "a"}, 5, {"text": "b"}]')
    first, skipped, third = corpus.read()
    assert skipped == Skipped("a.json#2", "is not a JSON object")
    assert (first.locate(0), third.locate(0)) == ("a.json#1", "a.json#3")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{\n"text": }', "is not valid JSON at line 2, column 9: expecting value"),
        ("", "no text in it"),
        ("[]", "has no records in it"),
        ('"words"', "is not a JSON object"),
        ("[" * 200_000, "is not JSON that can be read"),
    ],
)
def test_a_broken_json_file_is_refused(corpus, content, reason):
    assert corpus.reason("a.json", content) == reason


def test_a_line_in_another_encoding_costs_itself_only(corpus):
    corpus.write("a.jsonl", b'{"text": "one"}\n' + '{"text": "café"}\n'.encode("latin-1") + b'{"text": "3"}')
    first, skipped, third = corpus.read()
    assert skipped == Skipped("a.jsonl:2", "is not valid UTF-8 at byte 14 of the line")
    assert (first.text, third.text) == ("one", "3")


def test_an_endless_line_is_passed_over(corpus):
    corpus.write("a.jsonl", lines({"text": "one"}, '{"text": "' + "x" * 3_000_000 + '"}\n', {"text": "three"}))
    first, skipped, third = corpus.read(Limits(max_article_chars=10))
    assert skipped.path == "a.jsonl:2"
    assert "is a line of more than" in skipped.reason
    assert (first.text, third.text, third.id) == ("one", "three", "a.jsonl#3")


def test_the_longest_article_fits_however_it_is_written(corpus):
    corpus.write("a.jsonl", json.dumps({"text": "😀" * 50_000}))
    (article,) = corpus.read(Limits(max_article_chars=50_000))
    assert article.text == "😀" * 50_000


def test_a_truncated_gzip_keeps_what_came_before(corpus):
    packed = gzip.compress(lines(*({"text": f"{n} {n * 7919 % 1013}"} for n in range(2_000))).encode())
    corpus.write("a.jsonl.gz", packed[: len(packed) // 2])
    *articles, skipped = corpus.read()
    assert len(articles) > 100
    assert [article.text for article in articles] == [f"{n} {n * 7919 % 1013}" for n in range(len(articles))]
    assert skipped == Skipped("a.jsonl.gz", f"is a damaged gzip file; only its first {len(articles):,} lines were read")


def test_a_gzip_with_a_wrong_checksum_is_reported(corpus):
    packed = bytearray(gzip.compress(lines({"text": "a"}).encode()))
    packed[-6] ^= 1
    corpus.write("a.jsonl.gz", bytes(packed))
    article, skipped = corpus.read()
    assert article.text == "a"
    assert "damaged gzip file" in skipped.reason


def test_what_is_not_gzip_is_refused(corpus):
    assert corpus.reason("a.jsonl.gz", b'{"text": "a"}') == "is not a readable gzip file"


@pytest.mark.parametrize("line", [b"x" * 100_000_000, b'{"text": "a"}\n' * 7_000_000], ids=["one line", "many lines"])
def test_a_gzip_bomb_is_bounded(corpus, line):
    corpus.write("a.jsonl.gz", gzip.compress(line, 1))
    *_, last = corpus.read(Limits(max_unpacked_bytes=100_000, max_article_chars=100))
    assert last.path == "a.jsonl.gz"
    assert last.reason.startswith("unpacks to more than 100,000 bytes; only its first ")


def test_a_file_of_something_else_is_one_report(corpus):
    reason = corpus.reason("a.jsonl", '{"question": "?"}\n' * 1_000)
    assert reason == "has no article in its first 100 records; the first one has no field 'text'"


def test_a_late_first_article_loses_no_report(corpus):
    corpus.write("a.jsonl", "bad\n" * 60 + '{"text": "a"}\n')
    items = corpus.read()
    assert [item.path for item in items[:-1]] == [f"a.jsonl:{n}" for n in range(1, 61)]
    assert items[-1].text == "a"


def test_few_bad_lines_are_all_named(corpus):
    corpus.write("a.jsonl", "bad\nworse\n")
    assert [item.path for item in corpus.read()] == ["a.jsonl:1", "a.jsonl:2"]


def test_utf16_lines_are_refused(corpus):
    assert corpus.reason("a.jsonl", '{"text": "a"}\n'.encode("utf-16")) == "is UTF-16; JSON lines are read as UTF-8"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_no_lines_are_no_text(corpus, content):
    assert corpus.reason("a.jsonl", content) == "no text in it"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(min_size=1).filter(lambda text: text.strip() and "\x00" not in text), max_size=5),
    ascii_only=st.booleans(),
)
def test_any_text_comes_back_verbatim(corpus, texts, ascii_only):
    content = "".join(json.dumps({"text": text}, ensure_ascii=ascii_only) + "\n" for text in texts)
    corpus.write("a.jsonl", content)
    assert [item.text for item in corpus.read() if isinstance(item, Article)] == texts
